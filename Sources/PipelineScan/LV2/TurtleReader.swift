import CSerd

/// Reads Turtle files into a store; what is wrong with them goes to standard error, line by line.
final class TurtleReader {
    /// What came of reading a file.
    enum Outcome: Equatable {
        case read
        /// It holds no statements.
        case empty
        /// What was read before its first error is in the store.
        case broken
    }

    /// Where what was read so far is kept.
    let sink = TurtleSink()
    private let reader: OpaquePointer?
    /// How many files were begun; makes their blank nodes different.
    private var count = 0

    init() {
        let handle = Unmanaged.passUnretained(sink).toOpaque()
        reader = serd_reader_new(
            SERD_TURTLE, handle, nil,
            { handle, uri in TurtleSink.of(handle).begin(base: uri) },
            { handle, name, uri in TurtleSink.of(handle).define(name, uri) },
            { handle, _, _, subject, predicate, object, type, language in
                TurtleSink.of(handle).add(subject, predicate, object, type, language)
            }, nil)
    }

    deinit { serd_reader_free(reader) }

    /// Reads a file.
    ///
    /// - Parameter path: absolute.
    func read(_ path: String) -> Outcome {
        guard let reader else { return .broken }
        count += 1
        var uri = serd_node_new_file_uri(path, nil, nil, true)
        defer { serd_node_free(&uri) }
        sink.environment = serd_env_new(&uri)
        defer {
            serd_env_free(sink.environment)
            sink.environment = nil
        }
        sink.count = 0
        serd_reader_add_blank_prefix(reader, "f\(count)-")
        guard let name = uri.buf else { return .broken }
        let status = serd_reader_read_file(reader, name)
        if status.rawValue > SERD_FAILURE.rawValue { return .broken }
        return sink.count == 0 ? .empty : .read
    }

    /// The path that a file's URI names; `nil` for other URIs.
    static func path(ofFile uri: String) -> String? {
        guard uri.hasPrefix("file:") else { return nil }
        guard let path = serd_file_uri_parse(uri, nil) else { return nil }
        defer { serd_free(path) }
        return String(cString: path)
    }
}

/// Takes what the parser finds.
final class TurtleSink {
    fileprivate(set) var store = TurtleStore.withVocabulary
    /// Prefixes and base of the file that is read.
    fileprivate var environment: OpaquePointer?
    /// Statements of that file, those that no one asks for too.
    fileprivate var count = 0
    private var scratch: [UInt8] = []

    fileprivate static func of(_ handle: UnsafeMutableRawPointer?) -> TurtleSink {
        guard let handle else { preconditionFailure("the parser was given a sink") }
        return Unmanaged<TurtleSink>.fromOpaque(handle).takeUnretainedValue()
    }

    fileprivate func begin(base uri: UnsafePointer<SerdNode>) -> SerdStatus {
        guard let environment else { return SERD_ERR_INTERNAL }
        return serd_env_set_base_uri(environment, uri)
    }

    fileprivate func define(_ name: UnsafePointer<SerdNode>, _ uri: UnsafePointer<SerdNode>)
        -> SerdStatus
    {
        guard let environment else { return SERD_ERR_INTERNAL }
        return serd_env_set_prefix(environment, name, uri)
    }

    fileprivate func add(
        _ subject: UnsafePointer<SerdNode>, _ predicate: UnsafePointer<SerdNode>,
        _ object: UnsafePointer<SerdNode>, _ type: UnsafePointer<SerdNode>?,
        _ language: UnsafePointer<SerdNode>?
    ) -> SerdStatus {
        count += 1
        guard let verb = node(predicate) else { return SERD_ERR_BAD_CURIE }
        guard let word = Word(rawValue: verb.number) else { return SERD_SUCCESS }
        var qualifier: UInt32 = 0
        if let type, type.pointee.buf != nil {
            guard let node = node(type) else { return SERD_ERR_BAD_CURIE }
            qualifier = node.number
        } else if let language, let bytes = bytes(of: language) {
            qualifier = store.node(.language, bytes).number
        }
        guard let first = node(subject), let last = node(object, qualifier) else {
            return SERD_ERR_BAD_CURIE
        }
        store.add(first, word, last)
        return SERD_SUCCESS
    }

    /// Says of a node all that is said of another.
    func takeOver(_ other: TurtleNode, for node: TurtleNode) {
        for (predicate, object) in store.properties(of: other) {
            store.add(node, predicate, object)
        }
    }

    /// - Returns: `nil` for a name whose prefix is not defined.
    private func node(_ node: UnsafePointer<SerdNode>, _ qualifier: UInt32 = 0) -> TurtleNode? {
        guard let bytes = bytes(of: node) else { return nil }
        switch node.pointee.type {
        case SERD_LITERAL: return store.node(.literal, bytes, qualifier: qualifier)
        case SERD_BLANK: return store.node(.blank, bytes)
        case SERD_CURIE: return expanded(node)
        case SERD_URI
        where serd_uri_string_has_scheme(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)):
            return store.node(.uri, bytes)
        case SERD_URI:
            guard let environment else { return nil }
            var whole = serd_env_expand_node(environment, node)
            defer { serd_node_free(&whole) }
            return withUnsafePointer(to: whole) { self.bytes(of: $0) }
                .map { store.node(.uri, $0) }
        default: return nil
        }
    }

    private func expanded(_ node: UnsafePointer<SerdNode>) -> TurtleNode? {
        var (prefix, suffix) = (SerdChunk(), SerdChunk())
        guard let environment, serd_env_expand(environment, node, &prefix, &suffix) == SERD_SUCCESS
        else { return nil }
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: UnsafeRawBufferPointer(start: prefix.buf, count: prefix.len))
        scratch.append(contentsOf: UnsafeRawBufferPointer(start: suffix.buf, count: suffix.len))
        return scratch.withUnsafeBytes { store.node(.uri, $0) }
    }

    private func bytes(of node: UnsafePointer<SerdNode>) -> UnsafeRawBufferPointer? {
        guard let text = node.pointee.buf else { return nil }
        return UnsafeRawBufferPointer(start: text, count: node.pointee.n_bytes)
    }
}
