import Diagnostics

/// A parameter that the plugin marks as logarithmic is not moved along a straight line.
///
/// Most of the way would then lie in its highest octave.
///
/// - Reports: `map.linear-on-logarithmic`, an info, on the curve.
struct CurveSuitsParameter: MapRule {
    static let findings = [
        FindingKind(
            "map.linear-on-logarithmic", .info,
            "A parameter that the plugin marks as logarithmic is not moved along a straight line")
    ]
    static let health = HealthCost(.plugin, error: 0.1, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.targets.compactMap { target in
            guard let parameter = target.match.parameter, parameter.isLogarithmic,
                let curve = target.layers.first({ $0.curve }), curve.value == .linear,
                target.shaping(parameter).curve == .linear
            else { return nil }
            return Diagnostic(
                .info, "map.linear-on-logarithmic",
                "'\(parameter.name)' is logarithmic: on a straight line most of the way lies near "
                    + "its upper end; 'natural' follows the plugin", at: curve.location)
        }
    }
}
