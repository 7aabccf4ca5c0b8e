import Diagnostics
import PluginCatalog
import SourceText

/// A map with its bases merged and everything looked up; what the rules look at.
final class AssembledMap {
    let chain: MapChain
    let facts: MapFacts
    /// The device and where it was named.
    let device: Placed<DeviceReference>?
    /// The first plugin of the chain and the file it is in.
    let plugin: (entry: PluginEntry, path: String)?
    /// `nil` when no file of the chain states it.
    let statedChannel: Placed<Int>?
    let finder: ParameterFinder?
    let numberBase: NumberBase
    /// The registry's entry for the map, when the registry was asked for.
    let registryEntry: ChannelRegistry.Entry?
    private(set) var controls: [AssembledControl] = []
    /// Names of the layers, and where they stand; empty when there is just one.
    let layers: [Placed<String>]
    /// In which layers each control is heard: bit n for the layer in place n.
    private(set) var masks: [UInt64] = []
    /// What the names say when they contradict the numbers of the whole map.
    private(set) var numberShift: NumberShift?

    init(_ chain: MapChain, _ facts: MapFacts) {
        self.chain = chain
        self.facts = facts
        device = chain.first { $0.device }
        plugin = chain.maps.lazy.compactMap { map in map.plugin.map { ($0, map.path) } }.first
        statedChannel = chain.first { $0.channel }
        registryEntry = facts.registry?.entry(forMapAt: chain.maps[0].path)
        let merged = chain.mergedControls()
        layers = chain.layers
        var references: [ParameterReference] = []
        for control in merged { control.addReferences(to: &references) }
        finder = facts.descriptor.map {
            ParameterFinder($0, count: references.count, for: references)
        }
        let elements = Self.elements(device, facts)
        let places = NamePlaces(elements.lazy.map(\.id.value))
        let names = merged.map { control in
            control.first { $0.name }?.value
                ?? places.place(of: control.id).map { elements[$0].name } ?? control.id
        }
        let evidence = zip(merged, names).map { control, name in
            control.first { $0.parameterName }?.value ?? name
        }
        numberBase = NumberBase(merged, evidence, finder)
        controls.reserveCapacity(merged.count)
        for (layers, name) in zip(merged, names) {
            let element = places.place(of: layers.id).map { elements[$0] }
            let send = layers.send(element: element, profilePath: facts.profile?.path ?? "")
            controls.append(
                AssembledControl(layers, name: name, element: element, send: send, in: self))
        }
        numberShift = NumberShift(controls, numberBase, finder)
        masks = LayerMasks(layers.map(\.value)).masks(of: controls)
    }

    /// Each thing that each control moves.
    var targets: [AssembledControl] { controls.flatMap(\.targets) }

    /// Every control, and what else it moves.
    var controlsAndTargets: [AssembledControl] { controls.flatMap { [$0] + $0.others } }

    /// The map itself, without its bases.
    var own: ControlMap { chain.maps[0] }

    /// Where something is reported that the map lacks.
    var start: SourceLocation {
        let start = own.range.start
        return SourceLocation(path: own.path, range: SourceRange(start: start, end: start))
    }

    /// Whether the ids of controls may be those of the profile's elements.
    var usesElements: Bool {
        guard case .profile? = device?.value else { return false }
        return facts.profile != nil
    }

    /// The map's channel: stated, else the registry's, else the profile's, else 1.
    var channel: Int {
        statedChannel?.value ?? registryEntry?.channel.value ?? profileChannel ?? 1
    }

    private var profileChannel: Int? { usesElements ? facts.profile?.channel : nil }

    private static func elements(
        _ device: Placed<DeviceReference>?, _ facts: MapFacts
    ) -> [ControllerElement] {
        guard case .profile? = device?.value, let profile = facts.profile else { return [] }
        return profile.elements
    }

    /// The channel of a control that sends `send`.
    func channel(of send: LayeredSend) -> Int {
        send.channel?.value ?? statedChannel?.value ?? registryEntry?.channel.value
            ?? send.elementChannel?.value ?? profileChannel ?? 1
    }
}

extension LayeredSend {
    /// How the values of a control are to be read.
    func behaviour(
        of layers: ControlLayers, _ element: ControllerElement?
    ) -> ElementBehaviour {
        if let encoder { return .relative(encoder.value) }
        let kind = layers.first { $0.kind }?.value ?? element?.kind
        let mode = layers.first { $0.mode }?.value ?? .direct
        let saysButton = button != nil || on != nil || off != nil
        let isPressed =
            kind?.isPressed ?? (mode != .direct || message?.value.isPressed ?? false)
        guard saysButton || isPressed else { return .absolute }
        let sent = layers.first { $0.sentRange }?.value
        return .button(
            ButtonBehaviour(
                button?.value ?? .momentary,
                on: on?.value ?? sent.map { Int($0.upper) } ?? 127,
                off: off?.value ?? sent.map { Int($0.lower) } ?? 0))
    }
}

extension ControllerMessage {
    /// Whether only something that is pressed sends it.
    fileprivate var isPressed: Bool {
        switch self {
        case .note, .programChange, .systemExclusive: true
        default: false
        }
    }
}
