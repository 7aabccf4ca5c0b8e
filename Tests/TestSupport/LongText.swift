// A build with the static standard library has no Testing module, and builds this target too.
#if canImport(Testing)
    import Testing

    /// A text too long to be a test's name: told by its beginning and its size.
    public struct LongText: CustomTestStringConvertible, Sendable {
        public var text: String

        /// - Parameters:
        ///   - start: What stands once at the beginning.
        ///   - piece: What is repeated after it.
        ///   - count: How often.
        ///   - end: What stands once at the end.
        public init(_ start: String = "", repeating piece: String, count: Int, end: String = "") {
            text = start + String(repeating: piece, count: count) + end
        }

        /// A text that exists.
        public init(_ text: String) { self.text = text }

        public var testDescription: String {
            let start = text.prefix(24).prefix { $0 != "\n" }
            return "\(start)… (\(text.utf8.count) bytes)"
        }
    }
#endif
