import Diagnostics
import PluginCatalog
import SourceText

/// A map with its bases merged and everything looked up; what the rules look at.
struct AssembledMap {
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
    private(set) var controls: [AssembledControl] = []

    init(_ chain: MapChain, _ facts: MapFacts) {
        self.chain = chain
        self.facts = facts
        device = chain.first { $0.device }
        plugin = chain.maps.lazy.compactMap { map in map.plugin.map { ($0, map.path) } }.first
        statedChannel = chain.first { $0.channel }
        finder = facts.descriptor.map { ParameterFinder($0) }
        let merged = chain.mergedControls()
        let elements = Self.elements(device, facts)
        let names = merged.map { control in
            control.first { $0.name }?.value ?? elements[control.id]?.name ?? control.id
        }
        numberBase = NumberBase(merged, names, finder)
        controls.reserveCapacity(merged.count)
        for (layers, name) in zip(merged, names) {
            controls.append(assemble(layers, name, elements[layers.id]))
        }
    }

    /// The map itself, without its bases.
    var own: ControlMap { chain.maps[0] }

    /// Where something is reported that the map lacks.
    var start: SourceLocation {
        let start = own.range.start
        return SourceLocation(path: own.path, range: SourceRange(start: start, end: start))
    }

    var registryEntry: ChannelRegistry.Entry? { facts.registry?.entry(forMapAt: own.path) }

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
    ) -> [String: ControllerElement] {
        guard case .profile? = device?.value, let profile = facts.profile else { return [:] }
        return Dictionary(profile.elements.map { ($0.id.value, $0) }) { first, _ in first }
    }

    private func assemble(
        _ layers: ControlLayers, _ name: String, _ element: ControllerElement?
    ) -> AssembledControl {
        let send = layers.send(element: element, profilePath: facts.profile?.path ?? "")
        let kind = layers.first { $0.kind }?.value ?? element?.kind
        let message = send.message?.value.with(bits: send.bits?.value)
        let channel =
            send.channel?.value ?? statedChannel?.value ?? registryEntry?.channel.value
            ?? send.elementChannel?.value ?? profileChannel ?? 1
        let reference = layers.first { $0.parameter }
        let match: ParameterMatch =
            if let reference, let finder {
                finder.match(reference.value, numberBase: numberBase.value)
            } else {
                .none
            }
        return AssembledControl(
            layers: layers, name: name, element: element, kind: kind, send: send,
            message: message, channel: channel,
            behaviour: behaviour(layers, send, kind, message),
            reference: reference?.value == ParameterReference.none ? nil : reference,
            match: match)
    }

    private func behaviour(
        _ layers: ControlLayers, _ send: LayeredSend, _ kind: ElementKind?,
        _ message: ControllerMessage?
    ) -> ElementBehaviour {
        if let encoding = send.encoder { return .relative(encoding.value) }
        let saysButton = send.button != nil || send.on != nil || send.off != nil
        let mode = layers.first { $0.mode }?.value ?? .direct
        let isPressed = kind?.isPressed ?? (mode != .direct || message?.isPressed ?? false)
        guard saysButton || isPressed else { return .absolute }
        let sent = layers.first { $0.sentRange }?.value
        return .button(
            ButtonBehaviour(
                send.button?.value ?? .momentary,
                on: send.on?.value ?? sent.map { Int($0.upper) } ?? 127,
                off: send.off?.value ?? sent.map { Int($0.lower) } ?? 0))
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
