/// A plugin interface standard.
public enum PluginFormat: String, Sendable, CaseIterable {
    case lv2, ladspa, dssi, clap, vst3, vst2

    /// The key under which maps give a plugin's id: `uri` for LV2, `id` for the others.
    public var idKey: String { self == .lv2 ? "uri" : "id" }

    /// As people write it: LV2, LADSPA, DSSI, CLAP, VST3, VST2.
    public var title: String { rawValue.uppercased() }
}

/// Which plugin is meant: the standard it follows and its identity there.
public struct PluginIdentity: Hashable, Sendable, Comparable {
    public var format: PluginFormat
    /// Unique among the plugins of its format, and the same on every machine.
    ///
    /// - LV2: the URI.
    /// - CLAP: the plugin's id, for example `com.u-he.diva`.
    /// - VST3: the class id, 32 hexadecimal digits in capitals.
    /// - VST2: the unique id, 8 hexadecimal digits in capitals.
    /// - LADSPA, DSSI: `FILE#LABEL`, the library's name without its folder; `FILE#LABEL#2` for the second
    ///   of that label in the file, because neither labels nor numbers are unique.
    public var id: String

    public init(format: PluginFormat, id: String) {
        self.format = format
        self.id = id
    }

    public static func < (left: PluginIdentity, right: PluginIdentity) -> Bool {
        (left.format.rawValue, left.id) < (right.format.rawValue, right.id)
    }
}

/// What is known of a plugin: who made it, and every control port in the plugin's own order.
///
/// Holds no time stamp and nothing of the machine: equal plugins give equal descriptors.
public struct PluginDescriptor: Sendable, Equatable {
    public var identity: PluginIdentity
    public var name: String
    /// Empty when the plugin does not say.
    public var manufacturer: String
    /// Empty when the plugin does not say.
    public var version: String
    /// What sort of plugin it is; empty when unknown. LV2: the class's name, for example "Instrument
    /// Plugin". CLAP, VST3: the words that the plugin gives, joined by `|`.
    public var category: String
    /// Every control port, inputs and outputs, by rising `index`; indices are dense from 0.
    public var parameters: [PluginParameter]
    public var groups: [ParameterGroup]
    /// VST3: whether the plugin asks to be told of edits by the host, which then may move parameters that
    /// cannot be automated.
    public var takesHostEdits = false

    public init(
        identity: PluginIdentity, name: String, manufacturer: String = "", version: String = "",
        category: String = "", parameters: [PluginParameter],
        groups: [ParameterGroup] = []
    ) {
        self.identity = identity
        self.name = name
        self.manufacturer = manufacturer
        self.version = version
        self.category = category
        self.parameters = parameters
        self.groups = groups
    }
}

/// A named set of parameters.
public struct ParameterGroup: Sendable, Equatable {
    /// The group's stable symbol or id.
    public var symbol: String
    public var name: String
    /// Indices into the descriptor's parameters, rising.
    public var parameters: [Int]

    public init(symbol: String, name: String, parameters: [Int]) {
        self.symbol = symbol
        self.name = name
        self.parameters = parameters
    }
}
