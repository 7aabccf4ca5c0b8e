import ControlMap
import Diagnostics
import PluginCatalog

/// Makes MIDI maps for Ardour's Generic MIDI surface.
///
/// Every binding that is written does in Ardour what the map means; what Ardour cannot express is a
/// finding with its reason, and nothing is written for it. Each file is read back and compared,
/// binding for binding, before it is handed over.
public struct ArdourGenerator: Sendable {
    public var options: ArdourOptions

    public init(_ options: ArdourOptions) { self.options = options }

    /// Takeover window in controller steps, where a file asks for pick-up: Ardour's own default.
    private static let takeoverThreshold = 10

    /// Generates one file.
    ///
    /// Findings are `ardour.…` warnings on the maps' paths, one for each target that cannot be bound
    /// and reason, `ardour.mixed-pickup`, `ardour.duplicate-binding`, `ardour.nothing-to-write`; and
    /// infos `ardour.feedback-values`, `ardour.encoder-sticks`, `ardour.starts-on`.
    ///
    /// - Parameters:
    ///   - file: as `ardourFiles(for:)` planned it.
    ///   - maps: the maps of that file, in any order; each with its plugin where the map may be
    ///     older than that, so that a parameter which is another one now is noticed.
    public func generate(
        _ file: PlannedFile, from maps: [(map: ResolvedMap, plugin: PluginDescriptor?)]
    ) -> GenerationOutcome {
        let ordered = maps.sorted { ($0.map.channel, $0.map.path) < ($1.map.channel, $1.map.path) }
        var draft = ArdourDraft(options)
        for (place, entry) in ordered.enumerated() { draft.add(entry.map, entry.plugin, at: place) }
        var diagnostics = draft.diagnostics
        let takeover = takeoverThreshold(draft, ordered.map(\.map), &diagnostics)
        diagnostics.sort()
        guard !draft.bindings.isEmpty else {
            return GenerationOutcome(file: nil, diagnostics: diagnostics)
        }
        let document = ArdourDocument(
            name: file.mapName, manufacturer: file.manufacturer,
            bankSize: ordered.lazy.compactMap(\.map.device.bankSize).first,
            takeoverThreshold: takeover, bindings: draft.bindings)
        let bytes = document.xml(remarks: draft.remarks)
        guard ArdourDocument(reading: bytes) == document else {
            diagnostics.append(.ardourParseBack(file.fileName, path: file.maps.first ?? ""))
            return GenerationOutcome(file: nil, diagnostics: diagnostics)
        }
        return GenerationOutcome(
            file: GeneratedFile(name: file.fileName, bytes: bytes), diagnostics: diagnostics)
    }

    /// `nil` when any control jumps: Ardour knows one behaviour for the whole file, and a control
    /// that waits when it should jump seems dead.
    private func takeoverThreshold(
        _ draft: ArdourDraft, _ maps: [ResolvedMap], _ diagnostics: inout [Diagnostic]
    ) -> Int? {
        let waiting = draft.origins.filter { $0.pickUp == .pickup }
        guard !waiting.isEmpty else { return nil }
        guard draft.origins.contains(where: { $0.pickUp == .jump }) else {
            return Self.takeoverThreshold
        }
        for (place, map) in maps.enumerated() {
            let controls = waiting.filter { $0.map == place }.map(\.control)
            if !controls.isEmpty { diagnostics.append(.ardourMixedPickUp(controls, in: map)) }
        }
        return nil
    }
}
