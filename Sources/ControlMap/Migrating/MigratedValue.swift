import Diagnostics
import SourceText

/// A value of a map that is being written.
indirect enum MigratedValue {
    /// A value as it was written, spelt the same where that is possible.
    case source(SourceNode)
    /// A text as it was written.
    case written(Located<String>)
    case text(String)
    /// A word of the dialect, which never has quotes.
    case word(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    /// A short mapping, or a list, on one line.
    case line([MigratedItem])
    case numbers([Double])
    case texts([Located<String>])
    /// Mappings, one below the other, or on a line each where they were.
    case list([MigratedElement])
    case sources([SourceNode])
}

/// One key of a map that is being written.
struct MigratedItem {
    var key: String
    /// Where it comes from; decides its place, and which comments come before it.
    var position: SourcePosition
    var value: MigratedValue

    init(_ key: String, _ position: SourcePosition, _ value: MigratedValue) {
        self.key = key
        self.position = position
        self.value = value
    }

    init(_ key: String, _ text: Located<String>) {
        self.init(key, text.range.start, .written(text))
    }
}

/// One item of a list that is being written.
struct MigratedElement {
    var position: SourcePosition
    /// Whether it stood on one line, and may again.
    var isOnOneLine: Bool
    var items: [MigratedItem]
}

extension [MigratedItem] {
    /// Adds what nothing reads, under keys that begin with `x-`.
    mutating func add(_ kept: [KeptEntry]) {
        for entry in kept {
            var key = "x-" + entry.name
            var count = 1
            while contains(where: { $0.key == key }) {
                count += 1
                key = "x-\(entry.name)-\(count)"
            }
            append(
                MigratedItem(key, entry.entry.keyRange.start, .source(entry.entry.value)))
        }
    }

    /// In the order in which they were written; what comes from one place stays in order.
    func inOrder() -> [MigratedItem] {
        enumerated().sorted {
            ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
        }.map(\.element)
    }
}

extension MigratedValue {
    /// The value as JSON.
    var json: JSONValue {
        switch self {
        case .source(let node): node.json
        case .written(let text): .string(text.value)
        case .text(let text), .word(let text): .string(text)
        case .integer(let number): .integer(Int64(number))
        case .number(let number): .number(number)
        case .flag(let flag): .bool(flag)
        case .line(let items): items.json
        case .numbers(let numbers): .array(numbers.map { .number($0) })
        case .texts(let texts): .array(texts.map { .string($0.value) })
        case .list(let elements): .array(elements.map(\.items.json))
        case .sources(let nodes): .array(nodes.map(\.json))
        }
    }
}

extension [MigratedItem] {
    /// The items as an object.
    var json: JSONValue { .object(map { JSONValue.Member($0.key, $0.value.json) }) }
}

extension SourceNode {
    /// The value as JSON.
    var json: JSONValue {
        switch content {
        case .sequence(let nodes): return .array(nodes.map(\.json))
        case .mapping(let entries):
            return .object(entries.map { JSONValue.Member($0.key, $0.value.json) })
        case .scalar(let scalar):
            switch scalar.kind {
            case .null: return .null
            case .boolean(let flag): return .bool(flag)
            case .integer(let number): return .integer(number)
            case .real(let number): return number.isFinite ? .number(number) : .string(scalar.text)
            case .string: return .string(scalar.text)
            }
        }
    }
}
