import ContentDigest
import TaskGraph

/// What the engine found a node to need.
public enum NodeVerdict: Sendable, Equatable {
    /// Its record holds.
    case upToDate
    /// The store holds a result for what is there now.
    case restore
    case run(RunReason)
}

/// A stretch of time in which one thread worked for one node.
public struct WorkSlice: Sendable, Equatable {
    /// 0 for the thread that decides, then 1, 2, ... in the order in which threads are first seen.
    public var thread: Int
    /// Beginning and end in microseconds, on a clock that never steps.
    public var start: UInt64
    public var end: UInt64
}

/// What was measured in a build whose details were asked for.
public struct BuildDetails: Sendable {
    /// A node that the build keeps up to date.
    public struct Node: Sendable, Equatable {
        public var name: String
        /// How long its last run took, in this build or an earlier one.
        public var microseconds: UInt32
        /// A node before it found errors, or failed.
        public var isBlocked: Bool
    }

    /// The nodes that were asked for and those that they need, by name.
    public var nodes: [Node] = []
    public var cache = CacheStatistics()
    /// The chain of nodes that ran one after another because each needed the one before, and took
    /// longest.
    public var criticalPath: [NodeOutcome] = []
    /// Microseconds that were spent comparing outputs with the files there and writing them.
    public var outputMicroseconds: UInt64 = 0
}

/// How the store of results was used.
public struct CacheStatistics: Sendable, Equatable {
    /// Nodes that were compared with their accounts, and the time it took.
    public var lookUps = 0
    public var lookUpNanoseconds: UInt64 = 0
    /// Nodes whose result was there, those that did not have to be compared included.
    public var hits = 0
    /// Nodes that had to run.
    public var misses = 0
    /// Results put into the store, and the time it took.
    public var stores = 0
    public var storeNanoseconds: UInt64 = 0
    /// Bytes added to the store.
    public var storedBytes: UInt64 = 0
    /// Bytes of outputs taken from the store.
    public var restoredBytes: UInt64 = 0

    public init() {}
}

/// An output that a build would change, in a workspace whose outputs must stay.
public struct OutputDifference: Sendable, Equatable {
    public enum Kind: String, Sendable {
        /// It is not there.
        case created
        case changed
        /// Nothing makes it any more.
        case removed
    }

    /// The node that makes it; the root for a file that nothing makes.
    public var node: String
    public var path: String
    public var kind: Kind
    /// What it would hold; `nil` for a file to be removed, and for all but the first of many.
    public var wanted: [UInt8]?
}

extension Trace {
    /// Digest of what the node's result is found by: code, and all that was read.
    var key: ContentDigest {
        var key = KeyBuilder()
        key.add(code)
        for dependency in dependencies {
            key.add(UInt64(dependency.kind.rawValue))
            key.add(dependency.name)
            key.add(dependency.facet)
            key.add(dependency.digest)
        }
        return key.digest
    }
}
