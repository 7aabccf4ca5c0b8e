import BuildEngine

/// The time a build spent on each phase of the audio-control performance guide, by the kinds of nodes
/// that do its work.
struct PhaseRow: Equatable {
    var name: String
    /// Sum over nodes; nodes run side by side, so the sum may exceed the build's duration.
    var microseconds: UInt64 = 0
    /// Nodes that ran, and nodes whose result was there.
    var executed = 0
    var upToDate = 0

    /// The rows in the order of the guide.
    static func rows(_ report: BuildReport) -> [PhaseRow] {
        var rows = names.map { PhaseRow(name: $0) }
        func row(_ kind: String) -> Int {
            let name = phases[kind] ?? "generate"
            return rows.firstIndex { $0.name == name } ?? 0
        }
        var executed = Set<String>()
        for outcome in report.outcomes where outcome.kind == .executed {
            let place = row(RuleSet.kind(of: outcome.node))
            rows[place].microseconds += UInt64(outcome.microseconds)
            rows[place].executed += 1
            executed.insert(outcome.node)
        }
        for node in report.details?.nodes ?? [] where !executed.contains(node.name) {
            rows[row(RuleSet.kind(of: node.name))].upToDate += 1
        }
        if let place = rows.firstIndex(where: { $0.name == "file optimisation" }) {
            rows[place].microseconds = report.details?.outputMicroseconds ?? 0
            rows[place].executed = Set(report.outcomes.flatMap(\.written)).count
        }
        return rows
    }

    /// No node scores maps, which `maps check` does when asked, and none installs, which the workflow
    /// does after the build: of `scoring` and `installation` a build has the names alone.
    private static let names = [
        "extract", "descriptor caching", "health validation", "validate", "cross-validation",
        "scoring", "generate", "file optimisation", "installation",
    ]

    /// The phase that a kind of node belongs to; kinds that are not here generate something.
    private static let phases = [
        "scan": "extract", "identify": "extract", "extract": "extract", "plugins": "extract",
        "pins": "descriptor caching", "catalog": "descriptor caching",
        "plugin-names": "descriptor caching", "pin": "health validation",
        "drift": "health validation", "workspace": "validate", "manifest": "validate",
        "glob": "validate", "maps": "validate", "controller": "validate",
        "controllers": "validate", "registry": "validate", "validate": "validate",
        "check": "cross-validation", "devices": "cross-validation",
    ]
}
