import Diagnostics

/// Every layer can be put in force, and every control can be heard.
///
/// A layer is reached when a control that is heard in the first layer, or in another that is reached,
/// switches to it.
///
/// - Reports: `map.unreachable-layer`, a warning, on the layer's name; `map.control-never-heard`, a
///   warning, on the id of a control that every layer binds anew.
struct LayerIsReachable: MapRule {
    static let findings = [
        FindingKind(
            "map.unreachable-layer", .warning,
            "Every layer can be put in force, and every control can be heard"),
        FindingKind(
            "map.control-never-heard", .warning,
            "Every layer can be put in force, and every control can be heard"),
    ]
    static let health = HealthCost(.consistency, error: 0.3, warning: 0.2)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        if map.layers.isEmpty { return [] }
        let reached = reachedLayers(map)
        var findings: [Diagnostic] = []
        for (place, layer) in map.layers.enumerated() where reached & 1 << UInt64(place) == 0 {
            // Of two with one name, only the first can be meant.
            if map.layers[..<place].contains(where: { $0.value == layer.value }) { continue }
            findings.append(
                Diagnostic(
                    .warning, "map.unreachable-layer",
                    "no control that can be heard switches to the layer '\(layer.value)'; give one "
                        + "'switch: \(layer.value)'", at: layer.location))
        }
        for (control, mask) in zip(map.controls, map.masks)
        where mask == 0 && control.said.first({ $0.layers }) == nil {
            findings.append(
                Diagnostic(
                    .warning, "map.control-never-heard",
                    "every layer binds '\(control.id)' anew, so this is never heard",
                    at: control.place))
        }
        return findings
    }

    private func reachedLayers(_ map: AssembledMap) -> UInt64 {
        let masks = LayerMasks(map.layers.map(\.value))
        let switches = zip(map.controls, map.masks).map { control, heard in
            let names = control.targets.compactMap { target -> String? in
                guard case .layer(let name)? = target.destination else { return nil }
                return name.value
            }
            return (heard: heard, leadsTo: masks.mask(names))
        }
        var reached: UInt64 = 1
        while true {
            let more = switches.reduce(reached) { $1.heard & reached == 0 ? $0 : $0 | $1.leadsTo }
            if more == reached { return reached }
            reached = more
        }
    }
}
