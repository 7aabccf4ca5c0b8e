import ContentDigest
import ContentStore
import TaskGraph

/// What one node was made from, and how that compares with what is there now.
public struct NodeAccount: Sendable {
    public struct Input: Sendable {
        public enum Kind: String, Sendable { case file, listing, result }

        public var kind: Kind
        /// Path, or the node's name with the part of its result.
        public var name: String
        public var recorded: ContentDigest
        public var current: ContentDigest
    }

    public var node: String
    public var flags: NodeFlags
    public var costMicroseconds: UInt32
    /// Why it ran when this account was written.
    public var reason: RunReason
    public var inputs: [Input]
    /// Nodes it wants built.
    public var demands: [String]
    /// Parts of its result, with their digests.
    public var results: [(name: String, digest: ContentDigest)]
    public var outputs: [String]
    /// Nodes that depend on it.
    public var readers: [NodeID]
}

/// Answers about a workspace's state; nothing runs, nothing is written, no lock is taken.
public struct BuildInspection {
    public let state: BuildState
    /// What a build would do now: nodes with reasons, and those that may follow.
    public let planned: [PlannedNode]
    /// How many nodes the root leads to.
    public var liveCount: Int { state.nodeCount(with: .live) }

    /// Nodes that the root leads to.
    public var liveNodes: [NodeID] {
        state.nodes(with: .live)
    }

    let pack: ArtifactPack
    let rules: RuleSet
    public let fileCount: Int
    /// Bytes that the engine's own files take.
    public let packSize: UInt64
    public let snapshotSize: Int
    public let journalSize: Int

    init(_ session: BuildSession) {
        state = session.state
        planned = session.report.planned
        fileCount = session.report.fileCount
        pack = session.pack
        rules = session.engine.rules
        packSize = session.pack.size
        snapshotSize = session.stateFile.snapshotSize
        journalSize = session.stateFile.journalSize
    }

    /// The nodes that a name, kind, pattern or output path means.
    public func nodes(named target: String) -> [NodeID] {
        TargetSelection([target], in: state).nodes
    }

    /// Whether a pattern, which may be the name itself, fits a name or a path.
    public static func fits(_ name: String, _ pattern: String) -> Bool {
        TargetSelection.fits(name, pattern)
    }

    public func account(of node: NodeID) -> NodeAccount? {
        guard let offset = state.trace(of: node), let bytes = pack.readSealed(offset),
            let trace = Trace(bytes)
        else { return nil }
        var inputs: [NodeAccount.Input] = []
        var demands: [String] = []
        for dependency in trace.dependencies {
            switch dependency.kind {
            case .content, .listing:
                let isListing = dependency.kind == .listing
                let file = state.find(path: dependency.name, isListing: isListing)
                inputs.append(
                    .init(
                        kind: isListing ? .listing : .file, name: dependency.name,
                        recorded: dependency.digest,
                        current: file.map { state.digest(of: $0) } ?? .absent))
            case .facet where dependency.facet.isEmpty: demands.append(dependency.name)
            case .facet:
                let facet = state.find(node: dependency.name).flatMap {
                    state.find(facet: dependency.facet, of: $0)
                }
                inputs.append(
                    .init(
                        kind: .result, name: "\(dependency.facet) of \(dependency.name)",
                        recorded: dependency.digest,
                        current: facet.map { state.digest(of: $0) } ?? .absent))
            }
        }
        let facets = state.facetIDs(of: node)
        return NodeAccount(
            node: state.name(of: node), flags: state.flags(of: node),
            costMicroseconds: state.costMicroseconds(of: node), reason: trace.reason,
            inputs: inputs, demands: demands,
            results: facets.filter { !state.isPresence($0) && !state.digest(of: $0).isAbsent }
                .map { (state.name(of: $0), state.digest(of: $0)) }.sorted { $0.name < $1.name },
            outputs: facets.compactMap { state.file(of: $0) }.map { state.path(of: $0) }.sorted(),
            readers: state.readers(of: facets.map { .facet($0) }))
    }

    /// The digest of one part of a node's result; `absent` when there is none.
    public func digest(_ facet: String, of node: String) -> ContentDigest {
        guard let node = state.find(node: node), let facet = state.find(facet: facet, of: node)
        else { return .absent }
        return state.digest(of: facet)
    }

    /// The bytes of one part of a node's result, from the last build.
    public func value(_ facet: String, of node: String) -> [UInt8]? {
        guard let id = state.find(node: node), let found = state.find(facet: facet, of: id),
            !state.digest(of: found).isAbsent
        else { return nil }
        return pack.read(state.artifact(of: found), digest: state.digest(of: found))
    }
}

extension BuildEngine {
    /// Looks at a workspace without changing it.
    ///
    /// - Returns: `nil` when nothing was ever built here.
    public func inspect() throws(FileError) -> BuildInspection? {
        guard try !disk.identity(of: "\(cache)/state").isAbsent else { return nil }
        var options = BuildOptions()
        options.isDryRun = true
        var session = try BuildSession(self, options) { _ in }
        try session.look()
        return BuildInspection(session)
    }
}
