import Diagnostics

/// Rules about several maps at once.
///
/// They see summaries; the text of a map is asked for only to show a finding in it.
public enum MapSetRules {
    /// Checks all maps of a workspace: the registry, and each device's maps among themselves.
    ///
    /// - Parameters:
    ///   - severities: by code, what takes the place of a finding's own severity.
    ///   - source: gives a map's text by its path.
    public static func check<E: Error>(
        _ maps: [MapSummary], registry: ChannelRegistry?, severities: [String: Severity] = [:],
        in source: (String) throws(E) -> MapSource?
    ) throws(E) -> [Diagnostic] {
        var byDevice: [String: [MapSummary]] = [:]
        for map in maps { byDevice[map.deviceKey, default: []].append(map) }
        var findings: [Diagnostic] = []
        for (_, group) in byDevice.sorted(by: { $0.key < $1.key }) {
            findings += try checkDevice(group, severities: severities, in: source)
        }
        if let registry {
            findings += try checkRegistry(registry, maps, severities: severities, in: source)
        }
        return findings.sorted()
    }

    /// Checks the maps of one device among themselves; those with an equal `deviceKey`.
    ///
    /// - Parameter source: gives a map's text by its path.
    /// - Complexity: O(n log n) in what the maps send.
    public static func checkDevice<E: Error>(
        _ maps: [MapSummary], severities: [String: Severity] = [:],
        in source: (String) throws(E) -> MapSource?
    ) throws(E) -> [Diagnostic] {
        let maps = maps.filter { !$0.deviceKey.isEmpty }.sorted { $0.path < $1.path }
        return try (messagesSharedByMaps(maps) + namesOfMapsRepeated(maps))
            .located(severities, source)
    }

    /// Checks that the registry agrees with itself and with the maps.
    ///
    /// - Parameter source: gives a map's text by its path.
    public static func checkRegistry<E: Error>(
        _ registry: ChannelRegistry, _ maps: [MapSummary], severities: [String: Severity] = [:],
        in source: (String) throws(E) -> MapSource?
    ) throws(E) -> [Diagnostic] {
        let maps = maps.sorted { $0.path < $1.path }
        let findings =
            registryPathsRepeated(registry) + registryEntriesWithoutMap(registry, maps)
            + freeChannelsWithEntry(registry) + freeChannelsNotListed(registry)
            + channelsInWrongCategory(registry)
        let ofMaps =
            channelsThatDifferFromRegistry(registry, maps) + mapsNotRegistered(registry, maps)
            + mapsOnTakenChannels(registry, maps)
        return try (findings.prepared(severities, [:]) + ofMaps.located(severities, source))
            .sorted()
    }
}

extension MapSetRules {
    /// As with texts; findings about maps are about whole files.
    public static func check(
        _ maps: [MapSummary], registry: ChannelRegistry?, severities: [String: Severity] = [:]
    ) -> [Diagnostic] {
        check(maps, registry: registry, severities: severities) { (_) throws(Never) in nil }
    }

    /// As with texts; findings about maps are about whole files.
    public static func checkDevice(
        _ maps: [MapSummary], severities: [String: Severity] = [:]
    ) -> [Diagnostic] {
        checkDevice(maps, severities: severities) { (_) throws(Never) in nil }
    }

    /// As with texts; findings about maps are about whole files.
    public static func checkRegistry(
        _ registry: ChannelRegistry, _ maps: [MapSummary], severities: [String: Severity] = [:]
    ) -> [Diagnostic] {
        checkRegistry(registry, maps, severities: severities) { (_) throws(Never) in nil }
    }
}
