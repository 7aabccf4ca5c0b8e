import Diagnostics

/// A control moves a parameter that the plugin lets hosts automate.
///
/// - Reports: `map.not-automatable`, a warning, on the parameter.
struct ParameterIsAutomatable: MapRule {
    static let findings = [
        FindingKind(
            "map.not-automatable", .warning,
            "A control moves a parameter that the plugin lets hosts automate")
    ]
    static let health = HealthCost(.plugin, error: 0.2, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.targets.compactMap { control in
            guard let reference = control.reference, let parameter = control.match.parameter,
                !parameter.isAutomatable, parameter.direction == .input
            else { return nil }
            return Diagnostic(
                .warning, "map.not-automatable",
                "the plugin asks hosts not to automate '\(parameter.name)'; "
                    + "moving it may click or do nothing",
                at: reference.location)
        }
    }
}
