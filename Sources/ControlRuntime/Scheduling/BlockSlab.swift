import Synchronization

/// The two ends of a new slab: memory in blocks of one size for what is longer than an event's payload,
/// System Exclusive messages and OSC packets.
///
/// The writer fills a run of blocks and sends the run in an event; the reader gives it back by a ring when
/// it is done. The memory is taken from the system once; nothing grows.
@frozen public struct BlockSlab: ~Copyable {
    public var writer: SlabWriter
    public var reader: SlabReader

    /// - Parameters:
    ///   - blocks: How many blocks there are, 1...65,536; a multiple of 64 is taken.
    ///   - blockSize: Bytes of a block.
    public init(blocks: Int, blockSize: Int = 128) {
        precondition(blocks > 0 && blocks <= 65_536 && blockSize > 0, "a slab of no use")
        let count = (blocks + 63) / 64 * 64
        let memory = SlabMemory(count: count, blockSize: blockSize)
        // A run holds at least one block: so many runs at most are on their way back.
        let given = RingEnds<UInt64>(capacity: count)
        writer = SlabWriter(memory, given: given.reader)
        reader = SlabReader(memory, given: given.writer)
    }
}

/// Where bytes lie in a slab, as the payload of an event: the first block in the lower half, the length
/// in bytes in the upper half.
@frozen public struct SlabRun: Sendable, Equatable {
    public var payload: UInt64

    /// Reads an event's payload.
    @inlinable public init(payload: UInt64) {
        self.payload = payload
    }

    @inlinable init(first: Int, byteCount: Int) {
        payload = UInt64(UInt32(truncatingIfNeeded: first)) | UInt64(byteCount) << 32
    }

    /// Place of the first block.
    @inlinable public var first: Int { Int(UInt32(truncatingIfNeeded: payload)) }

    /// How many bytes there are.
    @inlinable public var byteCount: Int { Int(payload >> 32) }
}

/// Why bytes found no place in a slab.
@frozen public enum SlabRefusal: Error, Sendable, Equatable {
    /// There will be room when the reader has given some back.
    case full
    /// The slab could never hold so many.
    case tooLong
}

/// The producer's end of a slab, for one thread at a time.
public struct SlabWriter: ~Copyable, Sendable {
    private let memory: SlabMemory
    private var given: RingReader<UInt64>
    /// Where the search for free blocks begins.
    private var cursor = 0
    /// Blocks that are free.
    public private(set) var free: Int

    fileprivate init(_ memory: SlabMemory, given: consuming RingReader<UInt64>) {
        self.memory = memory
        self.given = given
        free = memory.count
    }

    deinit {
        memory.release()
    }

    /// Bytes that a run could hold in an empty slab.
    public var longest: Int { memory.count * memory.blockSize }

    /// Copies bytes into a run of blocks side by side.
    ///
    /// - Throws: `SlabRefusal`, when there is no room now or could never be.
    /// - Thread: the producer's. Does not block or allocate.
    public mutating func store(_ bytes: UnsafeRawBufferPointer) throws(SlabRefusal) -> SlabRun {
        let run = try reserve(bytes.count)
        if let source = bytes.baseAddress {
            memory.start(of: run.first).copyMemory(from: source, byteCount: bytes.count)
        }
        return run
    }

    /// Takes blocks for bytes that are written later, before the run is sent or taken back.
    ///
    /// - Throws: `SlabRefusal`, as `store`.
    public mutating func reserve(_ byteCount: Int) throws(SlabRefusal) -> SlabRun {
        guard byteCount <= longest, byteCount <= Int(UInt32.max) else { throw .tooLong }
        reclaim()
        let blocks = max(1, (byteCount + memory.blockSize - 1) / memory.blockSize)
        guard blocks <= free, let first = search(blocks) else { throw .full }
        memory.mark(first, blocks, isFree: false)
        free -= blocks
        cursor = first + blocks
        return SlabRun(first: first, byteCount: byteCount)
    }

