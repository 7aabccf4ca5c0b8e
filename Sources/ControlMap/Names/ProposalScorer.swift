import PluginCatalog

/// Compares names with the parameters of one plugin.
struct ProposalScorer {
    private struct Candidate {
        var parameter: PluginParameter
        var name: ScoredName
        var symbol: ScoredName
        var group: ScoredName?
        var choices: [ScoredName]
    }

    private let candidates: [Candidate]

    init(_ parameters: [PluginParameter], _ plugin: PluginDescriptor) {
        var groups: [String: ScoredName] = [:]
        for group in plugin.groups { groups[group.symbol] = ScoredName(group.name) }
        candidates = parameters.map { parameter in
            Candidate(
                parameter: parameter, name: ScoredName(parameter.name),
                symbol: ScoredName(parameter.symbol),
                group: groups[parameter.group]
                    ?? (parameter.group.isEmpty ? nil : ScoredName(parameter.group)),
                choices: parameter.choices.map { ScoredName($0.label) })
        }
    }

    /// For each parameter how well the control's name fits; `nil` when not at all.
    func scores(of control: NamedControl) -> [NameScore?] {
        let name = ScoredName(control.name)
        let description = control.description.map { ScoredName($0) }
        return candidates.map { candidate in
            var score = name.isGeneric ? exact(name, candidate) : best(name, candidate)
            if score == nil, name.isGeneric, let description, !description.isGeneric {
                score = best(description, candidate)
                score?.lower(by: 0.05, because: "by the description")
            }
            score?.regardKind(of: candidate.parameter, isPressed: control.isPressed)
            return score.flatMap { $0.value > 0 ? $0 : nil }
        }
    }

    /// A name such as "Control 16" may still be the very name of a parameter.
    private func exact(_ name: ScoredName, _ candidate: Candidate) -> NameScore? {
        guard !name.text.isEmpty, name.text == candidate.name.text else { return nil }
        return NameScore(1, because: "the same name")
    }

    private func best(_ name: ScoredName, _ candidate: Candidate) -> NameScore? {
        var best = NameScore(name, candidate.name, group: candidate.group)
        if best.value < 1, !name.slug.isEmpty, name.slug == candidate.symbol.slug,
            best.value < 0.95
        {
            best = NameScore(0.95, because: "the same as the symbol")
        }
        if best.value < 0.85, !name.text.isEmpty,
            candidate.choices.contains(where: { $0.text == name.text })
        {
            best = NameScore(0.85, because: "one of its choices")
        }
        return best.value > 0 ? best : nil
    }
}

extension NameScore {
    /// A button suits a switch, and anything else what is continuous.
    fileprivate mutating func regardKind(of parameter: PluginParameter, isPressed: Bool?) {
        guard let isPressed else { return }
        if isPressed, parameter.kind == .continuous {
            lower(by: 0.05, because: "but a button on something continuous")
        } else if !isPressed, parameter.isSwitch {
            lower(by: 0.05, because: "but a switch on something that is turned")
        }
    }
}
