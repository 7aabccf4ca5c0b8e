import Diagnostics

/// A map has controls, itself or by a base.
///
/// - Reports: `map.missing-controls`, an error, at the start of the map.
struct MapStatesControls: MapRule {
    static let findings = [
        FindingKind("map.missing-controls", .error, "A map has controls, itself or by a base")
    ]
    static let health = HealthCost(.syntax, error: 0.5, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        let isSaid = map.chain.maps.contains { $0.controls != nil || $0.controlsKeyRange != nil }
        if isSaid || map.own.dialect.isForeign { return [] }
        return [
            Diagnostic(
                .error, "map.missing-controls", "the map has no 'controls', nor has a base",
                at: map.start)
        ]
    }
}
