import Diagnostics

/// In which dimension of health a finding counts, and what it costs there.
struct HealthCost: Sendable {
    let dimension: MapHealth.Dimension
    private let errorPoints: Double
    private let warningPoints: Double

    init(_ dimension: MapHealth.Dimension, error: Double, warning: Double) {
        self.dimension = dimension
        errorPoints = error
        warningPoints = warning
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

extension HealthCost {
    /// What findings with a code cost: what their rule says; what is found while reading counts as
    /// syntax.
    static func of(_ code: String) -> HealthCost {
        known[code] ?? HealthCost(.syntax, error: 0.5, warning: 0.1)
    }

    private static let known: [String: HealthCost] = {
        var costs = ofReaders
        for rule in mapRules {
            for kind in type(of: rule).findings { costs[kind.code] = type(of: rule).health }
        }
        for kind in MapSetRules.findings {
            costs[kind.code] = HealthCost(.consistency, error: 0.2, warning: 0.1)
        }
        return costs
    }()

    /// What readers find that is no matter of syntax.
    private static let ofReaders: [String: HealthCost] = [
        "map.target-not-bound": HealthCost(.plugin, error: 0.2, warning: 0.2),
        "map.out-of-range": HealthCost(.midi, error: 0.3, warning: 0.1),
        "map.several-messages": HealthCost(.midi, error: 0.3, warning: 0.1),
        "map.encoding-assumed": HealthCost(.midi, error: 0.3, warning: 0.1),
        "map.unknown-control": HealthCost(.midi, error: 0.3, warning: 0.1),
        "map.several-names": HealthCost(.plugin, error: 0.2, warning: 0.1),
        "map.missing-base": HealthCost(.consistency, error: 0.5, warning: 0.1),
        "map.base-cycle": HealthCost(.consistency, error: 0.5, warning: 0.1),
        "map.base-depth": HealthCost(.consistency, error: 0.5, warning: 0.1),
        "map.base-outside": HealthCost(.consistency, error: 0.5, warning: 0.1),
        "map.base-has-errors": HealthCost(.consistency, error: 0.5, warning: 0.1),
    ]
}

extension MapHealth {
    /// The dimension in which findings with this code count.
    public static func dimension(of code: String) -> Dimension { HealthCost.of(code).dimension }
}
