import ContentDigest

/// Appends numbers and texts to a run of bytes, little-endian, texts with their length before them.
public struct ByteWriter: Sendable {
    /// What was added, and room for more behind it.
    @usableFromInline var storage: [UInt8]
    /// How many bytes were added so far.
    public var count: Int { used }
    @usableFromInline var used = 0

    /// Begins with nothing.
    public init() { storage = [] }

    /// Room is made for this many bytes at once.
    public init(reservingBytes capacity: Int) {
        storage = [UInt8](repeating: 0, count: capacity)
    }

    /// What was added so far.
    public var bytes: [UInt8] { Array(storage[..<used]) }

    /// What was added; spares the copy that `bytes` makes.
    public consuming func finish() -> [UInt8] {
        storage.removeLast(storage.count - used)
        return storage
    }

    // Inlinable: called for each number of each record.
    /// Adds a number.
    @inlinable
    public mutating func add<Number: FixedWidthInteger>(_ number: Number) {
        let size = MemoryLayout<Number>.size
        if storage.count - used < size { makeRoom(size) }
        storage.withUnsafeMutableBytes {
            $0.storeBytes(of: number.littleEndian, toByteOffset: used, as: Number.self)
        }
        used += size
    }

    /// Adds a text, its length before it.
    public mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { text in
            add(UInt32(text.count))
            if storage.count - used < text.count { makeRoom(text.count) }
            storage.withUnsafeMutableBytes {
                UnsafeMutableRawBufferPointer(rebasing: $0[used...]).copyMemory(
                    from: UnsafeRawBufferPointer(text))
            }
            used += text.count
        }
    }

    /// Adds a digest, 16 bytes.
    public mutating func add(_ digest: ContentDigest) {
        add(digest.high)
        add(digest.low)
    }

    /// Begins anew in the same memory.
    public mutating func removeAll() { used = 0 }

    @usableFromInline
    mutating func makeRoom(_ size: Int) {
        let more = max(size, storage.count, 64)
        storage.append(contentsOf: repeatElement(0, count: more))
    }
}

/// Reads what `ByteWriter` wrote; every read past the end gives `nil`.
public struct ByteReader: Sendable {
    @usableFromInline let bytes: [UInt8]
    /// How many bytes were read.
    public var position: Int { at }
    @usableFromInline var at: Int
    @usableFromInline let end: Int

    /// Begins at the first byte.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
        at = 0
        end = bytes.count
    }

    /// Whether all was read.
    public var isAtEnd: Bool { at == end }

    /// The next number; `nil` past the end.
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

    /// The next text; `nil` past the end.
    public mutating func text() -> String? {
        guard let count = number(UInt32.self), end - at >= Int(count) else { return nil }
        defer { at += Int(count) }
        return bytes.withUnsafeBufferPointer {
            String(decoding: UnsafeBufferPointer(rebasing: $0[at..<at + Int(count)]), as: UTF8.self)
        }
    }

    /// The next digest; `nil` past the end.
    public mutating func digest() -> ContentDigest? {
        guard let high = number(UInt64.self), let low = number(UInt64.self) else { return nil }
        return ContentDigest(high: high, low: low)
    }
}
