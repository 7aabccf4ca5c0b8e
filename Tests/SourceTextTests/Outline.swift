import Diagnostics
import SourceText

/// A tree on one line, so that a table can say what a text must become.
///
/// Strings are in double quotes, reals end in `r`, mappings are in braces.
func outline(_ node: SourceNode?) -> String {
    guard let node else { return "-" }
    switch node.content {
    case .sequence(let nodes): return "[" + nodes.map(outline).joined(separator: ", ") + "]"
    case .mapping(let entries):
        return "{" + entries.map { "\($0.key): \(outline($0.value))" }.joined(separator: ", ") + "}"
    case .scalar(let scalar):
        switch scalar.kind {
        case .null: return "null"
        case .boolean(let value): return "\(value)"
        case .integer(let value): return "\(value)"
        case .real(let value): return "\(value)r"
        case .string: return "\"\(scalar.text)\""
        }
    }
}

/// Ranges of all keys and values in the order of the text, `1:1-1:4 key` for keys.
func places(_ node: SourceNode) -> [String] {
    let own = place(node.range)
    switch node.content {
    case .scalar: return [own]
    case .sequence(let nodes): return [own] + nodes.flatMap(places)
    case .mapping(let entries):
        return [own] + entries.flatMap { ["\(place($0.keyRange)) \($0.key)"] + places($0.value) }
    }
}

func place(_ range: SourceRange?) -> String {
    guard let range else { return "-" }
    return "\(range.start.line):\(range.start.column)-\(range.end.line):\(range.end.column)"
}

/// A finding as `2:1 yaml.syntax`.
func summary(_ finding: Diagnostic) -> String {
    guard let start = finding.range?.start else { return finding.code }
    return "\(start.line):\(start.column) \(finding.code)"
}

/// A small random generator whose sequence is fixed by its start.
struct FixedRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}

/// Gives `read` every prefix of a text, then texts with one byte changed, removed or doubled.
func everyDamage(to text: String, mutations: Int, read: ([UInt8]) -> Void) {
    let bytes = Array(text.utf8)
    for count in 0...bytes.count { read(Array(bytes[..<count])) }
    var random = FixedRandom(state: 42)
    let likely = Array("{}[]\"'\\:,#&*!|>-?%@`=.\t\n\r 0e+u\u{0}\u{7F}é".utf8) + [0xFF, 0xC0, 0xED]
    for _ in 0..<mutations {
        var damaged = bytes
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: damaged.remove(at: place)
        case 1: damaged.insert(bytes[place], at: place)
        case 2: damaged.insert(likely.randomElement(using: &random)!, at: place)
        default: damaged[place] = likely.randomElement(using: &random)!
        }
        read(damaged)
    }
}
