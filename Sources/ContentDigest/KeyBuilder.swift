/// Builds a digest over typed, length-prefixed fields in order.
///
/// Every field carries its kind and length, so that ("ab", "c") and ("a", "bc") differ.
public struct KeyBuilder {
    private var bytes: [UInt8] = []

    public init() {}

    public mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add(tag: 1, UnsafeRawBufferPointer($0)) }
    }

    public mutating func add(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { add(tag: 2, $0) }
    }

    public mutating func add(_ digest: ContentDigest) {
        bytes.append(3)
        append(digest.high)
        append(digest.low)
    }

    /// The digest of everything added so far.
    public var digest: ContentDigest { ContentDigest(of: bytes) }

    private mutating func add(tag: UInt8, _ content: UnsafeRawBufferPointer) {
        bytes.append(tag)
        append(UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    private mutating func append(_ word: UInt64) {
        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
