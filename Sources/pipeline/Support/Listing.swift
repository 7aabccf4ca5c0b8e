import ArgumentParser
import SourceText

/// One value in a list.
enum Cell {
    case text(String)
    case number(Int)
    case flag(Bool)
    /// What is not known.
    case unknown

    var text: String {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .flag(let isSet): isSet ? "yes" : "no"
        case .unknown: ""
        }
    }

    fileprivate var isNumber: Bool {
        if case .number = self { return true }
        return false
    }

    fileprivate var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .number(let number): .integer(Int64(number))
        case .flag(let isSet): .bool(isSet)
        case .unknown: .null
        }
    }
}

/// A list that a command prints: rows under named columns, in groups if wanted.
struct Listing {
    var columns: [String]
    var rows: [[Cell]] = []
    /// Name of the column whose value each group of rows has in common.
    var groupColumn: String?
    /// The closing line below a table.
    var total = ""
    /// How columns give way where a table would be wider than the terminal.
    var fitting = TableFitting()

    init(_ columns: String...) { self.columns = columns }

    /// The list in a format, with a line feed at its end.
    ///
    /// - Parameter width: Of the terminal; `nil` where lines may be as long as they are.
    func text(_ format: GlobalOptions.Format, width: Int? = nil) -> String {
        switch format {
        case .text:
            fitting.people(self).rows.map { $0.map(\.text).joined(separator: "\t") + "\n" }.joined()
        case .csv: csv
        case .json: String(decoding: json.encoded(indent: 2), as: UTF8.self)
        default: fitting.table(self, width: width).table
        }
    }

    /// The rows as objects.
    var json: JSONValue {
        .array(
            rows.map { row in
                .object(zip(columns, row).map { .init(Self.memberName($0), $1.json) })
            })
    }

    /// `last built` becomes `lastBuilt`.
    private static func memberName(_ column: String) -> String {
        let words = column.split(separator: " ").map(String.init)
        return words.enumerated().map { $0 == 0 ? $1 : $1.prefix(1).uppercased() + $1.dropFirst() }
            .joined()
    }

    private var csv: String {
        ([columns] + rows.map { $0.map(\.text) })
            .map { $0.map(Self.csvField).joined(separator: ",") + "\r\n" }.joined()
    }

    /// Quoted where RFC 4180 asks for it.
    private static func csvField(_ text: String) -> String {
        guard text.contains(where: { ",\"\r\n".contains($0) || $0 == "\r\n" }) else { return text }
        var quoted = "\""
        for character in text { quoted += character == "\"" ? "\"\"" : String(character) }
        return quoted + "\""
    }

    private var table: String {
        if rows.isEmpty { return total.isEmpty ? "" : total + "\n" }
        guard let groupColumn, let place = columns.firstIndex(of: groupColumn) else {
            return lines(rows) + (total.isEmpty ? "" : "\n\(total)\n")
        }
        var text = ""
        for group in Set(rows.map { $0[place].text }).sorted() {
            let members = rows.filter { $0[place].text == group }
            text += "\(groupColumn): \(group.isEmpty ? "none" : group)\n" + lines(members) + "\n"
        }
        return text + (total.isEmpty ? "" : total + "\n")
    }

    private func lines(_ rows: [[Cell]]) -> String {
        let widths = columns.indices.map { column in
            rows.map { $0[column].text.count }.reduce(columns[column].count, max)
        }
        let sample = columns.indices.map { column in
            rows.lazy.map { $0[column] }.first(where: \.isNumber) ?? rows[0][column]
        }
        var text = line(columns.map { Cell.text($0) }, widths, like: sample)
        for row in rows { text += line(row, widths, like: sample) }
        return text
    }

    private func line(_ row: [Cell], _ widths: [Int], like sample: [Cell]) -> String {
        var line = ""
        for (index, cell) in row.enumerated() {
            let text = cell.text
            let padding = String(repeating: " ", count: widths[index] - text.count)
            let isLast = index == row.count - 1
            line += sample[index].isNumber ? padding + text : text + (isLast ? "" : padding)
            if !isLast { line += "  " }
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line + "\n"
    }
}

extension GlobalOptions {
    /// Prints a list in the format that was asked for.
    ///
    /// - Throws: when the format is not one of lists.
    func show(_ listing: Listing) throws {
        try allow(.table, .text, .json, .csv)
        printResult(listing.text(format, width: Console.resultWidth))
    }

    /// Prints an answer that is no list: as text, or as JSON.
    ///
    /// - Throws: when another format was asked for.
    func show(_ text: @autoclosure () -> String, json: @autoclosure () -> JSONValue) throws {
        try allow(.table, .text, .json)
        if format == .json {
            printResult(String(decoding: json().encoded(indent: 2), as: UTF8.self))
        } else {
            printResult(text())
        }
    }

    /// - Throws: when another format was asked for than those that the command knows.
    func allow(_ known: Format...) throws {
        if known.contains(format) { return }
        let names = known.map(\.rawValue).joined(separator: ", ")
        throw fail(
            "this command knows the formats \(names), not \(format.rawValue)", Outcome.arguments)
    }
}

/// `1 file`, `2 files`.
func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}
