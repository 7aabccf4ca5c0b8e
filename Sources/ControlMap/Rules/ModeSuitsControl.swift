import Diagnostics
import PluginCatalog

/// Only what is pressed has a mode, and only what has steps is cycled through.
///
/// - Reports: `map.mode-needs-button`, an error, on a mode other than `direct` of an element that is
///   no button; a warning in audio-control's dialect, where such a mode is not followed.
///   `map.cycle-without-steps`, an error, on `cycle` when neither the parameter nor the control has
///   steps.
struct ModeSuitsControl: MapRule {
    static let findings = [
        FindingKind(
            "map.mode-needs-button", .error,
            "Only what is pressed has a mode, and only what has steps is cycled through"),
        FindingKind(
            "map.cycle-without-steps", .error,
            "Only what is pressed has a mode, and only what has steps is cycled through"),
    ]
    static let health = HealthCost(.plugin, error: 0.2, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.controlsAndTargets.compactMap { control in
            guard let mode = control.layers.first({ $0.mode }), mode.value != .direct else {
                return nil
            }
            if control.button == nil {
                let isOurs = control.layers.layers.contains {
                    $0.path == mode.location.path && $0.dialect == .pipeline
                }
                return Diagnostic(
                    isOurs ? .error : .warning, "map.mode-needs-button",
                    "'\(control.id)' is no button, so it cannot be set to '\(mode.value.rawValue)'",
                    at: mode.location)
            }
            guard mode.value == .cycle, let parameter = control.match.parameter,
                parameter.kind == .continuous, control.layers.first({ $0.steps }) == nil
            else { return nil }
            return Diagnostic(
                .error, "map.cycle-without-steps",
                "'\(parameter.name)' has no steps to cycle through; give 'steps'",
                at: mode.location)
        }.uniqued()
    }
}
