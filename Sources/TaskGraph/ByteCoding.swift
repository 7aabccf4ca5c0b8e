import ContentDigest

/// Appends numbers and texts to a run of bytes, little-endian, texts with their length before them.
public struct ByteWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    public mutating func add<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    public mutating func add(_ text: String) {
        var text = text
        text.withUTF8 {
            add(UInt32($0.count))
            bytes.append(contentsOf: $0)
        }
    }

    public mutating func add(_ digest: ContentDigest) {
        add(digest.high)
        add(digest.low)
    }

    public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}

/// Reads what `ByteWriter` wrote; every read past the end gives `nil`.
public struct ByteReader: Sendable {
    private let bytes: [UInt8]
    public private(set) var position: Int
    private let end: Int

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = 0
        end = bytes.count
    }

    public var isAtEnd: Bool { position == end }

    public mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        let size = MemoryLayout<Number>.size
        guard end - position >= size else { return nil }
        let value = bytes.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: position, as: Number.self)
        }
        position += size
        return Number(littleEndian: value)
    }

    public mutating func text() -> String? {
        guard let count = number(UInt32.self), end - position >= Int(count) else { return nil }
        defer { position += Int(count) }
        return String(decoding: bytes[position..<position + Int(count)], as: UTF8.self)
    }

    public mutating func digest() -> ContentDigest? {
        guard let high = number(UInt64.self), let low = number(UInt64.self) else { return nil }
        return ContentDigest(high: high, low: low)
    }
}
