import Diagnostics

/// No two plugins are on one channel of the registry's controller.
///
/// - Reports: `registry.channel-taken`, a warning, on the channel of a map without an entry, when the
///   channel belongs to a map for another plugin; a note shows the registry's entry.
func mapsOnTakenChannels(_ registry: ChannelRegistry, _ maps: [MapSummary]) -> [MapSetFinding] {
    maps.compactMap { map in
        guard !map.isTemplate, registry.isFor(map), registry.entry(forMapAt: map.path) == nil,
            let entry = registry.entries.first(where: { $0.channel.value == map.channel }),
            let owner = maps.first(where: {
                registry.owns(entry, WorkspacePath($0.path).withoutExtension)
            }),
            let own = map.plugin, let other = owner.plugin, own != other
        else { return nil }
        let place = SourceLocation(path: registry.path, range: entry.channel.range)
        return MapSetFinding(
            Diagnostic(
                .warning, "registry.channel-taken",
                "the map is on channel \(map.channel), which the registry gives to "
                    + "'\(entry.map.value)'; give it a channel of its own",
                path: map.path, notes: [.init("the registry's entry is here", at: place)]),
            at: .channel)
    }
}

extension ChannelRegistry {
    /// Whether a map is for the registry's controller, as far as both say.
    func isFor(_ map: MapSummary) -> Bool {
        deviceKey.isEmpty || map.deviceKey.isEmpty || map.deviceKey == deviceKey
    }
}
