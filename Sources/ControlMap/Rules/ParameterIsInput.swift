import Diagnostics

/// A control moves an input of the plugin, not a value that the plugin reports.
///
/// - Reports: `map.output-parameter`, an error, on the parameter.
struct ParameterIsInput: MapRule {
    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.controls.compactMap { control in
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
