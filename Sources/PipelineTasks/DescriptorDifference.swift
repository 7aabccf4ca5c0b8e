import PluginCatalog

/// What changed between two descriptors of one plugin, as far as maps and people notice.
///
/// They may also be of one plugin in two formats, whose parameters are then known by their names.
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
        /// What it was known by; of what was added, what it is known by.
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
            case .range: "\(parameter) has the range \(new), not \(old)"
            case .nature: "\(parameter) is '\(new)', not '\(old)'"
            }
        }
    }

    /// What was removed first, then the others in the new plugin's order.
    public private(set) var changes: [Change] = []
    private let isOfOneFormat: Bool
    /// What the same parameters are known by now, by what they were known by.
    private var successors: [String: String] = [:]

    /// Compares parameters that are the same by what their format knows them by.
    public init(from old: PluginDescriptor, to new: PluginDescriptor) {
        isOfOneFormat = old.identity.format == new.identity.format
        let pairs = ParameterPairs(from: old, to: new)
        for (place, parameter) in old.parameters.enumerated() where !pairs.isPaired(old: place) {
            add(.removed, parameter, parameter, old: "\(parameter.index)")
        }
        for (place, parameter) in new.parameters.enumerated() {
            if let former = pairs.former(of: place) {
                successors[old.parameters[former].symbol] = parameter.symbol
                compare(old.parameters[former], parameter)
            } else {
                add(.added, parameter, parameter, new: "\(parameter.index)")
            }
        }
    }

    /// What a parameter is known by now; `nil` when it is gone.
    public func successor(of symbol: String) -> String? { successors[symbol] }

    /// One sentence a change; a long list ends with how many more there are.
    public var lines: [String] {
        if changes.isEmpty { return ["only names of the plugin, its version or its groups differ"] }
        let lines = changes.prefix(12).map(\.text)
        return changes.count > 12 ? lines + ["and \(changes.count - 12) more"] : lines
    }

    private mutating func add(
        _ kind: Change.Kind, _ old: PluginParameter, _ new: PluginParameter, old was: String = "",
        new now: String = ""
    ) {
        changes.append(
            Change(kind: kind, symbol: old.symbol, name: new.name, old: was, new: now))
    }

    private mutating func compare(_ old: PluginParameter, _ new: PluginParameter) {
        if old.index != new.index {
            add(.renumbered, old, new, old: "\(old.index)", new: "\(new.index)")
        }
        if old.name != new.name { add(.renamed, old, new, old: old.name, new: new.name) }
        let (range, newRange) = (Self.range(old), Self.range(new))
        let hasMoved =
            isOfOneFormat
            ? old.minimum != new.minimum || old.maximum != new.maximum : range != newRange
        if hasMoved { add(.range, old, new, old: range, new: newRange) }
        var same = old
        (same.index, same.port) = (new.index, new.port)
        (same.symbol, same.name) = (new.symbol, new.name)
        (same.minimum, same.maximum) = (new.minimum, new.maximum)
        if same == new { return }
        let natures = ParameterNature.differences(old, new)
        if natures.old != natures.new {
            add(.nature, old, new, old: natures.old, new: natures.new)
        } else if isOfOneFormat {
            // Formats differ in what they tell of steps and texts; that says nothing of the plugin.
            add(.nature, old, new, old: "", new: "other steps, texts or flags")
        }
    }

    private static func range(_ parameter: PluginParameter) -> String {
        let ends = [parameter.minimum, parameter.maximum].map { $0.map(shortNumber) ?? "?" }
        return ends.joined(separator: " ... ")
    }
}

/// What a parameter is besides its name, place and range, in words.
private enum ParameterNature {
    /// The words in which two parameters differ.
    static func differences(
        _ old: PluginParameter, _ new: PluginParameter
    ) -> (old: String, new: String) {
        let pairs = zip(words(old), words(new)).filter { $0 != $1 }
        let (before, after) = (pairs.map(\.0), pairs.map(\.1))
        return (before.joined(separator: ", "), after.joined(separator: ", "))
    }

    /// In the same order for all, none of them empty.
    private static func words(_ parameter: PluginParameter) -> [String] {
        func named(_ title: String, _ text: String) -> String {
            text.isEmpty ? "no \(title)" : "\(title) \(text)"
        }
        let choices = parameter.choices.map { "\(shortNumber($0.value)) = \($0.label)" }
        return [
            parameter.kind.rawValue,
            parameter.direction.rawValue,
            parameter.isLogarithmic ? "logarithmic" : "linear",
            parameter.isAutomatable ? "automatable" : "not automatable",
            parameter.isHidden ? "hidden" : "shown",
            named("default", parameter.defaultValue.map(shortNumber) ?? ""),
            named("unit", parameter.unit),
            named("choices", choices.joined(separator: " ")),
            named("group", parameter.group),
            named("role", parameter.designation),
        ]
    }
}
