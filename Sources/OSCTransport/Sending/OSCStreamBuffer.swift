/// Bytes of a stream that the system has not taken yet, in memory of their own.
struct OSCStreamBuffer: ~Copyable {
    private let memory: UnsafeMutableRawPointer
    private let capacity: Int
    private let isSLIP: Bool
    private var start = 0
    private var end = 0

    init(capacity: Int, isSLIP: Bool) {
        self.capacity = capacity
        self.isSLIP = isSLIP
        memory = .allocate(byteCount: capacity, alignment: 8)
    }

    deinit { memory.deallocate() }

    /// What is to be written.
    var unsent: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: memory + start, count: end &- start)
    }

    /// Bytes that a packet can take at worst.
    func largestFrame(_ size: Int) -> Int { isSLIP ? 2 &+ 2 &* size : 4 &+ size }

    func couldHold(_ frames: Int) -> Bool { frames <= capacity }

    /// Whether frames of this many bytes fit, after moving what is left to the front.
    @_noLocks @_noAllocation
    mutating func makeRoom(_ frames: Int) -> Bool {
        if frames <= capacity &- end { return true }
        if frames > capacity &- (end &- start) { return false }
        memory.copyMemory(from: memory + start, byteCount: end &- start)
        end &-= start
        start = 0
        return true
    }

    /// Adds a packet as a frame, for which there must be room.
    ///
    /// - Source: OSC 1.0, the size before each packet of a stream; OSC 1.1, SLIP with END before and
    ///   after each packet; RFC 1055.
    @_noLocks @_noAllocation
    mutating func append(_ packet: UnsafeRawBufferPointer) {
        guard let source = packet.baseAddress else { return }
        if !isSLIP {
            let size = UInt32(truncatingIfNeeded: packet.count).bigEndian
            memory.storeBytes(of: size, toByteOffset: end, as: UInt32.self)
            (memory + end + 4).copyMemory(from: source, byteCount: packet.count)
            end &+= 4 &+ packet.count
            return
        }
        put(SLIP.end)
        var place = 0
        while place < packet.count {
            let byte = source.load(fromByteOffset: place, as: UInt8.self)
            if byte == SLIP.end {
                put(SLIP.escape)
                put(SLIP.escapedEnd)
            } else if byte == SLIP.escape {
                put(SLIP.escape)
                put(SLIP.escapedEscape)
            } else {
                put(byte)
            }
            place &+= 1
        }
        put(SLIP.end)
    }

    /// The system took bytes.
    mutating func consume(_ count: Int) {
        start &+= count
        if start == end { clear() }
    }

    mutating func clear() {
        start = 0
        end = 0
    }

    @_noLocks @_noAllocation
    private mutating func put(_ byte: UInt8) {
        memory.storeBytes(of: byte, toByteOffset: end, as: UInt8.self)
        end &+= 1
    }
}

/// The special bytes of RFC 1055.
enum SLIP {
    static var end: UInt8 { 0xC0 }
    static var escape: UInt8 { 0xDB }
    static var escapedEnd: UInt8 { 0xDC }
    static var escapedEscape: UInt8 { 0xDD }
}
