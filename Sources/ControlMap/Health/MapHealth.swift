import Diagnostics
import SourceText

/// How well a map is made: six dimensions, each 0...1, and their weighted sum.
///
/// Every finding of the resolver counts in exactly one dimension, so that no fault is paid for
/// twice, and every point that is lost says why.
public struct MapHealth: Sendable, Equatable {
    /// One of the six things that are judged.
    public enum Dimension: String, Sendable, CaseIterable {
        /// The text can be read, and everything in it is understood.
        case syntax
        /// What the controls send is possible, and no two send the same.
        case midi
        /// The plugin is known, and the parameters are its own.
        case plugin
        /// The controls move something.
        case completeness
        /// Ids and names differ, and ranges rise.
        case consistency
        /// Name, description, author, date, and a description of every control.
        case documentation

        /// Its part of the score; the weights add up to 1.
        public var weight: Double {
            switch self {
            case .syntax: 0.25
            case .midi, .plugin: 0.20
            case .completeness, .consistency: 0.15
            case .documentation: 0.05
            }
        }
    }

    /// A word for a score.
    public enum Status: String, Sendable, CaseIterable {
        case excellent, good, fair, poor, critical

        /// The word for a score of 0...1.
        public init(_ score: Double) {
            // Sums of decimal fractions fall short by a hair.
            let score = score + 1e-9
            self =
                score >= 0.9
                ? .excellent
                : score >= 0.8 ? .good : score >= 0.6 ? .fair : score >= 0.4 ? .poor : .critical
        }
    }

    /// Points that a dimension lost, and why.
    public struct Loss: Sendable, Equatable {
        /// Where it was lost.
        public var dimension: Dimension
        /// Of the dimension's 1; a dimension never falls below 0, whatever its losses add up to.
        public var points: Double
        /// One sentence.
        public var reason: String
        /// The finding's code; empty where no rule speaks of it.
        public var code: String
        /// Where in which file; `nil` when the whole map is meant.
        public var place: SourceLocation?
        /// Whether the finding has a fix-it.
        public var canBeFixed = false
    }

    /// The map's path.
    public var path: String
    /// Empty when it could not be read.
    public var name: String
    /// Whether it is only there to be extended.
    public var isTemplate: Bool
    /// Controls that could move something, group buttons counted.
    public var controls: Int
    /// Those of them that name a parameter.
    public var mapped: Int
    /// In the order of the dimensions, then of the files.
    public var losses: [Loss]
    /// Whether control and parameter mean the same; information, no part of the score.
    public var semantics: SemanticConsistency

    /// What is left of a dimension, 0...1.
    public func value(_ dimension: Dimension) -> Double {
        let lost = losses.lazy.filter { $0.dimension == dimension }.reduce(0) { $0 + $1.points }
        return max(0, 1 - lost)
    }

    /// The weighted sum of the dimensions, 0...1.
    public var score: Double {
        Dimension.allCases.reduce(0) { $0 + $1.weight * value($1) }
    }

    /// The word for the score.
    public var status: Status { Status(score) }
}

/// Whether the names of controls agree with the names of the parameters that they move.
public struct SemanticConsistency: Sendable, Equatable {
    /// A control that is named otherwise than what it moves.
    public struct Doubt: Sendable, Equatable {
        /// The control's id.
        public var control: String
        /// As shown.
        public var name: String
        /// The name of what it moves.
        public var parameter: String
        /// Where the map names the parameter.
        public var place: SourceLocation
    }

    /// Controls with a telling name that move a parameter.
    public var compared = 0
    /// In the order of the controls.
    public var doubts: [Doubt] = []

    /// The part of the compared names that agree; `nil` when there is nothing to compare.
    public var value: Double? {
        compared == 0 ? nil : Double(compared - doubts.count) / Double(compared)
    }
}
