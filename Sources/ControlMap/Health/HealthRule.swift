import Diagnostics

/// In which dimension of health a finding counts, and what it costs there.
struct HealthRule {
    let dimension: MapHealth.Dimension
    private let errorPoints: Double
    private let warningPoints: Double

    init(code: String) {
        switch code {
        case "map.unknown-plugin", "map.missing-plugin":
            (dimension, errorPoints, warningPoints) = (.plugin, 0.3, 0.3)
        case "map.unknown-parameter", "map.ambiguous-parameter", "map.base-undecided",
            "map.no-bypass", "map.no-window", "map.numbers-shifted", "map.target-not-bound":
            (dimension, errorPoints, warningPoints) = (.plugin, 0.2, 0.2)
        case "map.name-mismatch", "map.not-automatable", "map.output-parameter",
            "map.button-on-continuous", "map.encoder-on-switch":
            (dimension, errorPoints, warningPoints) = (.plugin, 0.2, 0.1)
        case "map.bound-twice", "map.same-message":
            (dimension, errorPoints, warningPoints) = (.midi, 0.1, 0.1)
        case "map.out-of-range", "map.bits-not-possible", "map.encoder-not-possible",
            "map.missing-send", "map.unknown-element", "map.reserved-controller",
            "map.sent-range", "map.encoder-has-no-position":
            (dimension, errorPoints, warningPoints) = (.midi, 0.3, 0.1)
        case "map.duplicate-control":
            (dimension, errorPoints, warningPoints) = (.consistency, 0.3, 0.3)
        case "map.range-order":
            (dimension, errorPoints, warningPoints) = (.consistency, 0.2, 0.2)
        case "map.template-changed":
            (dimension, errorPoints, warningPoints) = (.consistency, 0.2, 0.1)
        default:
            (dimension, errorPoints, warningPoints) = (.syntax, 0.5, 0.1)
        }
    }

    /// What a finding costs; remarks cost nothing.
    func points(_ severity: Severity) -> Double {
        switch severity {
        case .error: errorPoints
        case .warning: warningPoints
        case .info, .off: 0
        }
    }
}

extension MapHealth {
    /// The dimension in which findings with this code count.
    public static func dimension(of code: String) -> Dimension { HealthRule(code: code).dimension }
}
