import Diagnostics
import SourceText

/// Writes parameters into a map's text, and leaves everything else as it is.
public struct ParameterInsertion: Sendable {
    /// What one control is to move.
    public struct Choice: Sendable {
        /// The control's `spokenKey`, as the map's reader gives it: its id, and its layers.
        public var control: String
        /// The parameter's symbol.
        public var symbol: String

        /// A choice of its parts.
        public init(control: String, symbol: String) {
            self.control = control
            self.symbol = symbol
        }
    }

    /// The text with the parameters in it.
    public let bytes: [UInt8]
    /// Controls that were not found in the text, or could not be written to.
    public let missed: [String]

    /// Inserts after each control's `name`, or `id`: on the same line in `{ }`, else on its own.
    ///
    /// - Parameter map: what reading `bytes` gave.
    public init(_ choices: [Choice], into bytes: [UInt8], of map: ControlMap) {
        guard let root = YAMLReader.read(bytes, path: map.path).root else {
            self.bytes = bytes
            missed = choices.map(\.control)
            return
        }
        let places = ControlPlaces(root, map)
        var edits: [TextEdit] = []
        var missed: [String] = []
        for choice in choices {
            if let edit = places.edit(choice, in: bytes) {
                edits.append(edit)
            } else {
                missed.append(choice.control)
            }
        }
        let fixIt = FixIt("bind", edits: edits)
        self.bytes = applying(fixIt, to: bytes) ?? bytes
        self.missed = missed
    }
}

/// The nodes of a map's controls, by the id that the reader gives them.
private struct ControlPlaces {
    private var nodes: [SourcePosition: SourceNode] = [:]
    private let map: ControlMap
    private let text: MapText

    init(_ root: SourceNode, _ map: ControlMap) {
        self.map = map
        text = MapText(path: map.path)
        for control in root["controls"]?.sequence ?? [] {
            for node in [control] + (control["buttons"]?.sequence ?? []) {
                if let id = node["id"] { nodes[id.range.start] = node }
            }
        }
    }

    /// `nil` when the control is not in this text, or something is said of its parameter.
    func edit(_ choice: ParameterInsertion.Choice, in bytes: [UInt8]) -> TextEdit? {
        guard let entry = map.controls?.first(where: { $0.spokenKey == choice.control }),
            entry.parameter == nil, [.pipeline, .audioControl].contains(map.dialect),
            let node = nodes[entry.id.range.start],
            let after = anchor(of: node)
        else { return nil }
        let key = map.dialect == .audioControl ? "plugin_parameter" : "parameter"
        let symbol = text.text(choice.symbol)
        let value =
            map.dialect == .audioControl
            ? symbol : "{ \(text.key("symbol"))\(symbol) }"
        let line = text.key(key) + value
        let isFlow = text.isJSON || byte(at: node.range.start, in: bytes) == UInt8(ascii: "{")
        if isFlow { return insertion(", " + line, at: after.value.range.end) }
        // Behind a comment that follows on the same line.
        guard let end = endOfLine(after.value.range.end.line, in: bytes) else { return nil }
        let indent = String(repeating: " ", count: after.keyRange.start.column - 1)
        return insertion("\n" + indent + line, at: end)
    }

    /// The entry to write behind: the name or else the id, if its value stands on one line.
    private func anchor(of node: SourceNode) -> SourceEntry? {
        for key in ["name", "id"] {
            guard let entry = node.mapping?.first(where: { $0.key == key }) else { continue }
            if entry.value.range.start.line == entry.value.range.end.line,
                entry.keyRange.start.line == entry.value.range.start.line
            {
                return entry
            }
        }
        return nil
    }

    private func insertion(_ text: String, at place: SourcePosition) -> TextEdit {
        TextEdit(range: SourceRange(start: place, end: place), replacement: text)
    }

    private func line(_ number: Int, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
        var current = 1
        var start = 0
        for index in bytes.indices where bytes[index] == 0x0A {
            if current == number { return bytes[start..<index] }
            current += 1
            start = index + 1
        }
        return current == number ? bytes[start...] : nil
    }

    private func byte(at place: SourcePosition, in bytes: [UInt8]) -> UInt8? {
        guard let line = line(place.line, in: bytes) else { return nil }
        let text = String(decoding: line, as: UTF8.self).unicodeScalars
        return text.dropFirst(place.column - 1).first.flatMap { UInt8(exactly: $0.value) }
    }

    private func endOfLine(_ number: Int, in bytes: [UInt8]) -> SourcePosition? {
        guard var line = line(number, in: bytes) else { return nil }
        if line.last == 0x0D { line.removeLast() }
        let count = String(decoding: line, as: UTF8.self).unicodeScalars.count
        return SourcePosition(line: number, column: count + 1)
    }
}
