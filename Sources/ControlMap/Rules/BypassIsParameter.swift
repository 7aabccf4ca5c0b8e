import Diagnostics

/// audio-control's words `bypass` and `window` stand for something that can be bound.
///
/// `bypass` is the parameter that the plugin designates as its on-switch, turned around. A plugin's
/// window is nothing that a controller can move.
///
/// - Reports: `map.no-bypass` and `map.no-window`, warnings, on the word.
struct BypassIsParameter: MapRule {
    static let findings = [
        FindingKind(
            "map.no-bypass", .warning,
            "Audio-control's words 'bypass' and 'window' stand for something that can be bound"),
        FindingKind(
            "map.no-window", .warning,
            "Audio-control's words 'bypass' and 'window' stand for something that can be bound"),
    ]
    static let health = HealthCost(.plugin, error: 0.2, warning: 0.2)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.targets.compactMap { control in
            guard let reference = control.reference, case .notBound = control.match else {
                return nil
            }
            if case .window = reference.value {
                return Diagnostic(
                    .warning, "map.no-window",
                    "'window' is not bound: no parameter opens a plugin's window",
                    at: reference.location)
            }
            return Diagnostic(
                .warning, "map.no-bypass",
                "'bypass' is not bound: the plugin designates no parameter that switches it on",
                at: reference.location)
        }
    }
}
