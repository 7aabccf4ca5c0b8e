import Diagnostics

/// Builds the tree from events, and collects what is wrong.
struct YAMLTreeBuilder: ~Copyable {
    var diagnostics: [Diagnostic] = []
    private var parser: YAMLEventParser
    private let bytes: [UInt8]
    private let path: String
    private var anchors: [String: SourceNode] = [:]
    /// How many more nodes aliases may stand for.
    private var aliasBudget = 100_000

    init(_ parser: consuming YAMLEventParser, bytes: [UInt8], path: String) {
        self.parser = parser
        self.bytes = bytes
        self.path = path
    }

    /// - Returns: The only document's root; `nil` when there is no document.
    mutating func stream() throws(ReadingStopped) -> SourceNode? {
        _ = try next()
        guard case .documentStart = try next().kind else {
            diagnostics.append(Self.emptyFile(path))
            return nil
        }
        let root = try node(next(), depth: 1)
        _ = try next()
        let after = try next()
        if case .documentStart = after.kind {
            report(
                "several-documents", "a second document starts here, but a file holds only one",
                at: after.range)
        }
        return root
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(ReadingStopped) -> SourceNode
    {
        if depth > maximumNesting { throw stop(tooDeepAt: event.range) }
        let node: SourceNode
        switch event.kind {
        case .scalar(let text, let isPlain):
            node = scalar(text, isPlain: isPlain, event)
        case .sequenceStart: node = try sequence(event, depth)
        case .mappingStart: node = try mapping(event, depth)
        case .alias(let name): node = try alias(name, at: event.range, depth)
        default: preconditionFailure("libyaml gave \(event.kind) where a value must be")
        }
        if let anchor = event.anchor { anchors[anchor] = node }
        return node
    }

    private mutating func scalar(
        _ text: String, isPlain: Bool, _ event: YAMLEvent
    ) -> SourceNode {
        var kind = SourceScalar.Kind.string
        if isPlain, event.tag == nil {
            kind = coreSchemaKind(text.utf8Span.span)
        } else if let tag = event.tag, tag != "!" {
            kind = taggedKind(tag, of: text, at: event.range)
        }
        return SourceNode(
            .scalar(SourceScalar(text: text, kind: kind, readsAsText: true)), range: event.range)
    }

    private mutating func taggedKind(
        _ tag: String, of text: String, at range: SourceRange
    ) -> SourceScalar.Kind {
        let kind = coreSchemaKind(text.utf8Span.span)
        switch (tag, kind) {
        case ("tag:yaml.org,2002:str", _): return .string
        case ("tag:yaml.org,2002:int", .integer), ("tag:yaml.org,2002:float", .real),
            ("tag:yaml.org,2002:bool", .boolean), ("tag:yaml.org,2002:null", .null):
            return kind
        case ("tag:yaml.org,2002:float", .integer(let value)): return .real(Double(value))
        default:
            report(
                "unsupported-tag",
                "the tag '\(tag)' does not fit '\(text)' here; leave it out", at: range)
            return .string
        }
    }

    private mutating func sequence(
        _ start: YAMLEvent, _ depth: Int
    ) throws(ReadingStopped) -> SourceNode {
        checkTag(start, "tag:yaml.org,2002:seq")
        var nodes: [SourceNode] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind {
                return collection(.sequence(nodes), start, event, last: nodes.last?.range)
            }
            nodes.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func mapping(
        _ start: YAMLEvent, _ depth: Int
    ) throws(ReadingStopped) -> SourceNode {
        checkTag(start, "tag:yaml.org,2002:map")
        var collector = EntryCollector()
        var last: SourceRange?
        while true {
            let event = try next()
            if case .mappingEnd = event.kind {
                return collection(.mapping(collector.entries), start, event, last: last)
            }
            let name = try key(event, depth)
            let value = try node(next(), depth: depth + 1)
            last = value.range
            guard let name else { continue }
            if let place = collector.place(of: name) {
                let first = collector.entries[place].keyRange
                diagnostics.append(
                    .duplicateKey(name, at: event.range, first: first, area: "yaml", path: path))
            } else {
                collector.append(SourceEntry(key: name, keyRange: event.range, value: value))
            }
        }
    }

    /// - Returns: The key's text; `nil`, with a finding, when it cannot be used.
    private mutating func key(_ event: YAMLEvent, _ depth: Int) throws(ReadingStopped) -> String? {
        let node = try node(event, depth: depth + 1)
        guard case .scalar(let scalar) = node.content else {
            report(
                "unsupported-key", "a key is \(node.kindName), but must be text", at: event.range)
            return nil
        }
        guard case .scalar(let text, isPlain: true) = event.kind else { return scalar.text }
        if text == "<<" {
            report(
                "merge-key", "'<<' does not merge mappings here; write the keys out",
                at: event.range)
            return nil
        }
        if text.isEmpty {
            report(
                "unsupported-key", "the key is missing; put one before the ':', in quotes if empty",
                at: event.range)
            return nil
        }
        return text
    }

    /// Block collections end with an empty event that may lie lines below: the last value counts.
    private func collection(
        _ content: SourceNode.Content, _ start: YAMLEvent, _ end: YAMLEvent, last: SourceRange?
    ) -> SourceNode {
        let isBlock = end.range.start == end.range.end
        let finish = isBlock ? (last ?? start.range).end : end.range.end
        return SourceNode(content, range: SourceRange(start: start.range.start, end: finish))
    }

    private mutating func checkTag(_ event: YAMLEvent, _ allowed: String) {
        guard let tag = event.tag, tag != allowed, tag != "!" else { return }
        report("unsupported-tag", "the tag '\(tag)' is not known; leave it out", at: event.range)
    }
}

// MARK: - Aliases

extension YAMLTreeBuilder {
    private mutating func alias(
        _ name: String, at range: SourceRange, _ depth: Int
    ) throws(ReadingStopped) -> SourceNode {
        guard var node = anchors[name] else {
            report(
                "unknown-alias",
                "'*\(name)' stands for nothing; no complete value before it has '&\(name)'",
                at: range)
            throw ReadingStopped()
        }
        guard charge(node, depth) else {
            if aliasBudget >= 0 { throw stop(tooDeepAt: range) }
            report(
                "too-many-aliases",
                "the aliases up to here stand for more than 100000 values; write fewer",
                at: range)
            throw ReadingStopped()
        }
        node.range = range
        return node
    }

    /// Takes a node and all it holds from the budget.
    ///
    /// - Returns: `false` when the budget is spent, or the node reaches too deep.
    private mutating func charge(_ node: SourceNode, _ depth: Int) -> Bool {
        aliasBudget -= 1
        guard aliasBudget >= 0, depth <= maximumNesting else { return false }
        switch node.content {
        case .scalar: return true
        case .sequence(let nodes):
            for node in nodes where !charge(node, depth + 1) { return false }
        case .mapping(let entries):
            for entry in entries where !charge(entry.value, depth + 1) { return false }
        }
        return true
    }
}

// MARK: - Events and findings

extension YAMLTreeBuilder {
    private mutating func next() throws(ReadingStopped) -> YAMLEvent {
        do {
            return try parser.next()
        } catch {
            diagnostics.append(error.diagnostic(in: bytes, path: path))
            throw ReadingStopped()
        }
    }

    private mutating func stop(tooDeepAt range: SourceRange) -> ReadingStopped {
        report(
            "too-deep", "values lie more than \(maximumNesting) levels deep here; use fewer",
            at: SourceRange(at: range.start))
        return ReadingStopped()
    }

    private mutating func report(_ code: String, _ message: String, at range: SourceRange) {
        diagnostics.append(
            Diagnostic(.error, "yaml.\(code)", message, path: path, range: range))
    }

    static func emptyFile(_ path: String) -> Diagnostic {
        Diagnostic(
            .error, "yaml.empty", "the file is empty, but must hold a value", path: path,
            range: SourceRange(line: 1, column: 1))
    }
}
