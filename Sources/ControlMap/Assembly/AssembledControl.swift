import Diagnostics
import PluginCatalog
import SourceText

/// A control with its message, channel and what it moves looked up, as far as they could be.
///
/// One that moves several things is there once for each: rules about what is moved walk over
/// `targets`. A class, since it is large and every rule walks over all of them.
final class AssembledControl {
    /// What is said of the target, then of the control.
    let layers: ControlLayers
    /// What is said of the control itself.
    let said: ControlLayers
    let name: String
    /// The profile's element of the same id.
    let element: ControllerElement?
    let send: LayeredSend
    /// `nil` when nothing says what is sent.
    let message: ControllerMessage?
    let channel: Int
    let behaviour: ElementBehaviour
    /// `nil` when nothing is moved.
    let destination: AssembledDestination?
    /// What else the control moves; of the control itself only.
    let others: [AssembledControl]
    /// `nil` when no file names a parameter, or one takes it away.
    let reference: Placed<ParameterReference>?
    let match: ParameterMatch

    /// - Parameter said: what each file says of the control itself.
    convenience init(
        _ said: ControlLayers, name: String, element: ControllerElement?, send: LayeredSend,
        in map: AssembledMap
    ) {
        let common = Common(said: said, name: name, element: element, send: send)
        let aims = said.aims
        self.init(
            aims.first ?? Aim(layers: said, destination: nil), common,
            others: aims.dropFirst().map { AssembledControl($0, common, others: [], in: map) },
            in: map)
    }

    /// What all targets of a control have in common.
    private struct Common {
        let said: ControlLayers
        let name: String
        let element: ControllerElement?
        let send: LayeredSend
    }

    private init(
        _ aim: Aim, _ common: Common, others: [AssembledControl], in map: AssembledMap
    ) {
        layers = aim.layers
        said = common.said
        destination = aim.destination
        self.others = others
        name = common.name
        element = common.element
        send = common.send
        message = send.message?.value.with(bits: send.bits?.value)
        channel = map.channel(of: send)
        behaviour = send.behaviour(of: said, element)
        guard case .parameter(let reference)? = aim.destination else {
            reference = nil
            match = .none
            return
        }
        self.reference = reference
        if let finder = map.finder {
            match = finder.match(reference.value, numberBase: map.numberBase.value)
        } else {
            match = .none
        }
    }

    var id: String { layers.id }
    /// Each thing that the control moves: itself, and the others.
    var targets: [AssembledControl] { destination == nil ? [] : [self] + others }
    /// Whether what it names can be moved.
    var isMoving: Bool {
        switch destination {
        case .parameter?: match.parameter != nil
        case nil: false
        default: true
        }
    }
    /// What tells it from other controls: its id, and the layers that it was written for.
    var key: String { said.layers[0].entry.key }

    /// The same for a person.
    var spokenKey: String { said.layers[0].entry.spokenKey }
    /// What the parameter is called, as far as the map says: beside its number, else the control's
    /// name.
    var spokenName: String { layers.first { $0.parameterName }?.value ?? name }
    var place: SourceLocation { layers.place }

    /// Where what is sent was written in a map, else the control's id.
    var messagePlace: SourceLocation {
        guard let place = send.message?.location,
            layers.layers.contains(where: { $0.path == place.path })
        else { return self.place }
        return place
    }

    var button: ButtonBehaviour? {
        guard case .button(let button) = behaviour else { return nil }
        return button
    }

    var isRelative: Bool {
        guard case .relative = behaviour else { return false }
        return true
    }
}

/// What one target of a control moves, as it was written.
enum AssembledDestination {
    case parameter(Placed<ParameterReference>)
    case midi(Placed<MIDIEntry>)
    case osc(Placed<OSCEntry>)
    case layer(Placed<String>)

    var location: SourceLocation {
        switch self {
        case .parameter(let found): found.location
        case .midi(let found): found.location
        case .osc(let found): found.location
        case .layer(let found): found.location
        }
    }

    /// The output that is named, and where.
    func output(in path: String) -> Placed<String>? {
        switch self {
        case .parameter, .layer: nil
        case .midi(let midi): Placed(midi.value.output.value, path, midi.value.output.range)
        case .osc(let osc): Placed(osc.value.output.value, path, osc.value.output.range)
        }
    }
}

/// What became of a parameter's name.
enum ParameterMatch {
    /// There is no name, or nothing to look it up in.
    case none
    case found(PluginParameter)
    /// audio-control's `bypass`: this parameter switches the plugin on.
    case bypass(PluginParameter)
    /// audio-control's `bypass` or `window`, and the plugin has no such parameter.
    case notBound
    case unknown
    /// Several parameters have the name.
    case ambiguous([PluginParameter])
    /// A number, and nothing says from where it counts.
    case undecided

    /// The parameter that is moved.
    var parameter: PluginParameter? {
        switch self {
        case .found(let parameter), .bypass(let parameter): parameter
        default: nil
        }
    }
}
