import PluginCatalog

/// What changed between two descriptors of one plugin, as far as maps notice.
public struct DescriptorDifference {
    /// One sentence a change; a long list ends with how many more there are.
    public private(set) var lines: [String] = []

    /// Compares by symbols.
    public init(from old: PluginDescriptor, to new: PluginDescriptor) {
        var all: [String] = []
        let before = Dictionary(
            old.parameters.map { ($0.symbol, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(
            new.parameters.map { ($0.symbol, $0) }, uniquingKeysWith: { first, _ in first })
        for parameter in old.parameters where after[parameter.symbol] == nil {
            all.append("parameter '\(parameter.name)' (\(parameter.symbol)) is gone")
        }
        for parameter in new.parameters {
            guard let former = before[parameter.symbol] else {
                all.append("parameter '\(parameter.name)' (\(parameter.symbol)) is new")
                continue
            }
            all += Self.changes(from: former, to: parameter)
        }
        if all.isEmpty { all = ["only names of the plugin, its version or its groups differ"] }
        lines = Array(all.prefix(12))
        if all.count > 12 { lines.append("and \(all.count - 12) more") }
    }

    private static func changes(
        from old: PluginParameter, to new: PluginParameter
    ) -> [String] {
        var found: [String] = []
        let name = "parameter '\(new.name)' (\(new.symbol))"
        if old.index != new.index {
            found.append("\(name) moved from \(old.index) to \(new.index)")
        }
        if old.name != new.name { found.append("\(name) was called '\(old.name)'") }
        if old.minimum != new.minimum || old.maximum != new.maximum {
            found.append("\(name) has another range")
        }
        var (a, b) = (old, new)
        for key in [\PluginParameter.minimum, \PluginParameter.maximum] {
            a[keyPath: key] = nil
            b[keyPath: key] = nil
        }
        (a.index, a.port, a.name) = (b.index, b.port, b.name)
        if a != b { found.append("\(name) is of another kind, default, unit or group") }
        return found
    }
}
