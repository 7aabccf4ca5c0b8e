import Diagnostics
import PluginCatalog

/// A parameter that is named by a number is the one that its control's name speaks of.
///
/// Names that only say what kind of element it is, such as "Knob 3", are not compared. Names that
/// share some words are doubted only when another parameter agrees better. Where the names contradict
/// the numbers of the whole map, that is told once instead, as `map.numbers-shifted`.
///
/// - Reports: `map.name-mismatch`, a warning, on the number.
struct ParameterMatchesName: MapRule {
    static let findings = [
        FindingKind(
            "map.name-mismatch", .warning,
            "A parameter that is named by a number is the one that its control's name speaks of")
    ]
    static let health = HealthCost(.plugin, error: 0.2, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        guard let finder = map.finder, map.numberShift == nil else { return [] }
        return map.targets.compactMap { control in
            guard let reference = control.reference, case .found(let parameter) = control.match,
                case .number(let number, let stated) = reference.value
            else { return nil }
            let tokens = NameTokens(control.spokenName)
            if tokens.isGeneric { return nil }
            let similarity = finder.similarity(of: tokens, to: parameter)
            if similarity.isAgreement { return nil }
            let base = stated ?? map.numberBase.value ?? 0
            let likely = finder.descriptor.proposal(for: control.spokenName)
            if likely == nil, similarity.containment > 0 { return nil }
            let hint = likely.map { "; '\($0.name)' is \($0.index + base)" } ?? ""
            return Diagnostic(
                .warning, "map.name-mismatch",
                "the control is named '\(control.spokenName)', but parameter \(number), counted from "
                    + "\(base), is '\(parameter.name)'\(hint)",
                at: reference.location)
        }
    }
}
