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
    /// Changes no output: what would be written or removed is told in the report's `differences`.
    public var isLocked = false
    /// Builds only what these changes can reach; `nil` for whatever changed.
    public var changes: ChangeHint?
    /// Runs everything that was built once more and compares.
    public var verification: Verification?
    /// Tells observers of decisions and of work, and the report of nodes, cache and critical path.
    public var tellsDetails = false
    /// Tells observers some times a second what is being worked on, also when nothing ends.
    public var tellsProgress = false

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
    /// What threads work on now, the longest first; told only when progress was asked for.
    ///
    /// `remaining` counts the nodes that may still have to be looked at.
    case working([NodeUnderWay], remaining: Int)
    /// What is to be done with a node; told only when details were asked for.
    case decided(node: String, NodeVerdict)
    /// A thread has worked for a node; told only when details were asked for.
    case worked(node: String, WorkSlice)
}

/// A node that a thread works on.
public struct NodeUnderWay: Sendable, Equatable {
    public var node: String
    /// For how long.
    public var microseconds: UInt64

    public init(node: String, microseconds: UInt64) {
        self.node = node
        self.microseconds = microseconds
    }
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
    /// Digest of the code that ran and of all that it read, by which its result is found again;
    /// known when details were asked for.
    public var key: ContentDigest?
    /// What the command behind it printed, now or when the result was made that is restored.
    public var printed: [UInt8] = []
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
    /// Files whose content was found to be another, by path; some of them when they are many.
    public var changedFiles: [String] = []
    /// In a dry run: what would run, with the reason, and then what may follow.
    public var planned: [PlannedNode] = []
    /// Outputs to be brought back, in a dry run.
    public var plannedRepairs: [RecordedOutput] = []
    /// Microseconds spent in each phase of the build itself, and when it began, on a clock that never
    /// steps.
    public var phases: [(name: String, start: UInt64, microseconds: UInt64)] = []
    /// In a locked build, what another build would do to the outputs, by path.
    public var differences: [OutputDifference] = []
    /// How many nodes the changes of `BuildOptions.changes` can reach; `nil` in other builds, and
    /// when nothing was built before, so that everything is.
    public var reachedCount: Int?
    /// How many nodes ran again for `BuildOptions.verification`.
    public var verifiedCount = 0
    /// The nodes that were asked for, by name, and what was measured, when details were asked for.
    public var details: BuildDetails?

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

    public init(node: String, diagnostic: Diagnostic) {
        self.node = node
        self.diagnostic = diagnostic
    }
}

/// What a dry run says of a node.
public struct PlannedNode: Sendable, Equatable {
    public var node: String
    /// `nil` when that depends on what the nodes before it give.
    public var reason: RunReason?
    /// The store holds its result, so it need not run.
    public var isRestorable: Bool
}
