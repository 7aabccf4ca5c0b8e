import Diagnostics
import SourceText

/// Every layer that a control is heard in or switches to is one of the map's.
///
/// - Reports: `map.unknown-layer`, an error, on the name.
/// - Fix-it: the nearest layer, when one is within two edits.
struct LayerIsKnown: MapRule {
    static let findings = [
        FindingKind(
            "map.unknown-layer", .error,
            "Every layer that a control is heard in or switches to is one of the map's")
    ]
    static let health = HealthCost(.consistency, error: 0.3, warning: 0.3)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        let names = map.layers.map(\.value)
        var named: [Placed<String>] = []
        for control in map.controls {
            for layer in control.said.layers {
                for name in layer.entry.layers?.value ?? [] {
                    named.append(Placed(name.value, layer.path, name.range))
                }
            }
            for target in control.targets {
                if case .layer(let name)? = target.destination { named.append(name) }
            }
        }
        return named.filter { !names.contains($0.value) }.map { .unknownLayer($0, names) }
            .uniqued()
    }
}

extension Diagnostic {
    fileprivate static func unknownLayer(_ name: Placed<String>, _ names: [String]) -> Diagnostic {
        let nearest = nearestName(to: name.value, among: names)
        let hint =
            nearest.map { "; did you mean '\($0)'?" }
            ?? (names.isEmpty
                ? "; name its layers under 'layers'"
                : "; they are " + names.map { "'\($0)'" }.joined(separator: ", "))
        return Diagnostic(
            .error, "map.unknown-layer", "the map has no layer '\(name.value)'\(hint)",
            at: name.location, fixIt: nearest.map { .use($0, at: name.location) })
    }
}
