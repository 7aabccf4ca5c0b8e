import ContentDigest

/// Why a node runs: the first thing found that differs from its record.
public enum RunReason: Hashable, Sendable {
    /// There is no record of it.
    case neverRan
    /// The program that does the work is another one.
    case codeChanged(old: ContentDigest, new: ContentDigest)
    /// A file's content differs; `absent` stands for a file that is not there.
    case inputChanged(path: String, old: ContentDigest, new: ContentDigest)
    /// Other names, or types, in a folder.
    case listingChanged(path: String, old: ContentDigest, new: ContentDigest)
    /// A part of another node's result differs.
    case resultChanged(node: String, facet: String, old: ContentDigest, new: ContentDigest)
    /// Its result was wanted, and the store has lost it.
    case artifactLost(name: String)
    /// It failed the last time.
    case failedBefore
    /// The user asked for it.
    case asked
}

extension RunReason: CustomStringConvertible {
    /// One line, as the console and `explain` show it.
    public var description: String {
        switch self {
        case .neverRan: "never ran here"
        case .codeChanged(let old, let new):
            "the program changed (\(old.abbreviated) -> \(new.abbreviated))"
        case .inputChanged(let path, let old, let new): "\(path) \(Self.verb(old, new))"
        case .listingChanged(let path, let old, let new):
            "the names in \(path) changed (\(old.abbreviated) -> \(new.abbreviated))"
        case .resultChanged(let node, let facet, let old, let new):
            "\(facet) of \(node) \(Self.verb(old, new))"
        case .artifactLost(let name): "the store has lost \(name)"
        case .failedBefore: "it failed the last time"
        case .asked: "asked for"
        }
    }

    private static func verb(_ old: ContentDigest, _ new: ContentDigest) -> String {
        if old.isAbsent { return "appeared (\(new.abbreviated))" }
        if new.isAbsent { return "is gone (was \(old.abbreviated))" }
        return "changed (\(old.abbreviated) -> \(new.abbreviated))"
    }
}
