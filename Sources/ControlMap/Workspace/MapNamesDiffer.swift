import Diagnostics

/// Two maps of one controller have different names.
///
/// - Reports: `map.duplicate-name`, a warning, on the later map.
func namesOfMapsRepeated(_ maps: [MapSummary]) -> [Diagnostic] {
    var firsts: [String: String] = [:]
    var findings: [Diagnostic] = []
    for map in maps where !map.name.isEmpty {
        guard let first = firsts[map.name] else {
            firsts[map.name] = map.path
            continue
        }
        findings.append(
            Diagnostic(
                .warning, "map.duplicate-name",
                "'\(first)', for the same controller, is also named '\(map.name)'",
                path: map.path))
    }
    return findings
}
