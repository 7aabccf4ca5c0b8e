import MapGenerators
import PipelineTasks
import PluginCatalog

/// A plugin on one page, for people.
struct PluginPage {
    let descriptor: PluginDescriptor
    let plugin: KnownPlugin
    /// Of the terminal; `nil` where lines may be as long as they are.
    let width: Int?
    private let numbers: [ArdourNumbers]

    init(_ descriptor: PluginDescriptor, _ plugin: KnownPlugin, width: Int?) {
        self.descriptor = descriptor
        self.plugin = plugin
        self.width = width
        numbers = ArdourNumbers.all(of: descriptor)
    }

    /// The page, with a line feed at its end.
    var text: String { head + "\n" + table + groups + total }

    private var head: String {
        let identity = descriptor.identity
        let key = identity.format.idKey
        var facts: [(String, String)] = [
            (identity.format.title, identity.id), ("version", descriptor.version),
            ("category", descriptor.category), ("from", place),
            (
                "in maps",
                "plugin: { format: \(identity.format.rawValue), \(key): \"\(identity.id)\" }"
            ),
        ]
        facts.append(("Ardour", ardour))
        if descriptor.takesHostEdits { facts.append(("host", "is told of edits by its host")) }
        var text = descriptor.name
        if !descriptor.manufacturer.isEmpty { text += ", \(descriptor.manufacturer)" }
        text += "\n"
        for (title, fact) in facts where !fact.isEmpty {
            text += title + String(repeating: " ", count: max(1, 10 - title.count)) + fact + "\n"
        }
        return text
    }

    private var place: String {
        let path = plugin.module?.path
        guard let pin = plugin.pin else { return path ?? "" }
        return "\(pin) (pinned)" + (path.map { ", installed in \($0)" } ?? ", not installed here")
    }

    /// How Ardour numbers the parameters, in a sentence.
    private var ardour: String {
        let format = descriptor.identity.format
        if format == .clap || format == .dssi { return "hosts no \(format.title) plugins" }
        if descriptor.parameters.isEmpty { return "" }
        if isPlainlyNumbered { return "counts from 1: index + 1" }
        return numbers.count == 1
            ? "counts as the column 'Ardour' says"
            : "counts otherwise by its version, as the columns say"
    }

    /// Whether every number is the index and one.
    private var isPlainlyNumbered: Bool {
        numbers.count == 1
            && numbers[0].numbers.enumerated().allSatisfy { place, number in
                number.map { $0 == descriptor.parameters[place].index + 1 } ?? isKnown(place)
            }
    }

    /// Whether a parameter is one that no host moves by a number.
    private func isKnown(_ place: Int) -> Bool {
        let parameter = descriptor.parameters[place]
        return parameter.direction == .output || !parameter.property.isEmpty
    }

    private var table: String {
        let rows = PluginPageRow.all(of: descriptor)
        if rows.isEmpty { return "" }
        var listing = Listing("index", "symbol", "name", "kind", "range", "default")
        let columns =
            isPlainlyNumbered || numbers.allSatisfy { $0.numbers.allSatisfy { $0 == nil } }
            ? [] : numbers
        listing.columns += columns.map(\.title)
        for row in rows {
            listing.rows.append(row.cells + columns.map { row.number(in: $0.numbers) })
        }
        listing.fitting.flexible = [
            .init(column: "name", keeps: .beginning, wanted: 16, least: 10),
            .init(column: "symbol", keeps: .beginning, wanted: 12, least: 8),
        ]
        var lines = listing.text(.table, width: width).split(
            separator: "\n", omittingEmptySubsequences: false)
        var text = String(lines.removeFirst()) + "\n"
        for (row, line) in zip(rows, lines) {
            text += line + "\n"
            for remark in wrapped(row.remarks) { text += "         " + remark + "\n" }
        }
        return text
    }

    /// Remarks in lines that fit, each on lines of its own where it is long.
    private func wrapped(_ remarks: [String]) -> [String] {
        let most = (width ?? 100) - 9
        var lines: [String] = []
        for (place, remark) in remarks.enumerated() {
            let words = remark.split(separator: " ").map(String.init)
            for (number, word) in words.enumerated() {
                let piece =
                    number == words.count - 1 && place < remarks.count - 1 ? word + ";" : word
                if let last = lines.last, last.count + 1 + piece.count <= most {
                    lines[lines.count - 1] = last + " " + piece
                } else {
                    lines.append(piece)
                }
            }
        }
        return lines
    }

    private var groups: String {
        let members = descriptor.groups.filter { !$0.parameters.isEmpty }
        if members.isEmpty { return "" }
        return "\n"
            + members.map { group in
                let symbol = group.symbol == group.name ? "" : " (\(group.symbol))"
                return "group \(group.name)\(symbol): \(spans(group.parameters))\n"
            }.joined()
    }

    private var total: String {
        let outputs = descriptor.parameters.count { $0.direction == .output }
        return "\n\(counted(descriptor.parameters.count, "parameter"))"
            + (outputs == 0 ? "" : ", \(outputs) of them output") + "\n"
    }
}

extension ArdourNumbers {
    /// What a column of these is called.
    fileprivate var title: String {
        switch (first, end) {
        case (nil, nil): "Ardour"
        case (nil, let end?): "Ardour before \(end)"
        case (let first?, nil): "from \(first)"
        case (let first?, let end?): "\(first) to before \(end)"
        }
    }
}

/// Numbers in a row as `3-7`.
func spans(_ numbers: [Int]) -> String {
    var spans: [ClosedRange<Int>] = []
    for number in numbers {
        if let last = spans.last, last.upperBound + 1 == number {
            spans[spans.count - 1] = last.lowerBound...number
        } else {
            spans.append(number...number)
        }
    }
    return spans.map { span in
        span.count == 1 ? "\(span.lowerBound)" : "\(span.lowerBound)-\(span.upperBound)"
    }.joined(separator: ", ")
}
