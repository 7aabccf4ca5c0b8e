import CXXHash

/// A digest of content that comes in parts.
public struct DigestStream: ~Copyable {
    private let state: UnsafeMutableRawPointer

    /// The digest of nothing so far.
    public init() {
        guard let state = pipeline_xxh3_128_begin() else {
            preconditionFailure("the system gives this program no memory")
        }
        self.state = state
    }

    /// Adds the next part.
    public mutating func add(_ bytes: UnsafeRawBufferPointer) {
        pipeline_xxh3_128_add(state, bytes.baseAddress, bytes.count)
    }

    /// The digest of all parts, the same as of the whole.
    public consuming func finish() -> ContentDigest {
        let hash = pipeline_xxh3_128_end(state)
        return ContentDigest(high: hash.high, low: hash.low)
    }
}
