import CYAML
import Diagnostics

/// One event of libyaml, with everything copied out.
struct YAMLEvent {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd, sequenceEnd, mappingEnd
        case sequenceStart, mappingStart
        case alias(String)
        case scalar(String, isPlain: Bool)
    }

    var kind: Kind
    var range: SourceRange
    var anchor: String?
    var tag: String?
}

/// What libyaml found wrong, in its own words.
struct YAMLProblem: Error {
    var problem: String
    var context: String
    var place: SourcePosition
    /// Where the thing that `context` speaks of starts.
    var contextPlace: SourcePosition
}

/// libyaml's event parser over bytes that outlive it.
struct YAMLEventParser: ~Copyable {
    /// Owned; deleted and freed at the end.
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// - Parameter bytes: must stay in place as long as the parser lives.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        let created = yaml_parser_initialize(parser)
        precondition(created == 1, "no memory for a YAML parser")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    mutating func next() throws(YAMLProblem) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem }
        defer { yaml_event_delete(&event) }
        var result = YAMLEvent(
            kind: .streamEnd,
            range: SourceRange(
                start: SourcePosition(event.start_mark), end: SourcePosition(event.end_mark)))
        switch event.type {
        case YAML_STREAM_START_EVENT: result.kind = .streamStart
        case YAML_DOCUMENT_START_EVENT: result.kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: result.kind = .documentEnd
        case YAML_SEQUENCE_END_EVENT: result.kind = .sequenceEnd
        case YAML_MAPPING_END_EVENT: result.kind = .mappingEnd
        case YAML_ALIAS_EVENT: result.kind = .alias(string(event.data.alias.anchor) ?? "")
        case YAML_SEQUENCE_START_EVENT:
            result.kind = .sequenceStart
            result.anchor = string(event.data.sequence_start.anchor)
            result.tag = string(event.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT:
            result.kind = .mappingStart
            result.anchor = string(event.data.mapping_start.anchor)
            result.tag = string(event.data.mapping_start.tag)
        case YAML_SCALAR_EVENT: readScalar(event.data.scalar, into: &result)
        default: break
        }
        return result
    }

    private func readScalar(
        _ scalar: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar,
        into event: inout YAMLEvent
    ) {
        let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        event.kind = .scalar(
            String(decoding: bytes, as: UTF8.self),
            isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
        event.anchor = string(scalar.anchor)
        event.tag = string(scalar.tag)
    }

    private func string(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private var problem: YAMLProblem {
        YAMLProblem(
            problem: parser.pointee.problem.map { String(cString: $0) } ?? "",
            context: parser.pointee.context.map { String(cString: $0) } ?? "",
            place: SourcePosition(parser.pointee.problem_mark),
            contextPlace: SourcePosition(parser.pointee.context_mark))
    }
}

extension SourcePosition {
    /// libyaml counts lines and characters from 0.
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
