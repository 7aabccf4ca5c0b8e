import CXXHash

/// The XXH3 128-bit digest of some content.
///
/// Guards against accident, not against an adversary: what is shared with other machines needs a
/// cryptographic digest.
///
/// - Source: xxHash specification, XXH3 128-bit variant, seed 0.
public struct ContentDigest: Hashable, Sendable, Comparable, BitwiseCopyable {
    public var high: UInt64
    public var low: UInt64

    /// Stands for content that is not there: a missing file, a result that was not made.
    public static let absent = ContentDigest(high: 0, low: 0)

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The digest of `bytes`.
    public init(of bytes: UnsafeRawBufferPointer) {
        let hash = pipeline_xxh3_128(bytes.baseAddress, bytes.count)
        high = hash.high
        low = hash.low
    }

    /// The digest of `bytes`.
    public init(of bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { ContentDigest(of: $0) }
    }

    /// The digest of the UTF-8 bytes of `text`.
    public init(of text: String) {
        var text = text
        self = text.withUTF8 { ContentDigest(of: UnsafeRawBufferPointer($0)) }
    }

    public var isAbsent: Bool { self == .absent }

    public static func < (left: ContentDigest, right: ContentDigest) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension ContentDigest: CustomStringConvertible {
    /// 32 hexadecimal digits, most significant first: what `xxhsum -H2` prints.
    public var description: String { hexadecimal(high) + hexadecimal(low) }

    /// The first 12 digits, enough to tell two apart when read by a person.
    public var abbreviated: String { isAbsent ? "absent" : String(description.prefix(12)) }

    private func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// The 64-bit XXH3 hash of `bytes`, for checksums and tables that never leave this machine.
public func checksum64(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
    pipeline_xxh3_64(bytes.baseAddress, bytes.count, seed)
}
