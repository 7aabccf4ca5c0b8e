import Diagnostics

/// A map that states its channel states the one that the registry gives it.
///
/// - Reports: `map.registry-channel`, a warning, on the map's channel; a note shows the registry's
///   entry.
func channelsThatDifferFromRegistry(
    _ registry: ChannelRegistry, _ maps: [MapSummary]
) -> [MapSetFinding] {
    maps.compactMap { map in
        guard map.channelWasStated, let entry = registry.entry(forMapAt: map.path),
            entry.channel.value != map.channel
        else { return nil }
        let place = SourceLocation(path: registry.path, range: entry.channel.range)
        return MapSetFinding(
            Diagnostic(
                .warning, "map.registry-channel",
                "the map is on channel \(map.channel), but the registry gives it "
                    + "\(entry.channel.value)",
                path: map.path, notes: [.init("the registry's entry is here", at: place)]),
            at: .channel)
    }
}

/// A map for the registry's controller is known to the registry.
///
/// - Reports: `map.not-registered`, an info, on the map's channel or name.
func mapsNotRegistered(_ registry: ChannelRegistry, _ maps: [MapSummary]) -> [MapSetFinding] {
    maps.filter { map in
        !map.isTemplate && registry.isFor(map) && registry.entry(forMapAt: map.path) == nil
    }.map { map in
        MapSetFinding(
            Diagnostic(
                .info, "map.not-registered",
                "the registry '\(registry.path)' has no entry "
                    + "'\(registry.key(forMapAt: map.path))'",
                path: map.path), at: .channel)
    }
}
