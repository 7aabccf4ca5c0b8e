import ContentDigest

/// Appends numbers and texts to a run of bytes, little-endian, texts with their length before them.
public struct ByteWriter: Sendable {
    @inlinable public var bytes: [UInt8] { storage }
    @usableFromInline var storage: [UInt8] = []

    public init() {}

    /// Room is made for this many bytes at once.
    public init(reservingBytes capacity: Int) { storage.reserveCapacity(capacity) }

    // Inlinable: called for each number of each record.
    @inlinable
    public mutating func add<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { storage.append(contentsOf: $0) }
    }

    public mutating func add(_ text: String) {
        var text = text
        text.withUTF8 {
            add(UInt32($0.count))
            storage.append(contentsOf: $0)
        }
    }

    public mutating func add(_ digest: ContentDigest) {
        add(digest.high)
        add(digest.low)
    }

    public mutating func removeAll() { storage.removeAll(keepingCapacity: true) }
}

/// Reads what `ByteWriter` wrote; every read past the end gives `nil`.
public struct ByteReader: Sendable {
    @usableFromInline let bytes: [UInt8]
    public var position: Int { at }
    @usableFromInline var at: Int
    @usableFromInline let end: Int

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        at = 0
        end = bytes.count
    }

    public var isAtEnd: Bool { at == end }

    @inlinable
    public mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        let size = MemoryLayout<Number>.size
        guard end - at >= size else { return nil }
        let value = bytes.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: at, as: Number.self)
        }
        at += size
        return Number(littleEndian: value)
    }

    public mutating func text() -> String? {
        guard let count = number(UInt32.self), end - at >= Int(count) else { return nil }
        defer { at += Int(count) }
        return bytes.withUnsafeBufferPointer {
            String(decoding: UnsafeBufferPointer(rebasing: $0[at..<at + Int(count)]), as: UTF8.self)
        }
    }

    public mutating func digest() -> ContentDigest? {
        guard let high = number(UInt64.self), let low = number(UInt64.self) else { return nil }
        return ContentDigest(high: high, low: low)
    }
}
