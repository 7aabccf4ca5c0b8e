import Diagnostics

/// No two layers of a map have the same name.
///
/// - Reports: `map.duplicate-layer`, an error, on the second name; a note shows the first.
struct LayerNamesUnique: MapRule {
    static let findings = [
        FindingKind("map.duplicate-layer", .error, "No two layers of a map have the same name")
    ]
    static let health = HealthCost(.consistency, error: 0.3, warning: 0.3)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.layers.indices.compactMap { place -> Diagnostic? in
            let layer = map.layers[place]
            guard let first = map.layers[..<place].first(where: { $0.value == layer.value }) else {
                return nil
            }
            return Diagnostic(
                .error, "map.duplicate-layer",
                "there are two layers called '\(layer.value)'; names must differ",
                at: layer.location,
                notes: [Diagnostic.Note("the first is here", at: first.location)])
        }
    }
}
