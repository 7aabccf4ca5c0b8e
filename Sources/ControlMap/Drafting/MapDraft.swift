import PluginCatalog
import SourceText

/// A first map for a controller and a plugin: which element moves what.
///
/// Switches go to buttons, what is turned to knobs, faders and encoders, in the plugin's own order
/// with its groups kept together. Equal input gives an equal draft.
public struct MapDraft: Sendable {
    /// One control of the draft.
    public struct Binding: Sendable, Equatable {
        /// The element's id.
        public var element: String
        /// Unique in the draft.
        public var name: String
        /// What it moves.
        public var parameter: PluginParameter
        /// What a button does, where it is not what buttons do anyway.
        public var mode: Shaping.Mode?
    }

    /// The controller.
    public let profile: ControllerProfile
    /// The plugin.
    public let plugin: PluginDescriptor
    /// The map's name.
    public var name: String
    /// Stated in the map; `nil` where the profile's elements have channels of their own.
    public var channel: Int?
    /// In the order in which they are written.
    public private(set) var bindings: [Binding] = []
    /// Parameters for which no element was left, by index.
    public private(set) var rest: [PluginParameter] = []

    /// Lays out a plugin's parameters over a controller's elements.
    ///
    /// - Parameter channel: 1...16; not used where elements state theirs.
    public init(_ profile: ControllerProfile, _ plugin: PluginDescriptor, channel: Int?) {
        self.profile = profile
        self.plugin = plugin
        name = "\(plugin.name) on \(profile.model)"
        let ownChannels = profile.elements.contains { $0.send.channel != nil }
        self.channel = ownChannels ? nil : channel
        var layout = DraftLayout(profile)
        let parameters = plugin.parameters.filter(\.isWorthAControl).inGroups
        // Faders go first to what belongs together, such as an envelope.
        let runs = parameters.runs
        let rows = runs.filter { $0.count > 1 } + runs.filter { $0.count == 1 }
        let onFaders = Set(rows.filter { layout.placeOnFaders($0) }.map { $0[0].index })
        for run in runs where !onFaders.contains(run[0].index) { layout.place(run) }
        layout.placeLeftovers()
        let names = Self.names(of: parameters)
        bindings = layout.placed.sorted { $0.order < $1.order }.map { placed in
            Binding(
                element: placed.element, name: names[placed.parameter.index] ?? "",
                parameter: placed.parameter, mode: placed.mode)
        }
        let used = Set(bindings.map(\.parameter.index))
        rest = plugin.parameters.filter { $0.direction == .input && !used.contains($0.index) }
    }

    /// Names by index; one that repeats is told apart by its symbol.
    private static func names(of parameters: [PluginParameter]) -> [Int: String] {
        var counts: [String: Int] = [:]
        for parameter in parameters { counts[parameter.name, default: 0] += 1 }
        var names: [Int: String] = [:]
        for parameter in parameters {
            let isUnique = counts[parameter.name] == 1 && !parameter.name.isEmpty
            names[parameter.index] =
                isUnique
                ? parameter.name
                : parameter.name.isEmpty
                    ? parameter.symbol : "\(parameter.name) (\(parameter.symbol))"
        }
        return names
    }
}

extension PluginParameter {
    /// Whether a first map binds it: hosts may automate it, and it is no meter.
    fileprivate var isWorthAControl: Bool {
        direction == .input && !isHidden && isAutomatable && !symbol.isEmpty
            && designation != "freeWheeling" && !designation.hasSuffix("#freeWheeling")
    }
}

extension [PluginParameter] {
    /// In the plugin's order, but each group as a whole where its first parameter stands.
    fileprivate var inGroups: [PluginParameter] {
        var order: [String: Int] = [:]
        for parameter in self where !parameter.group.isEmpty {
            order[parameter.group] = order[parameter.group] ?? parameter.index
        }
        return sorted { left, right in
            let a = (order[left.group] ?? left.index, left.index)
            let b = (order[right.group] ?? right.index, right.index)
            return a < b
        }
    }
}

extension [PluginParameter] {
    /// Neighbours of one group that want the same kind of element, to be kept side by side.
    fileprivate var runs: [[PluginParameter]] {
        var runs: [[PluginParameter]] = []
        for parameter in self {
            if let last = runs.last?.last, last.group == parameter.group, !parameter.group.isEmpty,
                last.suitsFader == parameter.suitsFader, last.isSwitch == parameter.isSwitch
            {
                runs[runs.count - 1].append(parameter)
            } else {
                runs.append([parameter])
            }
        }
        return runs
    }
}
