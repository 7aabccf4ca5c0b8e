import ContentDigest
import Diagnostics
import TaskGraph

/// What to build, and how.
public struct BuildOptions: Sendable {
    /// Patterns of node names, kinds, or output paths; empty for everything.
    public var targets: [String] = []
    /// Patterns of what runs again even if nothing changed; build it too by naming it in `targets`.
    public var rerun: [String] = []
    /// How many nodes run at once.
    public var width = 1
    /// Starts nothing new after the first failure or error.
    public var stopsAtFirstFailure = false
    /// Decides, but runs and writes nothing.
    public var isDryRun = false
    /// Bytes above which results used longest ago are let go of after a build; asked only of stores
    /// of 16 MB and more.
    public var cacheLimit: @Sendable () -> UInt64 = { .max }
    /// Results that checkouts share; asked for only when a node would have to run.
    public var sharedResults: @Sendable () -> SharedResults? = { nil }

    public init() {}
}

/// Something that happens during a build, in the order in which it is known.
public enum BuildEvent: Sendable {
    /// A node begins to run.
    case started(node: String, reason: RunReason)
    /// A node ended.
    case ended(NodeOutcome)
    /// How many nodes may still have to be looked at.
    case remaining(Int)
}

/// What came of one node in one build.
public struct NodeOutcome: Sendable, Equatable {
    public enum Kind: String, Sendable {
        case executed
        /// Its result was in the store.
        case restored
        /// Its files were brought back from the store; it did not run.
        case repaired
        case failed
        /// Something before it failed or found errors.
        case blocked
    }

    public var node: String
    public var kind: Kind
    public var reason: RunReason
    public var microseconds: UInt32
    /// Files written because of it.
    public var written: [String]
    /// For `blocked`, the node at fault.
    public var blockedBy: String?
}

/// What came of a build.
public struct BuildReport: Sendable {
    /// Nodes that ran, were restored, repaired, failed or blocked, in the order they ended.
    public var outcomes: [NodeOutcome] = []
    /// Findings of all nodes that were asked for, those of earlier builds that still hold included.
    public var diagnostics: [NodeDiagnostic] = []
    /// Files removed because nothing makes them any more.
    public var removed: [String] = []
    /// Nodes that the root leads to.
    public var liveCount = 0
    /// Files that were looked at.
    public var fileCount = 0
    /// Patterns among the targets that named nothing.
    public var unknownTargets: [String] = []
    public var wasInterrupted = false
    /// In a dry run: what would run, with the reason, and then what may follow.
    public var planned: [PlannedNode] = []
    /// Microseconds spent in each phase of the build itself.
    public var phases: [(name: String, microseconds: UInt64)] = []

    /// What was let go of because the store had outgrown its limit.
    public var collected: CollectionReport?

    public init() {}

    public func count(_ kind: NodeOutcome.Kind) -> Int {
        outcomes.count { $0.kind == kind }
    }
}

/// A finding, and the node that it is a finding of.
public struct NodeDiagnostic: Sendable, Equatable {
    public var node: String
    public var diagnostic: Diagnostic
}

/// What a dry run says of a node.
public struct PlannedNode: Sendable, Equatable {
    public var node: String
    /// `nil` when that depends on what the nodes before it give.
    public var reason: RunReason?
    /// The store holds its result, so it need not run.
    public var isRestorable: Bool
}
