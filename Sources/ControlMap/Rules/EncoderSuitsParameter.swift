import Diagnostics
import PluginCatalog

/// An endless encoder moves something that has more than two positions, and is asked for nothing
/// that needs a position of its own.
///
/// - Reports: `map.encoder-on-switch`, a warning, on the parameter; `map.encoder-has-no-position`, a
///   warning, on `pickup` or `dead-zone`.
struct EncoderSuitsParameter: MapRule {
    static let findings = [
        FindingKind(
            "map.encoder-on-switch", .warning,
            "An endless encoder moves something that has more than two positions, and is asked "
                + "for nothing that needs a position of its own"),
        FindingKind(
            "map.encoder-has-no-position", .warning,
            "An endless encoder moves something that has more than two positions, and is asked "
                + "for nothing that needs a position of its own"),
    ]
    static let health = HealthCost(.plugin, error: 0.2, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.controlsAndTargets.filter(\.isRelative).flatMap { control in
            var findings: [Diagnostic] = []
            if let reference = control.reference, let parameter = control.match.parameter,
                parameter.isSwitch
            {
                findings.append(.encoderOnSwitch(parameter, at: reference.location))
            }
            if let pickUp = control.layers.first({ $0.pickUp }), pickUp.value != .jump {
                findings.append(.noPosition("pickup", at: pickUp.location))
            }
            if let zone = control.layers.first({ $0.deadZone }), zone.value > 0 {
                findings.append(.noPosition("dead-zone", at: zone.location))
            }
            return findings
        }.uniqued()
    }
}

extension Diagnostic {
    fileprivate static func encoderOnSwitch(
        _ parameter: PluginParameter, at place: SourceLocation
    ) -> Diagnostic {
        Diagnostic(
            .warning, "map.encoder-on-switch",
            "'\(parameter.name)' is only on or off; a button suits it better than an encoder",
            at: place)
    }

    fileprivate static func noPosition(_ key: String, at place: SourceLocation) -> Diagnostic {
        Diagnostic(
            .warning, "map.encoder-has-no-position",
            "an endless encoder has no position of its own, so '\(key)' does nothing", at: place)
    }
}
