import Diagnostics
import PluginCatalog
import SourceText

/// A map that names its plugin by a name means one plugin.
///
/// Where several go by the name, one that is pinned is meant; else one of a format that `type` speaks of;
/// else VST3 goes before VST2, LV2, CLAP, LADSPA and DSSI.
///
/// - Reports: `map.plugin-in-formats`, a warning, on the name: which one is taken, and which others there are.
/// - Fix-it: states the format that is taken, and the plugin's id where the format alone does not tell.
struct PluginIsDecided: MapRule {
    static let findings = [
        FindingKind(
            "map.plugin-in-formats", .warning,
            "A map that names its plugin by a name means one plugin")
    ]
    static let health = HealthCost(.plugin, error: 0.2, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        guard let (entry, path) = map.plugin, !map.facts.choice.isDecided,
            let taken = map.facts.choice.candidates.first
        else { return [] }
        return [.pluginInFormats(entry, path, taken, map.facts.choice)]
    }
}

extension Diagnostic {
    fileprivate static func pluginInFormats(
        _ entry: PluginEntry, _ path: String, _ taken: PluginCandidate, _ choice: PluginChoice
    ) -> Diagnostic {
        let others = choice.candidates.dropFirst().map { $0.identity.words }
        let listed = others.prefix(3).joined(separator: ", ")
        let more = others.count > 3 ? " and \(others.count - 3) more" : ""
        var pin = "format: \(taken.identity.format.title)"
        if choice.needsIdentity { pin += ", uri: \(yamlText(taken.identity.id))" }
        let isForeign = entry.foreignFormat != nil
        return Diagnostic(
            .warning, "map.plugin-in-formats",
            "\(choice.candidates.count) plugins are called '\(taken.name)'; "
                + "\(taken.identity.words) is taken, not \(listed)\(more)",
            path: path, range: entry.nameRange ?? entry.range,
            notes: [
                Note(
                    isForeign
                        ? "say '\(pin)' in place of the format that is not read"
                        : "say '\(pin)' in 'plugin', or pin the one that is meant with "
                            + "'pipeline plugins pin'")
            ],
            fixIt: isForeign ? nil : entry.stating(taken.identity, choice, path))
    }
}

extension PluginEntry {
    /// Writes what decides which plugin is meant before the name.
    fileprivate func stating(
        _ identity: PluginIdentity, _ choice: PluginChoice, _ path: String
    ) -> FixIt? {
        guard let start = nameKeyRange?.start else { return nil }
        let text = MapText(path: path)
        var parts: [String] = []
        if reference.format == nil {
            parts.append(text.key("format") + text.text(identity.format.title))
        }
        if choice.needsIdentity { parts.append(text.key("uri") + text.text(identity.id)) }
        // In a block the keys stand below each other, where the mapping itself begins.
        let isBlock = !text.isJSON && start.column == range.start.column
        let separator =
            isBlock ? "\n" + String(repeating: " ", count: start.column - 1) : ", "
        let edit = TextEdit(
            range: SourceRange(start: start, end: start),
            replacement: parts.map { $0 + separator }.joined())
        return FixIt("say '\(parts.joined(separator: ", "))'", edits: [edit])
    }
}

extension PluginIdentity {
    /// As messages name it among others: its format and its id.
    fileprivate var words: String { "\(format.title) '\(id)'" }
}
