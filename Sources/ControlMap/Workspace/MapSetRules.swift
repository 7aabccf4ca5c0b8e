import Diagnostics

/// Rules about several maps at once.
///
/// They see no texts, so their findings are about whole files, or about entries of the registry.
public enum MapSetRules {
    /// Checks all maps of a workspace: the registry, and each device's maps among themselves.
    ///
    /// - Parameter severities: by code, what takes the place of a finding's own severity.
    public static func check(
        _ maps: [MapSummary], registry: ChannelRegistry?, severities: [String: Severity] = [:]
    ) -> [Diagnostic] {
        var byDevice: [String: [MapSummary]] = [:]
        for map in maps { byDevice[map.deviceKey, default: []].append(map) }
        var findings: [Diagnostic] = []
        for (_, group) in byDevice.sorted(by: { $0.key < $1.key }) {
            findings += checkDevice(group, severities: severities)
        }
        if let registry {
            findings += checkRegistry(registry, maps, severities: severities)
        }
        return findings.sorted()
    }

    /// Checks the maps of one device among themselves; those with an equal `deviceKey`.
    ///
    /// - Complexity: O(n log n) in what the maps send.
    public static func checkDevice(
        _ maps: [MapSummary], severities: [String: Severity] = [:]
    ) -> [Diagnostic] {
        let maps = maps.filter { !$0.deviceKey.isEmpty }.sorted { $0.path < $1.path }
        return (messagesSharedByMaps(maps) + namesOfMapsRepeated(maps)).prepared(severities, [:])
    }

    /// Checks that the registry and the maps agree.
    public static func checkRegistry(
        _ registry: ChannelRegistry, _ maps: [MapSummary], severities: [String: Severity] = [:]
    ) -> [Diagnostic] {
        let maps = maps.sorted { $0.path < $1.path }
        let findings =
            registryPathsRepeated(registry) + registryEntriesWithoutMap(registry, maps)
            + channelsThatDifferFromRegistry(registry, maps) + mapsNotRegistered(registry, maps)
        return findings.prepared(severities, [:])
    }
}
