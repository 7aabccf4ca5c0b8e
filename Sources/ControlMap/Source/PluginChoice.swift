import PluginCatalog
import SourceText

/// A plugin that maps may name.
public struct PluginCandidate: Hashable, Sendable {
    public var identity: PluginIdentity
    public var name: String
    public var manufacturer: String
    /// Whether its descriptor was pinned or given, rather than read from what is installed.
    public var isPinned: Bool

    public init(
        _ identity: PluginIdentity, name: String, manufacturer: String, isPinned: Bool = false
    ) {
        self.identity = identity
        self.name = name
        self.manufacturer = manufacturer
        self.isPinned = isPinned
    }
}

/// Which of the plugins that go by one name a map means.
///
/// One that is pinned goes before those that are only installed, so that a map means the same on every
/// machine; then one of a format that the map speaks of in passing; then, as maps with names alone come from
/// programs that host VST3, the formats in the order of `formats`.
struct PluginChoice: Sendable, Equatable {
    /// All that the map may mean, the one that is taken first.
    var candidates: [PluginCandidate] = []
    /// Whether the map or the workspace says which of them.
    var isDecided = true

    /// From what is taken first to what is taken last.
    private static let formats: [PluginFormat] = [.vst3, .vst2, .lv2, .clap, .ladspa, .dssi]

    init() {}

    /// - Parameter hints: formats that the map speaks of without saying that it means them.
    init(of reference: PluginReference, hints: [PluginFormat] = [], among known: [PluginCandidate])
    {
        let order = hints + Self.formats
        let maker = reference.manufacturer.map { slug($0) }
        func rank(_ plugin: PluginCandidate) -> [Int] {
            [
                plugin.isPinned ? 0 : 1,
                order.firstIndex(of: plugin.identity.format) ?? order.count,
                maker == slug(plugin.manufacturer) ? 0 : 1,
            ]
        }
        candidates =
            known.filter {
                reference.matches($0.identity, name: $0.name, manufacturer: $0.manufacturer)
            }
            .map { (rank($0), $0) }
            .sorted { left, right in
                left.0 == right.0
                    ? left.1.identity < right.1.identity
                    : left.0.lexicographicallyPrecedes(right.0)
            }
            .map(\.1)
        guard candidates.count > 1 else { return }
        let pinned = candidates.count { $0.isPinned }
        let hinted = candidates.count { hints.contains($0.identity.format) }
        isDecided = pinned == 1 || pinned == 0 && hinted == 1
    }

    /// Whether another candidate is of the same format as the one that is taken.
    var needsIdentity: Bool {
        candidates.count { $0.identity.format == candidates.first?.identity.format } > 1
    }
}
