import Diagnostics
import SourceText

/// No two channels of the registry belong to the same map.
///
/// - Reports: `registry.duplicate-path`, an error, on the second path; a note shows the first.
func registryPathsRepeated(_ registry: ChannelRegistry) -> [Diagnostic] {
    var firsts: [String: Located<String>] = [:]
    var findings: [Diagnostic] = []
    for entry in registry.entries {
        let path = WorkspacePath(entry.map.value).withoutExtension
        guard let first = firsts[path] else {
            firsts[path] = entry.map
            continue
        }
        let place = SourceLocation(path: registry.path, range: first.range)
        findings.append(
            Diagnostic(
                .error, "registry.duplicate-path",
                "'\(entry.map.value)' has two channels; a map has one",
                path: registry.path, range: entry.map.range,
                notes: [.init("the first is here", at: place)]))
    }
    return findings
}

/// Every entry of the registry is a map of the workspace.
///
/// - Reports: `registry.orphan`, a warning, on the path.
/// - Fix-it: the nearest map without an entry, when one is within two edits.
func registryEntriesWithoutMap(
    _ registry: ChannelRegistry, _ maps: [MapSummary]
) -> [Diagnostic] {
    let paths = maps.map { WorkspacePath($0.path).withoutExtension }
    let free = maps.map(\.path).filter { registry.entry(forMapAt: $0) == nil }
    return registry.entries.filter { entry in !paths.contains { registry.owns(entry, $0) } }
        .map { entry in
            let keys = free.map { registry.key(forMapAt: $0) }
            let nearest = nearestName(to: entry.map.value, among: keys)
            let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
            return Diagnostic(
                .warning, "registry.orphan",
                "no map of the workspace is '\(entry.map.value)'\(hint)",
                path: registry.path, range: entry.map.range,
                fixIt: nearest.map { .use($0, at: entry.map.range) })
        }
}
