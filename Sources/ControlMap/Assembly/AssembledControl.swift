import Diagnostics
import PluginCatalog
import SourceText

/// A control with its message, channel and parameter looked up, as far as they could be.
///
/// A class, since it is large and every rule walks over all of them.
final class AssembledControl {
    let layers: ControlLayers
    let name: String
    /// The profile's element of the same id.
    let element: ControllerElement?
    let send: LayeredSend
    /// `nil` when nothing says what is sent.
    let message: ControllerMessage?
    let channel: Int
    let behaviour: ElementBehaviour
    /// `nil` when no file names a parameter, or one takes it away.
    let reference: Placed<ParameterReference>?
    let match: ParameterMatch

    init(
        _ layers: ControlLayers, name: String, element: ControllerElement?, send: LayeredSend,
        in map: AssembledMap
    ) {
        self.layers = layers
        self.name = name
        self.element = element
        self.send = send
        message = send.message?.value.with(bits: send.bits?.value)
        channel = map.channel(of: send)
        behaviour = send.behaviour(of: layers, element)
        let reference = layers.first { $0.parameter }
        self.reference = reference?.value == ParameterReference.none ? nil : reference
        if let reference, let finder = map.finder {
            match = finder.match(reference.value, numberBase: map.numberBase.value)
        } else {
            match = .none
        }
    }

    var id: String { layers.id }
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
