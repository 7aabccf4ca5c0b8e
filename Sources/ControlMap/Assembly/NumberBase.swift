import Diagnostics

/// From where the numbers of a map count that do not say so.
enum NumberBase {
    /// Every number says it, or there is none.
    case notNeeded
    case decided(Int, BaseEvidence)
    case undecided(BaseEvidence)

    /// 0 or 1, when it is known.
    var value: Int? {
        guard case .decided(let base, _) = self else { return nil }
        return base
    }

    var evidence: BaseEvidence? {
        switch self {
        case .notNeeded: nil
        case .decided(_, let evidence), .undecided(let evidence): evidence
        }
    }
}

/// How the names of a map's controls agree with the names of the parameters they number.
struct BaseEvidence {
    /// The first number that does not say from where it counts.
    var place: SourceLocation
    /// Controls with a number and a name that says something.
    var compared = 0
    /// Names that agree when counted from 0, and from 1.
    var agree = [0, 0]
    /// Controls whose name fits better when counted from 0, and from 1.
    var votes = [0, 0]
    /// Numbers that name no parameter when counted from 0, and from 1.
    var impossible = [0, 0]

    /// The base that names decide for; `nil` when they do not.
    ///
    /// One side must have several times the votes of the other, and a fair part of all names must
    /// agree. Where no name speaks for either, numbers possible under one base only decide.
    var base: Int? {
        for base in 0...1 {
            let other = 1 - base
            let isClear = votes[base] > 0 && votes[base] >= 4 * votes[other]
            let isEnough = votes[base] >= min(3, compared) && agree[base] * 4 >= compared
            if isClear, isEnough, agree[base] > agree[other] { return base }
            if votes == [0, 0], impossible[base] == 0, impossible[other] > 0 { return base }
        }
        return nil
    }

    /// For example "34 of 34 names agree, 0 of 34 from 0".
    func summary(for base: Int) -> String {
        if votes == [0, 0] {
            return "\(impossible[1 - base]) of the numbers would name nothing from \(1 - base)"
        }
        let agreement =
            "\(agree[base]) of \(compared) names agree, "
            + "\(agree[1 - base]) of \(compared) from \(1 - base)"
        if agree[1 - base] == 0 { return agreement }
        return agreement + "; \(votes[base]) names fit better, \(votes[1 - base]) worse"
    }
}

extension NumberBase {
    /// Compares names under both bases.
    init(_ controls: [ControlLayers], _ names: [String], _ finder: ParameterFinder?) {
        var evidence: BaseEvidence?
        for (control, name) in zip(controls, names) {
            guard let reference = control.first({ $0.parameter }),
                case .number(let number, base: nil) = reference.value
            else { continue }
            var seen = evidence ?? BaseEvidence(place: reference.location)
            if let finder { seen.count(number, named: name, in: finder) }
            evidence = seen
        }
        switch (evidence, evidence?.base) {
        case (nil, _): self = .notNeeded
        case (let evidence?, let base?): self = .decided(base, evidence)
        case (let evidence?, nil): self = .undecided(evidence)
        }
    }
}

extension BaseEvidence {
    fileprivate mutating func count(
        _ number: Int, named name: String, in finder: ParameterFinder
    ) {
        let tokens = NameTokens(name)
        var fits = [NameSimilarity.none, NameSimilarity.none]
        for base in 0...1 {
            guard let parameter = finder.parameter(at: number - base) else {
                impossible[base] += 1
                continue
            }
            if !tokens.isGeneric { fits[base] = finder.similarity(of: tokens, to: parameter) }
        }
        if tokens.isGeneric { return }
        compared += 1
        for base in 0...1 {
            if fits[base].isAgreement { agree[base] += 1 }
            if fits[base] > fits[1 - base] { votes[base] += 1 }
        }
    }
}
