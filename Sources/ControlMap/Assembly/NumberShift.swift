import PluginCatalog

/// That the names of a map's controls agree with its numbers only when all are counted otherwise.
///
/// Numbers that are off by one were counted from the other base; numbers that are off by more come
/// from another version of the plugin.
struct NumberShift {
    /// How much must be added to each number.
    let distance: Int
    /// Controls with a number and a name that says something.
    let compared: Int
    /// Names that agree as the map counts.
    let agreeNow: Int
    /// Names that agree after the shift.
    let agreeShifted: Int
    /// From where the map counts; 0 when that is not decided.
    let base: Int
    /// Whether it is known from where the map counts.
    let baseIsKnown: Bool
    /// The controls whose numbers are meant, in the order of the map.
    let controls: [AssembledControl]

    /// Further than this nothing is tried: chance would agree.
    private static let reach = 32
    /// With fewer names than this nothing is said.
    private static let fewest = 4

    /// - Returns: `nil` when the names agree as the map counts, or do not clearly say otherwise.
    init?(_ controls: [AssembledControl], _ numberBase: NumberBase, _ finder: ParameterFinder?) {
        guard let finder else { return nil }
        var seen: [(control: AssembledControl, tokens: NameTokens, position: Int)] = []
        var bases: Set<Int?> = []
        for control in controls {
            guard case .number(let number, let stated)? = control.reference?.value else { continue }
            let base = stated ?? numberBase.value
            bases.insert(base)
            let tokens = NameTokens(control.spokenName)
            if !tokens.isGeneric { seen.append((control, tokens, number - (base ?? 0))) }
        }
        guard seen.count >= Self.fewest, bases.count == 1, let base = bases.first else {
            return nil
        }
        func agreeing(_ distance: Int) -> Int {
            seen.count { entry in
                finder.parameter(at: entry.position + distance).map {
                    finder.similarity(of: entry.tokens, to: $0).isAgreement
                } ?? false
            }
        }
        let now = agreeing(0)
        // Most maps are right: one look tells, and no shift could be clear.
        if now * 4 > seen.count { return nil }
        let distances = (1...Self.reach).flatMap { [-$0, $0] }
        let ranked = distances.map { ($0, agreeing($0)) }
        guard let best = ranked.max(by: { $0.1 < $1.1 }), best.1 * 4 >= seen.count * 3,
            best.1 >= Self.fewest, best.1 >= 4 * now,
            ranked.allSatisfy({ $0.0 == best.0 || $0.1 * 2 <= best.1 })
        else { return nil }
        distance = best.0
        compared = seen.count
        agreeNow = now
        agreeShifted = best.1
        self.base = base ?? 0
        baseIsKnown = base != nil
        self.controls = controls.filter {
            if case .number? = $0.reference?.value { return true }
            return false
        }
    }

    /// The base that explains the shift; `nil` when none does.
    var otherBase: Int? {
        let other = base - distance
        return baseIsKnown && (0...1).contains(other) ? other : nil
    }
}
