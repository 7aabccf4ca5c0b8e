import Diagnostics

/// It is known whether the numbers of a map count from 0 or from 1.
///
/// A map of audio-control's dialect need not say it. The base is then the one under which the names
/// of its controls agree with the names of the parameters; it is never assumed.
///
/// - Reports: `map.base-undecided`, an error, on the first number, when names do not decide;
///   `map.base-decided`, an info, on the first number, with the evidence.
/// - Fix-it: writes the decided base into the map.
struct NumberBaseDecided: MapRule {
    static let findings = [
        FindingKind(
            "map.base-undecided", .error,
            "It is known whether the numbers of a map count from 0 or from 1"),
        FindingKind(
            "map.base-decided", .info,
            "It is known whether the numbers of a map count from 0 or from 1"),
    ]
    static let health = HealthCost(.plugin, error: 0.2, warning: 0.2)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        guard map.finder != nil else { return [] }
        switch map.numberBase {
        case .notNeeded: return []
        case .decided(let base, let evidence):
            return [.baseDecided(base, evidence, in: map)]
        // Numbers that a shift explains are told with it.
        case .undecided(let evidence):
            return map.numberShift == nil ? [.baseUndecided(evidence)] : []
        }
    }
}

extension Diagnostic {
    fileprivate static func baseDecided(
        _ base: Int, _ evidence: BaseEvidence, in map: AssembledMap
    ) -> Diagnostic {
        var fixIt: FixIt?
        let file = map.chain.maps.first { $0.path == evidence.place.path }
        let text = MapText(path: evidence.place.path)
        if let start = file?.controlsKeyRange?.start, text.isJSON || start.column == 1 {
            let edit = TextEdit(
                range: SourceRange(start: start, end: start),
                replacement: text.isJSON
                    ? "\"parameter_base\": \(base), " : "parameter_base: \(base)\n")
            fixIt = FixIt("say 'parameter_base: \(base)'", edits: [edit])
        }
        return Diagnostic(
            .info, "map.base-decided",
            "numbers of parameters are read from \(base): \(evidence.summary(for: base))",
            at: evidence.place, fixIt: fixIt)
    }

    fileprivate static func baseUndecided(_ evidence: BaseEvidence) -> Diagnostic {
        Diagnostic(
            .error, "map.base-undecided",
            "names do not tell from where the numbers of parameters count "
                + "(\(evidence.agree[0]) of \(evidence.compared) agree from 0, "
                + "\(evidence.agree[1]) from 1); say 'parameter_base: 0' or 'parameter_base: 1'",
            at: evidence.place)
    }
}
