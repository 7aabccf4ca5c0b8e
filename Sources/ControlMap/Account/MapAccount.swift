import Diagnostics
import PluginCatalog
import SourceText

/// A map as a reader wants to see it: every value with the place that it comes from.
public struct MapAccount: Sendable {
    /// Where a value comes from.
    public enum Origin: Sendable, Equatable {
        /// Written in a file: the map, a base, the registry or a profile.
        case stated(SourceLocation)
        /// What holds where nothing is said.
        case usual
    }

    /// The map's path.
    public var path: String
    /// Empty when the map has none.
    public var name: String
    /// Whether it is only there to be extended.
    public var isTemplate: Bool
    /// What is for people.
    public var about: MapNotes
    /// The bases' paths, the nearest first.
    public var bases: [String]
    /// `nil` when the map names none that is known.
    public var device: DeviceIdentity?
    /// The profile's file, when the device has one.
    public var profilePath: String?
    /// How the map names its plugin; `nil` when it names none.
    public var pluginReference: PluginReference?
    /// The plugin that is meant, when it is known.
    public var plugin: MappedPlugin?
    /// The port that the controller has; empty for its model.
    public var port: String
    /// Names of the layers; empty when there is just one.
    public var layers: [String]
    /// 1...16.
    public var channel: Int
    /// Who says so.
    public var channelOrigin: Origin
    /// From where numbers count that do not say so; `nil` when there are none, or it is not known.
    public var numberBase: Int?
    /// In the order of the map, those of its bases first.
    public var controls: [ControlAccount]
}

/// One control of a map.
public struct ControlAccount: Sendable {
    /// Unique in the map.
    public var id: String
    /// The control's own name, else its element's, else the id.
    public var name: String
    /// For people.
    public var description: String?
    /// 1...16.
    public var channel: Int
    /// `nil` when nothing says what is sent.
    public var message: ControllerMessage?
    /// How its values are read.
    public var behaviour: ElementBehaviour
    /// As the map names the parameter; `nil` when the control moves nothing.
    public var reference: ParameterReference?
    /// What it moves, as far as that is known.
    public var targets: [ResolvedTarget]
    /// In which layers it is heard; empty for all.
    public var layers: [String]
    /// What is sent back.
    public var feedback: Feedback?
    /// Where each key was written, by the key's name.
    public var origins: [(key: String, place: SourceLocation)]
}

extension MapAccount {
    /// Tells about a map; `nil` when it or one of its bases cannot be read.
    public init?(_ study: MapStudy) {
        guard let map = study.assembled else { return nil }
        path = map.own.path
        name = map.own.name?.value ?? ""
        isTemplate = map.own.isOnlyTemplate
        about = map.own.about
        bases = map.chain.maps.dropFirst().map(\.path)
        device = map.deviceIdentity
        profilePath = map.facts.profile?.path
        pluginReference = map.plugin?.entry.reference
        plugin = map.facts.descriptor.map {
            MappedPlugin(identity: $0.identity, name: $0.name, manufacturer: $0.manufacturer)
        }
        channel = map.channel
        if let stated = map.statedChannel {
            channelOrigin = .stated(stated.location)
        } else if let entry = map.registryEntry, let registry = map.facts.registry {
            channelOrigin = .stated(
                SourceLocation(path: registry.path, range: entry.channel.range))
        } else if let profile = map.facts.profile, profile.channel != nil, map.usesElements {
            let start = SourcePosition(line: 1, column: 1)
            channelOrigin = .stated(
                SourceLocation(
                    path: profile.path, range: SourceRange(start: start, end: start)))
        } else {
            channelOrigin = .usual
        }
        numberBase = map.numberBase.value
        port = map.chain.first { $0.devicePort }?.value ?? map.facts.profile?.port ?? ""
        layers = map.layers.map(\.value)
        let masks = LayerMasks(layers)
        controls = zip(map.controls, map.masks).map { control, mask in
            ControlAccount(control, layers: masks.layers(of: mask))
        }
    }
}

extension ControlAccount {
    fileprivate init(_ control: AssembledControl, layers: [String]) {
        id = control.id
        name = control.name
        description = control.layers.first { $0.description }?.value
        channel = control.channel
        message = control.message
        behaviour = control.behaviour
        reference = control.reference?.value
        targets = control.targets.compactMap(\.resolvedTarget)
        self.layers = layers
        feedback = control.feedback
        origins = control.origins
    }
}

extension AssembledControl {
    /// Where each thing that is said of the control was written.
    fileprivate var origins: [(key: String, place: SourceLocation)] {
        var found: [(key: String, place: SourceLocation)] = [("id", place)]
        func add<Value>(_ key: String, _ field: (ControlEntry) -> Located<Value>?) {
            if let stated = layers.first(field) { found.append((key, stated.location)) }
        }
        add("name") { $0.name }
        add("description") { $0.description }
        if let message = send.message { found.append(("send", message.location)) }
        add("layers") { $0.layers }
        add("parameter") { $0.parameter }
        add("midi") { $0.midi }
        add("osc") { $0.osc }
        add("switch") { $0.layerSwitch }
        add("targets") { $0.targets }
        add("range") { $0.range }
        add("invert") { $0.invert }
        add("curve") { $0.curve }
        add("mode") { $0.mode }
        add("pickup") { $0.pickUp }
        add("steps") { $0.steps }
        add("dead-zone") { $0.deadZone }
        add("smoothing") { $0.smoothing }
        add("feedback") { $0.feedback }
        return found
    }
}
