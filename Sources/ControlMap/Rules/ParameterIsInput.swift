import Diagnostics

/// A control moves an input of the plugin, not a value that the plugin reports.
///
/// - Reports: `map.output-parameter`, an error, on the parameter.
struct ParameterIsInput: MapRule {
    static let findings = [
        FindingKind(
            "map.output-parameter", .error,
            "A control moves an input of the plugin, not a value that the plugin reports")
    ]
    static let health = HealthCost(.plugin, error: 0.2, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.targets.compactMap { control in
            guard let reference = control.reference, let parameter = control.match.parameter,
                parameter.direction == .output
            else { return nil }
            return Diagnostic(
                .error, "map.output-parameter",
                "'\(parameter.name)' is an output of the plugin; it can be read, but not moved",
                at: reference.location)
        }
    }
}
