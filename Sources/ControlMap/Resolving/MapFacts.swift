import Diagnostics
import PluginCatalog

/// What the environment answered for one map.
struct MapFacts {
    /// The profile of the map's device, or of the device that it describes.
    var profile: ControllerProfile?
    /// Ids to suggest from; asked for when the profile was not found.
    var controllerIDs: [String] = []
    /// Asked for when no file of the chain states a channel.
    var registry: ChannelRegistry?
    var descriptor: PluginDescriptor?
    /// Which plugins a name may mean.
    var choice = PluginChoice()
    /// Asked for when the map names one.
    var outputs: [OutputDeclaration] = []
    /// Plugins to suggest from; asked for when the plugin was not found.
    var plugins: [PluginCandidate] = []

    static func gather<E: MapEnvironment>(
        for chain: MapChain, in environment: inout E
    ) throws(E.Failure) -> MapFacts {
        var facts = MapFacts()
        switch chain.maps.lazy.compactMap(\.device).first?.value {
        case .profile(let id)?:
            facts.profile = try environment.controller(id)
            if facts.profile == nil { facts.controllerIDs = try environment.controllerIDs() }
        case .described(let manufacturer, let model)?:
            let id = profileID(manufacturer: manufacturer, model: model)
            facts.profile = try environment.controller(id)
        case nil: break
        }
        if chain.maps.allSatisfy({ $0.channel == nil }) {
            facts.registry = try environment.registry()
        }
        if let plugin = chain.maps.lazy.compactMap(\.plugin).first {
            try facts.find(plugin, in: &environment)
        }
        if chain.namesOutputs { facts.outputs = try environment.outputs() }
        return facts
    }

    private mutating func find<E: MapEnvironment>(
        _ plugin: PluginEntry, in environment: inout E
    ) throws(E.Failure) {
        if let identity = plugin.reference.identity {
            descriptor = try environment.descriptor(of: identity)
            if descriptor == nil { plugins = try environment.pluginCandidates() }
            return
        }
        let known = try environment.pluginCandidates()
        choice = PluginChoice(of: plugin.reference, hints: plugin.formatHints, among: known)
        if let taken = choice.candidates.first?.identity {
            descriptor = try environment.descriptor(of: taken)
        }
        if descriptor == nil { plugins = known }
    }
}

extension MapChain {
    /// Whether any control sends to an output.
    fileprivate var namesOutputs: Bool {
        maps.contains { map in
            (map.controls ?? []).contains { control in
                control.midi != nil || control.osc != nil
                    || (control.targets?.value ?? []).contains { $0.midi != nil || $0.osc != nil }
            }
        }
    }
}

/// The id that a profile of this controller would have: `novation/launch-control-xl-3`.
func profileID(manufacturer: String, model: String) -> String {
    "\(dashed(manufacturer))/\(dashed(model))"
}

private func dashed(_ name: String) -> String {
    var words: [String] = [""]
    for scalar in name.lowercased().unicodeScalars {
        if scalar.properties.isAlphabetic || (0x30...0x39).contains(scalar.value) {
            words[words.count - 1].unicodeScalars.append(scalar)
        } else if words.last != "" {
            words.append("")
        }
    }
    return words.filter { !$0.isEmpty }.joined(separator: "-")
}
