import ControlMap
import Diagnostics
import SourceText

/// The health of several maps, as it is shown.
struct HealthReport {
    /// Those that are shown, the worst first.
    let healths: [MapHealth]
    let checked: Int
    let failed: Int
    let minimumScore: Double?
    let showsAdvice: Bool

    var listing: Listing {
        var listing = Listing(
            "score", "status", "syntax", "midi", "plugin", "complete", "consistent", "documented",
            "meaning", "mapped", "map", "chiefly lost by")
        for health in healths {
            let values = MapHealth.Dimension.allCases.map { dimension in
                Cell.text(scoreText(health.value(dimension)))
            }
            let meaning = health.semantics.value.map(scoreText) ?? "-"
            listing.rows.append(
                [.text(scoreText(health.score)), .text(health.status.rawValue)] + values + [
                    .text(meaning),
                    .text(health.isTemplate ? "-" : "\(health.mapped)/\(health.controls)"),
                    .text(health.path), .text(health.chiefLoss),
                ])
        }
        listing.total = totals
        return listing
    }

    private var totals: String {
        var line = counted(checked, "map") + " checked"
        if healths.count < checked { line += ", \(healths.count) shown" }
        let mean = healths.reduce(0) { $0 + $1.score } / Double(max(1, healths.count))
        if !healths.isEmpty { line += ", average score \(scoreText(mean))" }
        if failed > 0 {
            line += ", \(failed) below \(scoreText(minimumScore ?? 0.4))"
        }
        return line
    }

    /// What to do, the most important first; what several maps need is said once.
    var advice: String {
        guard showsAdvice else { return "" }
        var needs: [(advice: HealthAdvice, maps: [String])] = []
        for health in healths {
            for advice in health.advice {
                if let known = needs.firstIndex(where: { $0.advice == advice }) {
                    needs[known].maps.append(health.path)
                } else {
                    needs.append((advice, [health.path]))
                }
            }
        }
        var text = ""
        for priority in HealthAdvice.Priority.allCases {
            for need in needs where need.advice.priority == priority {
                let maps =
                    need.maps.count == 1 ? need.maps[0] : counted(need.maps.count, "map")
                text += "to do (\(priority.rawValue)), \(maps): \(need.advice.text)\n"
            }
        }
        return text.isEmpty ? "" : "\n" + text
    }

    var detailed: String {
        healths.map { $0.page(showsAdvice: showsAdvice) + "\n" }.joined() + totals + "\n"
    }

    var json: JSONValue { .array(healths.map { $0.json(showsAdvice: showsAdvice) }) }
}

extension MapHealth {
    /// The loss that costs the score most; empty without any.
    fileprivate var chiefLoss: String {
        func cost(_ loss: Loss) -> Double { loss.points * loss.dimension.weight }
        guard let chief = losses.max(by: { cost($0) < cost($1) }) else { return "" }
        let more = losses.count > 1 ? " (and \(losses.count - 1) more)" : ""
        return chief.reason + more
    }

    fileprivate func page(showsAdvice: Bool) -> String {
        var text = "\(path)\n"
        if !name.isEmpty { text += "  \(name)\n" }
        text += "  score \(scoreText(score)), \(status.rawValue)"
        text += isTemplate ? "; a template\n" : "; \(mapped) of \(controls) controls mapped\n"
        for dimension in Dimension.allCases {
            let title = dimension.rawValue
            let padding = String(repeating: " ", count: 15 - title.count)
            text += "  \(title)\(padding)\(scoreText(value(dimension))) x "
            text += "\(scoreText(dimension.weight))\n"
            for loss in losses where loss.dimension == dimension {
                let code = loss.code.isEmpty ? "" : " [\(loss.code)]"
                text += "    -\(scoreText(loss.points))  \(loss.placeText)\(loss.reason)\(code)\n"
            }
        }
        text += "  meaning        \(meaningText)\n"
        for doubt in semantics.doubts {
            text += "           \(doubt.place.text) '\(doubt.control)' is named '\(doubt.name)', "
            text += "but moves '\(doubt.parameter)'\n"
        }
        for advice in showsAdvice ? advice : [] {
            text += "  to do (\(advice.priority.rawValue)): \(advice.text)\n"
        }
        return text
    }

    private var meaningText: String {
        guard let value = semantics.value else { return "nothing to compare" }
        let agreeing = semantics.compared - semantics.doubts.count
        return "\(scoreText(value)); \(agreeing) of \(semantics.compared) names agree "
            + "(no part of the score)"
    }

    fileprivate func json(showsAdvice: Bool) -> JSONValue {
        let dimensions = Dimension.allCases.map { dimension in
            JSONValue.Member(dimension.rawValue, .number(value(dimension)))
        }
        let doubts = semantics.doubts.map { doubt in
            JSONValue.object([
                .init("control", .string(doubt.control)), .init("name", .string(doubt.name)),
                .init("parameter", .string(doubt.parameter)),
                .init("path", .string(doubt.place.path)),
                .init("line", .integer(Int64(doubt.place.range.start.line))),
            ])
        }
        let todo = advice.map { advice in
            JSONValue.object([
                .init("priority", .string(advice.priority.rawValue)),
                .init("text", .string(advice.text)),
            ])
        }
        return .object([
            .init("path", .string(path)), .init("name", .string(name)),
            .init("score", .number(score)), .init("status", .string(status.rawValue)),
            .init("template", .bool(isTemplate)),
            .init("controls", .integer(Int64(controls))),
            .init("mapped", .integer(Int64(mapped))),
            .init("dimensions", .object(dimensions)),
            .init("losses", .array(losses.map(\.json))),
            .init("meaning", semantics.value.map { .number($0) } ?? .null),
            .init("doubts", .array(doubts)),
            .init("recommendations", .array(showsAdvice ? todo : [])),
        ])
    }
}

extension SourceLocation {
    /// `path:line:column`, as findings name places.
    var text: String { "\(path):\(range.start.line):\(range.start.column):" }
}

extension MapHealth.Loss {
    fileprivate var placeText: String { place.map { $0.text + " " } ?? "" }

    fileprivate var json: JSONValue {
        .object([
            .init("dimension", .string(dimension.rawValue)), .init("points", .number(points)),
            .init("reason", .string(reason)), .init("code", .string(code)),
            .init("path", place.map { .string($0.path) } ?? .null),
            .init("line", place.map { .integer(Int64($0.range.start.line)) } ?? .null),
            .init("column", place.map { .integer(Int64($0.range.start.column)) } ?? .null),
        ])
    }
}