    /// The bytes of a run that was reserved and not yet sent.
    public func bytes(of run: SlabRun) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(
            start: memory.start(of: run.first), count: run.byteCount)
    }

    /// Gives back a run that was not sent after all.
    public mutating func takeBack(_ run: SlabRun) {
        let blocks = memory.blocks(of: run)
        memory.mark(run.first, blocks, isFree: true)
        free += blocks
    }

    /// Takes over what the reader has given back.
    private mutating func reclaim() {
        while let payload = given.pop() { takeBack(SlabRun(payload: payload)) }
    }

    /// The first place from the cursor on, round the end, where so many blocks are free side by side.
    private func search(_ blocks: Int) -> Int? {
        memory.search(blocks, from: cursor, to: memory.count)
            ?? memory.search(blocks, from: 0, to: min(cursor + blocks, memory.count))
    }
}

/// The player's end of a slab, for one thread at a time.
public struct SlabReader: ~Copyable, Sendable {
    private let memory: SlabMemory
    private var given: RingWriter<UInt64>

    fileprivate init(_ memory: SlabMemory, given: consuming RingWriter<UInt64>) {
        self.memory = memory
        self.given = given
    }

    deinit {
        memory.release()
    }

    /// The bytes of a run; none when the payload names no run of this slab.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    @_noLocks
    public func bytes(of run: SlabRun) -> UnsafeRawBufferPointer {
        guard isInside(run) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return UnsafeRawBufferPointer(start: memory.start(of: run.first), count: run.byteCount)
    }

    /// Gives a run back to the producer. Its bytes must not be read any more.
    ///
    /// - Thread: the player's. Does not block: the way back has a place for every run.
    @_noLocks
    public mutating func giveBack(_ run: SlabRun) {
        if isInside(run) { _ = given.push(run.payload) }
    }

    @_noLocks
    private func isInside(_ run: SlabRun) -> Bool {
        run.first < memory.count
            && run.byteCount <= (memory.count &- run.first) &* memory.blockSize
    }
}

/// Unchecked: a run's bytes are the writer's until its event is in the ring, then the reader's until the
/// run is in the ring back; the marks are the writer's alone.
private struct SlabMemory: @unchecked Sendable {
    private let bytes: UnsafeMutableRawPointer
    private let isFree: UnsafeMutablePointer<UInt64>
    private let owners: UnsafeMutablePointer<Atomic<Int>>
    let count: Int
    let blockSize: Int

    init(count: Int, blockSize: Int) {
        self.count = count
        self.blockSize = blockSize
        bytes = .allocate(byteCount: count * blockSize, alignment: 64)
        isFree = .allocate(capacity: count / 64)
        isFree.initialize(repeating: .max, count: count / 64)
        owners = .allocate(capacity: 1)
        owners.initialize(to: Atomic(2))
    }

    @inline(__always)
    func start(of block: Int) -> UnsafeMutableRawPointer {
        bytes + block &* blockSize
    }

    func blocks(of run: SlabRun) -> Int {
        max(1, (run.byteCount + blockSize - 1) / blockSize)
    }

    func mark(_ first: Int, _ blocks: Int, isFree state: Bool) {
        for block in first..<(first + blocks) {
            let bit: UInt64 = 1 << UInt64(block & 63)
            if state { isFree[block >> 6] |= bit } else { isFree[block >> 6] &= ~bit }
        }
    }

    func search(_ blocks: Int, from start: Int, to end: Int) -> Int? {
        var place = start
        var length = 0
        while place < end {
            let word = isFree[place >> 6] >> UInt64(place & 63)
            if word == 0 {
                // None from here to the end of the word.
                place = (place | 63) + 1
                length = 0
            } else if word & 1 == 0 {
                place += word.trailingZeroBitCount
                length = 0
            } else {
                place += 1
                length += 1
                if length == blocks { return place - blocks }
            }
        }
        return nil
    }

    func release() {
        guard owners.pointee.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 else {
            return
        }
        owners.deinitialize(count: 1)
        owners.deallocate()
        bytes.deallocate()
        isFree.deallocate()
    }
}
