/// Packets for one target that are due together, in memory of their own, laid out as a bundle.
struct OSCPendingBundle: ~Copyable {
    private let memory: UnsafeMutableRawPointer
    private let capacity: Int
    private var used = 16
    /// Packets in it.
    private(set) var count = 0
    /// When they are meant: nanoseconds of the monotonic clock, or 1 for at once.
    private(set) var due: UInt64 = 1

    init(capacity: Int) {
        self.capacity = capacity
        memory = .allocate(byteCount: capacity, alignment: 8)
    }

    deinit { memory.deallocate() }

    /// Bytes that go out for what is in it.
    var byteCount: Int { count == 1 && due == 1 ? used &- 20 : used }

    /// Bytes of the bundle so far, from which `truncate` goes back.
    var mark: Int { used }

    /// Whether a packet of this size could ever be sent.
    func couldHold(_ size: Int) -> Bool { size &+ 20 <= capacity }

    /// Whether packets with their sizes may join what is in it.
    func hasRoom(_ size: Int, due: UInt64, limit: Int) -> Bool {
        count == 0 ? used &+ size <= capacity : due == self.due && used &+ size <= limit
    }

    /// Adds a packet, for which there must be room.
    @_noLocks @_noAllocation
    mutating func append(_ packet: UnsafeRawBufferPointer, due: UInt64) {
        guard let source = packet.baseAddress else { return }
        let size = UInt32(truncatingIfNeeded: packet.count).bigEndian
        memory.storeBytes(of: size, toByteOffset: used, as: UInt32.self)
        (memory + used + 4).copyMemory(from: source, byteCount: packet.count)
        used &+= 4 &+ packet.count
        count &+= 1
        self.due = due
    }

    /// Adds a message with a time tag before its arguments.
    @_noLocks @_noAllocation
    mutating func append(_ message: UnsafeRawBufferPointer, stampedWith tag: OSCTimeTag) -> Bool {
        let room = UnsafeMutableRawBufferPointer(
            start: memory + used + 4, count: capacity &- used &- 4)
        let size = writeStamped(message, tag, into: room)
        guard size > 0 else { return false }
        let written = UInt32(truncatingIfNeeded: size).bigEndian
        memory.storeBytes(of: written, toByteOffset: used, as: UInt32.self)
        used &+= 4 &+ size
        count &+= 1
        due = 1
        return true
    }

    /// Forgets all that came after `mark`, packets in number `dropped`.
    mutating func truncate(to mark: Int, dropping dropped: Int) {
        used = mark
        count &-= dropped
    }

    mutating func clear() {
        used = 16
        count = 0
        due = 1
    }

    /// What to send: the packet alone when there is one that is meant at once, or a bundle.
    @_noLocks @_noAllocation
    func packet(_ tag: OSCTimeTag) -> UnsafeRawBufferPointer {
        if count == 1, due == 1 {
            return UnsafeRawBufferPointer(start: memory + 20, count: used &- 20)
        }
        memory.storeBytes(of: (0x2362_756E_646C_6500 as UInt64).bigEndian, as: UInt64.self)
        memory.storeBytes(of: tag.rawValue.bigEndian, toByteOffset: 8, as: UInt64.self)
        return UnsafeRawBufferPointer(start: memory, count: used)
    }
}
