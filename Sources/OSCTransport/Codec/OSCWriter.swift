/// Writes OSC packets into memory that the caller owns; one that does not fit leaves `isOverfull` set
/// and writes nothing beyond the end.
///
/// Arguments are written in the order of the type tags that `head` was given; nobody compares them.
///
/// - Thread: real-time. No function here blocks, allocates or counts references.
@frozen public struct OSCWriter: ~Copyable {
    @usableFromInline let base: UnsafeMutableRawPointer
    @usableFromInline let capacity: Int
    /// Bytes written so far.
    public private(set) var count = 0
    /// Whether something did not fit; what was written is then no packet.
    public private(set) var isOverfull = false

    /// - Parameter memory: at least four bytes, which must outlive the writer.
    public init(into memory: UnsafeMutableRawBufferPointer) {
        guard let base = memory.baseAddress else {
            preconditionFailure("an OSC writer needs memory")
        }
        self.base = base
        capacity = memory.count
    }

    /// Begins a bundle; its elements follow, each between `beginElement` and `endElement`.
    @_noLocks @_noAllocation
    public mutating func bundle(_ timeTag: OSCTimeTag) {
        guard reserve(16) else { return }
        // "#bundle" and its zero.
        store(0x2362_756E_646C_6500 as UInt64)
        store(timeTag.rawValue)
    }

    /// Leaves room for an element's size.
    ///
    /// - Returns: what `endElement` wants.
    @_noLocks @_noAllocation
    public mutating func beginElement() -> Int {
        let place = count
        if reserve(4) { store(0 as UInt32) }
        return place
    }

    /// Writes the size of the element that began at `place`.
    @_noLocks @_noAllocation
    public mutating func endElement(_ place: Int) {
        if isOverfull { return }
        let size = UInt32(truncatingIfNeeded: count &- place &- 4)
        base.storeBytes(of: size.bigEndian, toByteOffset: place, as: UInt32.self)
    }

    /// Begins a message.
    ///
    /// - Parameters:
    ///   - address: without a zero at its end.
    ///   - tags: without the comma.
    @_noLocks @_noAllocation
    public mutating func head(address: UnsafeRawBufferPointer, tags: UnsafeRawBufferPointer) {
        text(address)
        let padded = (tags.count &+ 1) & ~3 &+ 4
        guard reserve(padded) else { return }
        clearEnd(padded)
        base.storeBytes(of: UInt8(ascii: ","), toByteOffset: count, as: UInt8.self)
        copy(tags, to: count &+ 1)
        count &+= padded
    }

    /// `i`, and with their bits `c`, `r` and `m`.
    @_noLocks @_noAllocation
    public mutating func int32(_ value: Int32) {
        if reserve(4) { store(UInt32(bitPattern: value)) }
    }

    /// `h`, and with its bits `t`.
    @_noLocks @_noAllocation
    public mutating func int64(_ value: Int64) {
        if reserve(8) { store(UInt64(bitPattern: value)) }
    }

    /// `f`
    @_noLocks @_noAllocation
    public mutating func float32(_ value: Float) {
        if reserve(4) { store(value.bitPattern) }
    }

    /// `d`
    @_noLocks @_noAllocation
    public mutating func float64(_ value: Double) {
        if reserve(8) { store(value.bitPattern) }
    }

    /// `s` and `S`, with the zeros at its end.
    @_noLocks @_noAllocation
    public mutating func text(_ bytes: UnsafeRawBufferPointer) {
        let padded = bytes.count & ~3 &+ 4
        guard reserve(padded) else { return }
        clearEnd(padded)
        copy(bytes, to: count)
        count &+= padded
    }

    /// `b`, with its size and the zeros at its end.
    @_noLocks @_noAllocation
    public mutating func blob(_ bytes: UnsafeRawBufferPointer) {
        let padded = (bytes.count &+ 3) & ~3
        guard reserve(padded &+ 4) else { return }
        store(UInt32(truncatingIfNeeded: bytes.count))
        if padded > 0 { clearEnd(padded) }
        copy(bytes, to: count)
        count &+= padded
    }

    /// Copies bytes that are OSC already.
    @_noLocks @_noAllocation
    public mutating func raw(_ bytes: UnsafeRawBufferPointer) {
        guard reserve(bytes.count) else { return }
        copy(bytes, to: count)
        count &+= bytes.count
    }

    @_noLocks @_noAllocation
    private mutating func reserve(_ size: Int) -> Bool {
        if isOverfull || size > capacity &- count {
            isOverfull = true
            return false
        }
        return true
    }

    @_noLocks @_noAllocation
    private mutating func store(_ value: UInt32) {
        base.storeBytes(of: value.bigEndian, toByteOffset: count, as: UInt32.self)
        count &+= 4
    }

    @_noLocks @_noAllocation
    private mutating func store(_ value: UInt64) {
        base.storeBytes(of: value.bigEndian, toByteOffset: count, as: UInt64.self)
        count &+= 8
    }

    /// Zeros in the last four of the next `padded` bytes.
    @_noLocks @_noAllocation
    private func clearEnd(_ padded: Int) {
        base.storeBytes(of: 0, toByteOffset: count &+ padded &- 4, as: UInt32.self)
    }

    @_noLocks @_noAllocation
    private func copy(_ bytes: UnsafeRawBufferPointer, to place: Int) {
        guard let source = bytes.baseAddress else { return }
        (base + place).copyMemory(from: source, byteCount: bytes.count)
    }
}
