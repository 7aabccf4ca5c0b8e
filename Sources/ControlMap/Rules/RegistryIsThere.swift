import Diagnostics

/// A map that leaves its channel to a registry is known to one.
///
/// - Reports: `map.no-registry-channel`, a warning, on `midi_channel_registry`.
struct RegistryIsThere: MapRule {
    static let findings = [
        FindingKind(
            "map.no-registry-channel", .warning,
            "A map that leaves its channel to a registry is known to one")
    ]
    static let health = HealthCost(.midi, error: 0.3, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        guard let path = map.own.registryPath, map.statedChannel == nil,
            map.registryEntry == nil
        else { return [] }
        let problem =
            map.facts.registry.map { "'\($0.path)' has no entry for this map" }
            ?? "the workspace has no channel registry"
        return [
            Diagnostic(
                .warning, "map.no-registry-channel",
                "\(problem), so channel \(map.channel) is used",
                at: SourceLocation(path: map.own.path, range: path.range))
        ]
    }
}
