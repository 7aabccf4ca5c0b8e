import Diagnostics
import SourceText

/// The plugin that a map names has a descriptor.
///
/// - Reports: `map.unknown-plugin`, an error, on the `uri` or the name. `map.foreign-format`, an
///   info, on a format that is not read here; the plugin is then looked up by its names.
/// - Fix-it: the nearest name or URI, when one is within two edits.
struct PluginIsKnown: MapRule {
    static let findings = [
        FindingKind("map.unknown-plugin", .error, "The plugin that a map names has a descriptor"),
        FindingKind("map.foreign-format", .info, "The plugin that a map names has a descriptor"),
    ]
    static let health = HealthCost(.plugin, error: 0.3, warning: 0.3)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        guard let (entry, path) = map.plugin else { return [] }
        var findings: [Diagnostic] = []
        if map.facts.descriptor == nil {
            findings.append(.unknownPlugin(entry, path, map.facts.plugins))
        }
        if let format = entry.foreignFormat, path == map.own.path {
            findings.append(.foreignFormat(format, path))
        }
        return findings
    }
}

extension Diagnostic {
    fileprivate static func unknownPlugin(
        _ entry: PluginEntry, _ path: String, _ plugins: [PluginCandidate]
    ) -> Diagnostic {
        let reference = entry.reference
        let wanted = reference.uri ?? reference.name ?? ""
        let range = (reference.uri == nil ? entry.nameRange : entry.uriRange) ?? entry.range
        let known = plugins.flatMap { [$0.identity.id, $0.name] }
        let namesakes = plugins.filter {
            slug($0.name) == slug(wanted) || slug($0.identity.id) == slug(wanted)
        }
        let nearest = namesakes.isEmpty ? nearestName(to: wanted, among: known) : nil
        let likely = nearest ?? proposal(for: lastPart(wanted), among: known)
        var hint = likely.map { "; did you mean '\($0)'?" } ?? ""
        if !namesakes.isEmpty { hint = "; of that name there is " + phrase(namesakes) }
        let format = reference.format.map { " of format \($0.title)" } ?? ""
        return Diagnostic(
            .error, "map.unknown-plugin", "no plugin '\(wanted)'\(format) is known\(hint)",
            path: path, range: range,
            notes: [
                Note(
                    "install the plugin and add it to [[plugins]], or take over its descriptor "
                        + "from a machine that has it with 'pipeline plugins pin'")
            ],
            fixIt: nearest.map { .use($0, at: SourceLocation(path: path, range: range)) })
    }

    fileprivate static func foreignFormat(_ format: Located<String>, _ path: String) -> Diagnostic {
        Diagnostic(
            .info, "map.foreign-format",
            "plugins of format '\(format.value)' are not read; the plugin is looked up by its names",
            path: path, range: format.range)
    }
}

/// Formats and makers of plugins, of the first few.
private func phrase(_ plugins: [PluginCandidate]) -> String {
    let listed = plugins.prefix(3).map { plugin in
        let maker = plugin.manufacturer.isEmpty ? "" : " by \(plugin.manufacturer)"
        return "\(plugin.identity.format.title) '\(plugin.identity.id)'\(maker)"
    }
    let more = plugins.count > 3 ? " and \(plugins.count - 3) more" : ""
    return listed.joined(separator: ", ") + more
}

/// What follows the last `/`, `#` or `:` of a URI; names are as they are.
private func lastPart(_ text: String) -> String {
    let parts = text.split { $0 == "/" || $0 == "#" || $0 == ":" }
    return parts.last.map { String($0) } ?? text
}
