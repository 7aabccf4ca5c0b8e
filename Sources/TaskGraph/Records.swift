import ContentDigest

/// Number of a node in the graph.
public struct NodeID: Hashable, Sendable, Comparable {
    public var number: UInt32
    public init(_ number: UInt32) { self.number = number }
    public static func < (left: NodeID, right: NodeID) -> Bool { left.number < right.number }
    var index: Int { Int(number) }
}

/// Number of a file, or of a folder's listing.
public struct FileID: Hashable, Sendable, Comparable {
    public var number: UInt32
    public init(_ number: UInt32) { self.number = number }
    public static func < (left: FileID, right: FileID) -> Bool { left.number < right.number }
    var index: Int { Int(number) }
}

/// Number of a facet: one named part of a node's result.
public struct FacetID: Hashable, Sendable, Comparable {
    public var number: UInt32
    public init(_ number: UInt32) { self.number = number }
    public static func < (left: FacetID, right: FacetID) -> Bool { left.number < right.number }
    var index: Int { Int(number) }
}

/// What a node can depend on: a file, a listing, or a facet of another node.
public enum Item: Hashable, Sendable {
    case file(FileID)
    case facet(FacetID)

    private static let facetBit: UInt32 = 1 << 31

    init(packed: UInt32) {
        let number = packed & ~Self.facetBit
        self = packed & Self.facetBit == 0 ? .file(FileID(number)) : .facet(FacetID(number))
    }

    var packed: UInt32 {
        switch self {
        case .file(let file): file.number
        case .facet(let facet): facet.number | Self.facetBit
        }
    }
}

/// A set of facts about a record, one bit each.
public struct FileFlags: OptionSet, Sendable, BitwiseCopyable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Some live node reads or writes it.
    public static let live = FileFlags(rawValue: 1)
    /// Changed so shortly before it was looked at that its stamps cannot be trusted.
    public static let young = FileFlags(rawValue: 2)
    /// Looked for and not there.
    public static let absent = FileFlags(rawValue: 4)
    /// Written by a node.
    public static let output = FileFlags(rawValue: 8)
    /// A folder, of which the sorted names and types count, not the content.
    public static let listing = FileFlags(rawValue: 16)
    /// Written by a node that claims it no more, with the digest on record; to be removed.
    public static let stale = FileFlags(rawValue: 32)
}

/// A file as it was last seen; 40 bytes.
///
/// Two sights are of the same content when all fields but `flags` are equal; which is older is
/// never asked.
public struct FileRecord: Sendable, BitwiseCopyable {
    public var inode: UInt64 = 0
    public var size: UInt64 = 0
    /// Time of last change of content, and of the record itself, in nanoseconds since 1970.
    public var modified: Int64 = 0
    public var changed: Int64 = 0
    /// Type and permissions, as `st_mode` has them.
    public var mode: UInt32 = 0
    /// Index into the state's table of devices.
    public var device: UInt16 = 0
    public var flags: FileFlags = []

    public init() {}
}

public struct NodeFlags: OptionSet, Sendable, BitwiseCopyable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Reachable from the root.
    public static let live = NodeFlags(rawValue: 1)
    /// Something it depends on, or its code, may differ from what its record says.
    public static let suspect = NodeFlags(rawValue: 2)
    /// Its last run failed; what it had before still stands.
    public static let failed = NodeFlags(rawValue: 4)
    /// It has a result, but not the one it is for: a node before it found errors.
    public static let blocked = NodeFlags(rawValue: 8)
    public static let hasErrors = NodeFlags(rawValue: 16)
    /// Findings below errors.
    public static let hasFindings = NodeFlags(rawValue: 32)
    /// One of its outputs is not what it wrote.
    public static let needsRepair = NodeFlags(rawValue: 64)
    /// It has a result.
    public static let recorded = NodeFlags(rawValue: 128)
    /// It wants other nodes built: it decides which nodes there are.
    public static let demands = NodeFlags(rawValue: 256)
    /// Of the root: what it leads to has changed since the rest was last let go of.
    public static let reachChanged = NodeFlags(rawValue: 512)
}

/// A node's last result; 40 bytes.
struct NodeRecord: Sendable, BitwiseCopyable {
    var depsStart: UInt32 = 0
    var depsCount: UInt32 = 0
    /// First of its facets + 1, the others follow by `next`; 0 for none.
    var firstFacet: UInt32 = 0
    var flags: NodeFlags = []
    /// Where the record of how it came about lies in the store, + 1; 0 for none.
    var trace: UInt64 = 0
    var costMicroseconds: UInt32 = 0
    var reserved: UInt32 = 0
}

/// Where the bytes of an artifact lie in the content store.
public struct ArtifactRef: Hashable, Sendable {
    /// Offset in the pack; `UInt64.max` for an artifact in a file of its own.
    public var offset: UInt64
    public var length: UInt32

    public init(offset: UInt64, length: UInt32) {
        self.offset = offset
        self.length = length
    }
}

/// One named part of a node's result; 40 bytes.
struct FacetRecord: Sendable, BitwiseCopyable {
    var digestHigh: UInt64 = 0
    var digestLow: UInt64 = 0
    var artifactOffset: UInt64 = 0
    var artifactLength: UInt32 = 0
    var owner: UInt32 = 0
    /// The owner's next facet + 1; 0 for none.
    var next: UInt32 = 0
    /// The file it is written to + 1; 0 when it is only passed on.
    var file: UInt32 = 0

    var digest: ContentDigest {
        get { ContentDigest(high: digestHigh, low: digestLow) }
        set { (digestHigh, digestLow) = (newValue.high, newValue.low) }
    }
}
