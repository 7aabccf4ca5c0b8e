import Diagnostics

/// A channel that the registry's `available_channels` lists belongs to no map.
///
/// - Reports: `registry.channel-not-free`, a warning, on the channel in the list; a note shows its
///   entry.
/// - Fix-it: takes the channel off the list.
func freeChannelsWithEntry(_ registry: ChannelRegistry) -> [Diagnostic] {
    registry.freeChannels.compactMap { free in
        guard let entry = registry.entries.first(where: { $0.channel.value == free.channel.value })
        else { return nil }
        let place = SourceLocation(path: registry.path, range: entry.channel.range)
        return Diagnostic(
            .warning, "registry.channel-not-free",
            "channel \(free.channel.value) is listed as free, but belongs to '\(entry.map.value)'",
            path: registry.path, range: free.channel.range,
            notes: [.init("its entry is here", at: place)],
            fixIt: free.removal.map { FixIt("take it off the list", edits: [$0]) })
    }
}

/// A channel without a map is listed as free, where there is such a list.
///
/// - Reports: `registry.channel-not-listed`, an info, on the first free channel, once for all that
///   are missing.
func freeChannelsNotListed(_ registry: ChannelRegistry) -> [Diagnostic] {
    guard let first = registry.freeChannels.first else { return [] }
    let known = Set(registry.entries.map(\.channel.value))
        .union(registry.freeChannels.map(\.channel.value))
    let missing = (1...16).filter { !known.contains($0) }
    if missing.isEmpty { return [] }
    let shown = missing.map { "\($0)" }.joined(separator: ", ")
    return [
        Diagnostic(
            .info, "registry.channel-not-listed",
            "no map has channel \(shown), but 'available_channels' does not list it",
            path: registry.path, range: first.channel.range)
    ]
}
