import Diagnostics
import SourceText

/// The numbers of a map, as it counts them, name parameters that its controls' names speak of.
///
/// When nearly no name agrees as the map counts, and a clear majority does when all numbers are
/// shifted by the same distance, the map counts from the other base, or was written for another
/// version of the plugin. Every single number would be doubted otherwise, so it is told once.
///
/// - Reports: `map.numbers-shifted`, an error, on the first number, with the names counted.
/// - Fix-it: the other `base` or `parameter_base`, or all numbers shifted, where they are written in
///   this file.
struct NumbersKeepTheirNames: MapRule {
    static let findings = [
        FindingKind(
            "map.numbers-shifted", .error,
            "The numbers of a map, as it counts them, name parameters that its controls' names "
                + "speak of")
    ]
    static let health = HealthCost(.plugin, error: 0.2, warning: 0.2)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        guard let shift = map.numberShift, let first = shift.controls.first?.reference else {
            return []
        }
        return [
            Diagnostic(
                .error, "map.numbers-shifted", shift.sentence, at: first.location,
                fixIt: shift.fixIt(in: map, at: first.location.path))
        ]
    }
}

extension NumberShift {
    fileprivate var sentence: String {
        if let other = otherBase {
            return "\(agreeShifted) of \(compared) names agree when counted from \(other), "
                + "\(agreeNow) of \(compared) when counted from \(base) as the map says; "
                + "count from \(other)"
        }
        let counted = baseIsKnown ? "counted from \(base)" : "even counted from \(base)"
        let way = distance > 0 ? "later" : "earlier"
        return "\(counted), \(agreeNow) of \(compared) names agree, but \(agreeShifted) of "
            + "\(compared) do \(abs(distance)) parameters \(way); the plugin's parameters have "
            + "moved since the map was written"
    }

    fileprivate func fixIt(in map: AssembledMap, at path: String) -> FixIt? {
        let references = controls.compactMap(\.reference)
        guard references.allSatisfy({ $0.location.path == path }) else { return nil }
        if let other = otherBase { return baseFixIt(other, in: map, at: path) }
        guard baseIsKnown else { return nil }
        let edits = references.compactMap { reference -> TextEdit? in
            guard case .number(let number, _) = reference.value, number + distance >= base else {
                return nil
            }
            return TextEdit(range: reference.location.range, replacement: "\(number + distance)")
        }
        guard edits.count == references.count else { return nil }
        let sign = distance > 0 ? "add \(distance) to" : "take \(-distance) from"
        return FixIt("\(sign) every number", edits: edits)
    }

    private func baseFixIt(_ base: Int, in map: AssembledMap, at path: String) -> FixIt? {
        let message = "count from \(base)"
        let file = map.chain.maps.first { $0.path == path }
        if let stated = file?.parameterBase {
            let edit = TextEdit(range: stated.range, replacement: "\(base)")
            return FixIt(message, edits: [edit])
        }
        let edits = controls.compactMap { control -> TextEdit? in
            let layer = control.layers.layers.first { $0.entry.parameter != nil }
            return layer?.entry.baseRange.map { TextEdit(range: $0, replacement: "\(base)") }
        }
        return edits.count == controls.count ? FixIt(message, edits: edits) : nil
    }
}
