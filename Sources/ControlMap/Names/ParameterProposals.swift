import Diagnostics
import PluginCatalog

/// A control as far as its name may tell what it is to move.
public struct NamedControl: Sendable, Equatable {
    /// Unique among those that are matched together.
    public var id: String
    /// What is compared.
    public var name: String
    /// Compared where the name says nothing.
    public var description: String?
    /// Whether it is pressed; `nil` when that is not known.
    public var isPressed: Bool?
    /// Index of the parameter that it moves already.
    public var bound: Int?

    /// A control of its parts.
    public init(
        id: String, name: String, description: String? = nil, isPressed: Bool? = nil,
        bound: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.isPressed = isPressed
        self.bound = bound
    }
}

/// A parameter that a control may mean.
public struct ProposedParameter: Sendable, Equatable {
    /// As the descriptor has it.
    public var parameter: PluginParameter
    /// How sure it is, 0...1.
    public var score: Double
    /// Why, each in a few words.
    public var reasons: [String]
    /// The control that gets it instead; `nil` when it is free.
    public var taker: String?
}

/// What is proposed for one control.
public struct ControlProposal: Sendable, Equatable {
    /// How far a proposal can be trusted.
    public enum Band: String, Sendable, CaseIterable {
        /// Sure enough to be written without a question.
        case high
        /// Likely; alternatives are to be looked at.
        case medium
        /// Nothing comes near.
        case none
        /// The name says only what kind of element it is, such as "Control 16".
        case generic
    }

    /// The control.
    public var control: NamedControl
    /// How far `best` can be trusted.
    public var band: Band
    /// The one that is proposed; no other control gets it.
    public var best: ProposedParameter?
    /// Others that come near, the best first.
    public var alternatives: [ProposedParameter]
}

/// Proposes parameters for controls by their names.
public struct ParameterProposals: Sendable {
    /// From which score on a proposal is made at all.
    public static let floor = 0.6

    /// One for each control, in their order.
    public let proposals: [ControlProposal]

    /// Finds the assignment that is best in total: no parameter is proposed twice.
    ///
    /// Equal input gives equal output; among equals the parameter with the lower index goes to the
    /// control that comes first.
    ///
    /// - Parameters:
    ///   - taken: indices of parameters that are not to be had.
    ///   - threshold: from which score on a proposal is sure.
    ///   - alternatives: how many others are named.
    public init(
        for controls: [NamedControl], of plugin: PluginDescriptor, taken: Set<Int> = [],
        threshold: Double = 0.8, alternatives: Int = 3
    ) {
        let candidates = plugin.parameters.filter {
            $0.direction == .input && !$0.isHidden && !taken.contains($0.index)
        }
        let scorer = ProposalScorer(candidates, plugin)
        let scores = controls.map { scorer.scores(of: $0) }
        let chosen = bestAssignment(
            scores.enumerated().map { place, row in
                row.indices.map { row.weight($0, row: place) }
            })
        var takers: [Int: String] = [:]
        for (control, column) in zip(controls, chosen) {
            if let column { takers[column] = control.id }
        }
        proposals = controls.indices.map { index in
            Self.proposal(
                controls[index], scores[index], chosen[index], takers, candidates, threshold,
                alternatives)
        }
    }

    private static func proposal(
        _ control: NamedControl, _ scores: [NameScore?], _ chosen: Int?, _ takers: [Int: String],
        _ candidates: [PluginParameter], _ threshold: Double, _ alternatives: Int
    ) -> ControlProposal {
        func proposed(_ column: Int) -> ProposedParameter {
            let score = scores[column]
            let taker = takers[column].flatMap { $0 == control.id ? nil : $0 }
            return ProposedParameter(
                parameter: candidates[column], score: score?.value ?? 0,
                reasons: score?.reasons ?? [], taker: taker)
        }
        let others = scores.indices.filter {
            $0 != chosen && (scores[$0]?.value ?? 0) + 1e-9 >= floor
        }.sorted { left, right in
            let (a, b) = (scores[left]?.value ?? 0, scores[right]?.value ?? 0)
            return a != b ? a > b : left < right
        }
        let best = chosen.map(proposed)
        var band = ControlProposal.Band.none
        if let best { band = best.score + 1e-9 >= threshold ? .high : .medium }
        if best == nil, ScoredName(control.name).isGeneric, others.isEmpty { band = .generic }
        return ControlProposal(
            control: control, band: band, best: best,
            alternatives: others.prefix(alternatives).map(proposed))
    }
}

extension [NameScore?] {
    /// The score as a whole number; the column's place, then the row's, in its low digits decide
    /// among equals.
    fileprivate func weight(_ column: Int, row: Int) -> Int? {
        guard let score = self[column], score.value + 1e-9 >= ParameterProposals.floor else {
            return nil
        }
        return Int((score.value * 10_000).rounded()) << 32 - column << 12 - Swift.min(row, 4095)
    }
}
