import ControlRuntime
import SourceText

/// A status as a person reads it in a terminal.
struct StatusView {
    private let root: SourceNode

    /// - Parameter root: As `RuntimeStatus.json` writes it.
    init(_ root: SourceNode) { self.root = root }

    /// - Parameter before: The status of a while ago, for messages a second.
    func text(since before: StatusView? = nil) -> String {
        var lines = [head, summary(since: before), ""]
        var rows = [
            ["OUTPUT", "TO", "SENT", "FAILED", "REPLACED", "WAITING", "MOST", "p50", "p99", "MAX"]
        ]
        for output in root["outputs"]?.sequence ?? [] { rows.append(cells(output)) }
        lines += Self.table(rows)
        for output in root["outputs"]?.sequence ?? [] {
            if let reasons = reasons(output) { lines.append(reasons) }
        }
        lines += clocks + reloads
        return lines.joined(separator: "\n")
    }

    private var clocks: [String] {
        (root["clocks"]?.sequence ?? []).map { clock in
            let way = clock["followed"]?.boolean == true ? "from" : "to"
            let state = clock["running"]?.boolean == true ? "runs" : "stands"
            return "clock \(way) \(clock["port"]?.string ?? ""): \(state), "
                + "\(clock["tempo"]?.number ?? 0) beats a minute, at beat \(clock["beat"]?.number ?? 0)"
        }
    }

    /// What became of changed maps, only where there were some.
    private var reloads: [String] {
        guard let reloads = root["reloads"] else { return [] }
        var lines: [String] = []
        if let last = reloads["last"] {
            let ago = Self.duration(last["seconds_ago"]?.number ?? 0)
            lines.append(
                "maps loaded anew: \(count(reloads, "taken")), last \(last["file"]?.string ?? "") "
                    + "\(ago) ago")
        }
        if let fault = reloads["fault"] {
            lines.append("\(fault["file"]?.string ?? ""): \(fault["message"]?.string ?? "")")
        }
        return lines
    }

    private var head: String {
        let policy = root["policy"]
        let order =
            policy?["class"]?.string == "fifo"
            ? "real time, priority \(policy?["priority"]?.integer ?? 0)" : "normal class"
        let memory =
            policy?["locked_memory"]?.boolean == true ? "memory locked" : "memory not locked"
        return
            "\(root["name"]?.string ?? "")  up \(Self.duration(root["uptime_seconds"]?.number ?? 0))"
            + "  \(order), \(memory)"
    }

    private func count(_ node: SourceNode?, _ name: String) -> Int64 { node?[name]?.integer ?? 0 }

    private func summary(since before: StatusView?) -> String {
        var text =
            "sent \(count(root, "messages_sent"))  failed \(count(root, "messages_failed"))"
            + "  waiting \(count(root, "queue_size"))  ports \(count(root, "active_ports"))"
            + "  wake-ups \(count(root["player"], "wakes"))"
        if let sequencer = root["sequencer"] {
            text += "  received \(count(sequencer, "received"))"
        }
        if let before {
            let seconds =
                (root["uptime_seconds"]?.number ?? 0) - (before.root["uptime_seconds"]?.number ?? 0)
            let sent = count(root, "messages_sent") - count(before.root, "messages_sent")
            if seconds > 0 { text += "  \(Int((Double(sent) / seconds).rounded()))/s" }
        }
        return text
    }

    private func cells(_ output: SourceNode) -> [String] {
        let failed = Self.failures.reduce(0) { $0 + count(output, $1) }
        let lateness = output["lateness"]
        let place = output["present"]?.boolean == true ? output["place"]?.string ?? "" : "(absent)"
        return [
            output["name"]?.string ?? "", place.isEmpty ? "open" : place,
            "\(count(output, "sent"))", "\(failed)", "\(count(output, "replaced"))",
            "\(count(output, "waiting"))", "\(count(output, "waiting_most"))",
        ] + ["p50_us", "p99_us", "max_us"].map { Self.microseconds(lateness?[$0]?.number) }
    }

    private static let failures = OutputCounter.failures.map(\.word)

    /// What failed and what stood in the way, only where something did.
    private func reasons(_ output: SourceNode) -> String? {
        let names =
            Self.failures + [
                "panicked", "sent_late", "again", "paused", "losses", "returns", "failures", "lost",
            ]
        let found = names.compactMap { name in
            count(output, name) > 0 ? "\(name) \(count(output, name))" : nil
        }
        guard !found.isEmpty else { return nil }
        return "  \(output["name"]?.string ?? ""): " + found.joined(separator: ", ")
    }

    private static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds)
        if whole < 60 { return "\(whole) s" }
        if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3_600) h \(whole / 60 % 60) min"
    }

    private static func microseconds(_ value: Double?) -> String {
        guard let value else { return "-" }
        if value < 1_000 { return "\(Int(value.rounded(.up))) µs" }
        return "\(Int((value / 1_000).rounded(.up))) ms"
    }

    /// Rows of cells under each other; numbers stand at the right.
    ///
    /// - Parameter words: Columns that hold words, the first ones.
    static func table(_ rows: [[String]], words: Int = 2) -> [String] {
        let widths = (rows.first ?? []).indices.map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: max(0, widths[column] - cell.count))
                return column < words ? cell + space : space + cell
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
