import Diagnostics
import PluginCatalog

/// A button moves something that has positions to jump between.
///
/// On a continuous parameter a button knows only the two ends, unless the map says between which
/// values it switches or into how many steps the range is divided.
///
/// - Reports: `map.button-on-continuous`, a warning, on the parameter.
struct ButtonSuitsParameter: MapRule {
    static let findings = [
        FindingKind(
            "map.button-on-continuous", .warning,
            "A button moves something that has positions to jump between")
    ]
    static let health = HealthCost(.plugin, error: 0.2, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.targets.compactMap { control in
            guard let reference = control.reference, let parameter = control.match.parameter,
                parameter.kind == .continuous, parameter.direction == .input,
                control.button != nil, control.layers.first({ $0.range }) == nil,
                control.layers.first({ $0.steps }) == nil,
                control.layers.first({ $0.mode })?.value != .cycle
            else { return nil }
            return Diagnostic(
                .warning, "map.button-on-continuous",
                "'\(parameter.name)' is continuous, and a button only jumps between its ends; "
                    + "give 'range' to choose the two values",
                at: reference.location)
        }
    }
}
