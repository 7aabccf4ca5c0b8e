import Diagnostics
import SourceText

extension ChannelRegistry {
    mutating func readDevice(_ fields: inout FieldReader) {
        guard let device = fields.node("device"),
            let manufacturer = device["manufacturer"]?.string, let model = device["model"]?.string
        else { return }
        deviceKey = profileID(manufacturer: manufacturer, model: model)
    }

    mutating func readFreeChannels(_ fields: inout FieldReader, _ bytes: [UInt8]) {
        guard let list = fields.node("available_channels"), let items = list.sequence else {
            return
        }
        let lines = TextLines(bytes)
        for (position, item) in items.enumerated() {
            guard let channel = Self.channel(item, in: "available_channels", &fields) else {
                continue
            }
            freeChannels.append(
                FreeChannel(
                    channel: channel, removal: Self.removal(of: position, from: items, lines)))
        }
    }

    mutating func readCategories(_ fields: inout FieldReader) {
        for entry in fields.node("categories")?.mapping ?? [] {
            let items = entry.value["range"]?.sequence ?? []
            categories.append(
                Category(
                    name: Located(entry.key, at: entry.keyRange),
                    channels: items.compactMap { Self.channel($0, in: entry.key, &fields) }))
        }
    }

    /// A number from 1 to 16; reported when it is none.
    private static func channel(
        _ node: SourceNode, in list: String, _ fields: inout FieldReader
    ) -> Located<Int>? {
        if let number = node.integer, (1...16).contains(number) {
            return Located(Int(number), at: node.range)
        }
        let shown = node.string.map { "'\($0)'" } ?? node.kindName
        fields.report(
            .error, "wrong-channel",
            "'\(list)' lists \(shown), which is no channel; a channel is a number from 1 to 16",
            at: node.range)
        return nil
    }

    /// What takes an item off a list: with a comma of a list on one line, else with its line.
    private static func removal(
        of position: Int, from items: [SourceNode], _ lines: TextLines
    ) -> TextEdit? {
        let range = items[position].range
        guard range.start.line == range.end.line, let line = lines.text(ofLine: range.start.line)
        else { return nil }
        if line.drop(while: { $0 == " " }).hasPrefix("- "), items.count > 1 {
            let start = SourcePosition(line: range.start.line, column: 1)
            let end = SourcePosition(line: range.start.line + 1, column: 1)
            return TextEdit(range: SourceRange(start: start, end: end), replacement: "")
        }
        let isOneLine = items.allSatisfy { $0.range.start.line == range.start.line }
        guard isOneLine, line.contains("[") else { return nil }
        var removed = range
        if position + 1 < items.count {
            removed.end = items[position + 1].range.start
        } else if position > 0 {
            removed.start = items[position - 1].range.end
        }
        return TextEdit(range: removed, replacement: "")
    }
}
