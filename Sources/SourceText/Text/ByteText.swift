/// Text that grows as bytes are added to it, with as little as can be done for each.
public struct ByteText: ~Copyable {
    /// Owned.
    private var bytes: UnsafeMutablePointer<UInt8>
    private var count = 0
    private var capacity: Int

    /// - Parameter capacity: bytes that fit before it has to grow.
    public init(reservingBytes capacity: Int = 0) {
        self.capacity = max(64, capacity)
        bytes = .allocate(capacity: self.capacity)
    }

    deinit { bytes.deallocate() }

    /// The whole text.
    public consuming func finish() -> [UInt8] {
        Array(UnsafeBufferPointer(start: bytes, count: count))
    }

    /// Adds one byte.
    public mutating func add(_ byte: UInt8) {
        makeRoom(1)
        write(byte)
    }

    /// Adds bytes as they are.
    public mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
        makeRoom(text.count)
        write(text)
    }

    /// Adds a text as it is.
    public mutating func raw(_ text: StaticString) {
        add(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Adds a whole number in decimal digits.
    public mutating func add(_ value: Int64) {
        makeRoom(Self.longestInteger)
        if value < 0 { write(UInt8(ascii: "-")) }
        var rest = value.magnitude
        var digits = 1
        var bound: UInt64 = 10
        while digits < 19, rest >= bound {
            digits += 1
            bound *= 10
        }
        var place = count + digits
        count = place
        for _ in 0..<digits {
            place -= 1
            bytes[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }

    /// A sign and 19 digits.
    static let longestInteger = 20

    /// Sees to it that `size` more bytes fit.
    @inline(__always)
    mutating func makeRoom(_ size: Int) {
        if capacity &- count < size { grow(size) }
    }

    /// There must be room.
    @inline(__always)
    mutating func write(_ byte: UInt8) {
        bytes[count] = byte
        count &+= 1
    }

    /// There must be room.
    @inline(__always)
    mutating func write(_ text: UnsafeBufferPointer<UInt8>) {
        guard let start = text.baseAddress else { return }
        (bytes + count).update(from: start, count: text.count)
        count &+= text.count
    }

    /// There must be room for seven more than `blanks`: they are written eight at a time.
    @inline(__always)
    mutating func write(blanks: Int) {
        let start = UnsafeMutableRawPointer(bytes + count)
        var place = 0
        while place < blanks {
            start.storeBytes(of: 0x2020_2020_2020_2020, toByteOffset: place, as: UInt64.self)
            place &+= 8
        }
        count &+= blanks
    }

    @inline(never)
    private mutating func grow(_ size: Int) {
        capacity = max(capacity * 2, count + size)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: bytes, count: count)
        bytes.deallocate()
        bytes = larger
    }
}
