import Diagnostics

/// Two maps of one controller have different names.
///
/// - Reports: `map.duplicate-name`, a warning, on the later name; a note shows the first.
func namesOfMapsRepeated(_ maps: [MapSummary]) -> [MapSetFinding] {
    var firsts: [String: String] = [:]
    var findings: [MapSetFinding] = []
    for map in maps where !map.name.isEmpty {
        guard let first = firsts[map.name] else {
            firsts[map.name] = map.path
            continue
        }
        findings.append(
            MapSetFinding(
                Diagnostic(
                    .warning, "map.duplicate-name",
                    "'\(first)', for the same controller, is also named '\(map.name)'",
                    path: map.path),
                at: .name, other: (first, .name, "the first is here")))
    }
    return findings
}
