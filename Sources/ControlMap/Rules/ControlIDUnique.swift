import Diagnostics
import SourceText

/// No two controls of a map have the same id, unless they are for different layers.
///
/// - Reports: `map.duplicate-control`, an error, on the second id; a note shows the first.
struct ControlIDUnique: MapRule {
    static let findings = [
        FindingKind("map.duplicate-control", .error, "No two controls of a map have the same id")
    ]
    static let health = HealthCost(.consistency, error: 0.3, warning: 0.3)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        guard let controls = map.own.controls else { return [] }
        var firsts = NamePlaces(expecting: controls.count)
        var findings: [Diagnostic] = []
        var layered: [(key: String, place: Int)] = []
        for place in controls.indices {
            let id = controls[place].id
            if let layers = controls[place].layers {
                for layer in layers.value {
                    let key = "\(id.value)\u{0}\(layer.value)"
                    if let first = layered.first(where: { $0.key == key && $0.place != place }) {
                        findings.append(
                            .duplicateControl(
                                id, controls[first.place].id, map.own.path,
                                " in the layer '\(layer.value)'"))
                        break
                    }
                    layered.append((key, place))
                }
                continue
            }
            guard let first = firsts.place(of: id.value) else {
                firsts.set(id.value, to: place)
                continue
            }
            findings.append(.duplicateControl(id, controls[first].id, map.own.path))
        }
        return findings
    }
}

extension Diagnostic {
    fileprivate static func duplicateControl(
        _ id: Located<String>, _ first: Located<String>, _ path: String, _ where: String = ""
    ) -> Diagnostic {
        Diagnostic(
            .error, "map.duplicate-control",
            "there are two controls with the id '\(id.value)'\(`where`); ids must differ",
            path: path, range: id.range,
            notes: [Note("the first is here", at: SourceLocation(path: path, range: first.range))])
    }
}
