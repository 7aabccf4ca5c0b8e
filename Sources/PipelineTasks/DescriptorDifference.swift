import PluginCatalog

/// What changed between two descriptors of one plugin, as far as maps and people notice.
public struct DescriptorDifference {
    /// One change of one parameter, known by its symbol.
    public struct Change: Equatable {
        public enum Kind: String, CaseIterable {
            case removed, added, renumbered, renamed
            /// Another lower or upper end.
            case range
            /// Another kind, choices, default, unit, group, direction or role.
            case nature
        }

        public var kind: Kind
        public var symbol: String
        /// As it is called now, or was before it was removed.
        public var name: String
        /// What it was; empty for what was not there, or is told by the name.
        public var old = ""
        public var new = ""

        /// One sentence.
        public var text: String {
            let parameter = "parameter '\(name)' (\(symbol))"
            return switch kind {
            case .removed: "\(parameter) is gone"
            case .added: "\(parameter) is new"
            case .renumbered: "\(parameter) moved from \(old) to \(new)"
            case .renamed: "\(parameter) was called '\(old)'"
            case .range: "\(parameter) has another range"
            case .nature: "\(parameter) is of another kind, default, unit or group"
            }
        }
    }

    /// What was removed first, then the others in the new plugin's order.
    public private(set) var changes: [Change] = []

    /// Compares by symbols.
    public init(from old: PluginDescriptor, to new: PluginDescriptor) {
        let before = Dictionary(
            old.parameters.map { ($0.symbol, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Set(new.parameters.map(\.symbol))
        for parameter in old.parameters where !after.contains(parameter.symbol) {
            add(.removed, parameter, old: "\(parameter.index)")
        }
        for parameter in new.parameters {
            if let former = before[parameter.symbol] {
                compare(former, parameter)
            } else {
                add(.added, parameter, new: "\(parameter.index)")
            }
        }
    }

    /// One sentence a change; a long list ends with how many more there are.
    public var lines: [String] {
        if changes.isEmpty { return ["only names of the plugin, its version or its groups differ"] }
        let lines = changes.prefix(12).map(\.text)
        return changes.count > 12 ? lines + ["and \(changes.count - 12) more"] : lines
    }

    private mutating func add(
        _ kind: Change.Kind, _ parameter: PluginParameter, old: String = "", new: String = ""
    ) {
        changes.append(
            Change(kind: kind, symbol: parameter.symbol, name: parameter.name, old: old, new: new))
    }

    private mutating func compare(_ old: PluginParameter, _ new: PluginParameter) {
        if old.index != new.index {
            add(.renumbered, new, old: "\(old.index)", new: "\(new.index)")
        }
        if old.name != new.name { add(.renamed, new, old: old.name, new: new.name) }
        if old.minimum != new.minimum || old.maximum != new.maximum {
            add(.range, new, old: Self.range(old), new: Self.range(new))
        }
        var same = old
        (same.index, same.port, same.name) = (new.index, new.port, new.name)
        (same.minimum, same.maximum) = (new.minimum, new.maximum)
        if same != new { add(.nature, new, old: Self.nature(old), new: Self.nature(new)) }
    }

    private static func range(_ parameter: PluginParameter) -> String {
        let ends = [parameter.minimum, parameter.maximum].map { $0.map { "\($0)" } ?? "?" }
        return ends.joined(separator: " ... ")
    }

    private static func nature(_ parameter: PluginParameter) -> String {
        var words = [parameter.kind.rawValue]
        if parameter.direction == .output { words.append("output") }
        if parameter.isLogarithmic { words.append("logarithmic") }
        if !parameter.isAutomatable { words.append("not automatable") }
        if parameter.isHidden { words.append("hidden") }
        if let value = parameter.defaultValue { words.append("default \(value)") }
        if !parameter.unit.isEmpty { words.append(parameter.unit) }
        if !parameter.choices.isEmpty { words.append("\(parameter.choices.count) choices") }
        if !parameter.group.isEmpty { words.append("group \(parameter.group)") }
        if !parameter.designation.isEmpty { words.append(parameter.designation) }
        return words.joined(separator: ", ")
    }
}
