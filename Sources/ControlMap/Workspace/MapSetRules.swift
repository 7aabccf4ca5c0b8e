import Diagnostics

/// Rules about several maps at once.
///
/// They see summaries; the text of a map is asked for only to show a finding in it.
public enum MapSetRules {
    /// What they report.
    static let findings = [
        FindingKind(
            "map.shared-messages", .info,
            "Two maps of one controller do not send the same on one channel"),
        FindingKind(
            "map.duplicate-name", .warning,
            "Two maps of one controller have different names"),
        FindingKind(
            "registry.duplicate-path", .error,
            "No two channels of the registry belong to the same map"),
        FindingKind(
            "registry.orphan", .warning,
            "Every entry of the registry is a map of the workspace"),
        FindingKind(
            "registry.channel-not-free", .warning,
            "A channel that the registry's 'available_channels' lists belongs to no map"),
        FindingKind(
            "registry.channel-not-listed", .info,
            "A channel without a map is listed as free, where there is such a list"),
        FindingKind(
            "registry.category-differs", .warning,
            "The categories of the registry still fit its channels"),
        FindingKind(
            "registry.category-twice", .warning,
            "The categories of the registry still fit its channels"),
        FindingKind(
            "map.registry-channel", .warning,
            "A map that states its channel states the one that the registry gives it"),
        FindingKind(
            "map.not-registered", .info,
            "A map for the registry's controller is known to the registry"),
        FindingKind(
            "registry.channel-taken", .warning,
            "No two plugins are on one channel of the registry's controller"),
    ]

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
