import Diagnostics
import PluginCatalog
import SourceText

/// A control with its message, channel and parameter looked up, as far as they could be.
struct AssembledControl {
    var layers: ControlLayers
    var name: String
    /// The profile's element of the same id.
    var element: ControllerElement?
    var kind: ElementKind?
    var send: LayeredSend
    /// `nil` when nothing says what is sent.
    var message: ControllerMessage?
    var channel: Int
    var behaviour: ElementBehaviour
    /// `nil` when no file names a parameter, or one takes it away.
    var reference: Placed<ParameterReference>?
    var match: ParameterMatch

    var id: String { layers.id }
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
