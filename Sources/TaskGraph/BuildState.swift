import ContentDigest

/// All that is remembered between builds: files, nodes, the parts of their results, and who depends
/// on what.
///
/// The rule that everything else leans on: a node that is not `suspect` was recorded with exactly
/// the digests that the tables hold for what it depends on, unless a node before it is suspect.
/// Whoever changes a digest here makes its readers suspect in the same breath.
///
/// Tables are arrays of plain numbers, so loading decodes nothing. Only `apply` changes them, and
/// every change can be journalled and replayed. The first group of tables is all that a build needs
/// which finds nothing changed; the second is loaded when something did.
public struct BuildState: Sendable {
    // What a look at the files needs.
    public internal(set) var folders = NameTable()
    public internal(set) var fileNames = NameTable()
    var files = Table<FileRecord>()
    var devices: [UInt64] = []
    /// How many of `files` are watched; `nil` before anybody had to count.
    var knownLiveFileCount: Int? = 0

    // What a change needs.
    var fileDigests = Table<ContentDigest>()
    public internal(set) var nodeNames = NameTable()
    var nodes = Table<NodeRecord>()
    /// Which of `nodes` a build has to do something about.
    var marks = NodeMarks()
    /// Names of facets, in the scope of their node: an entry's number is the facet's.
    var facetNames = NameTable()
    var facets = Table<FacetRecord>()
    /// Packed items; each node owns a stretch. Stretches that were replaced stay until compaction.
    var deps = Table<UInt32>()
    /// The node that each entry of `deps` was written for.
    var depOwners = Table<UInt32>()
    var readerIndex: ReaderIndex?

    /// Changes since the journal was last taken.
    var journal = ByteWriter()

    public init() {}

    public var nodeCount: Int { nodes.count }

    /// The nodes with all of some flags, and any of others when those are given, by number.
    public func nodes(with all: NodeFlags, any: NodeFlags? = nil) -> [NodeID] {
        var found: [NodeID] = []
        forEachNode(with: all, any: any) { found.append($0) }
        return found
    }

    /// How many nodes have all of some flags, and any of others when those are given.
    public func nodeCount(with all: NodeFlags, any: NodeFlags? = nil) -> Int {
        if all == .live, any == nil { return marks.liveCount }
        var count = 0
        forEachNode(with: all, any: any) { _ in count += 1 }
        return count
    }

    /// Passes over nodes that no build has to do anything about, when none of those is meant.
    private func forEachNode(
        with all: NodeFlags, any: NodeFlags?, _ body: (NodeID) -> Void
    ) {
        func look(_ node: NodeID) {
            let flags = nodes[node.index].flags
            guard flags.contains(all) else { return }
            if let any, flags.isDisjoint(with: any) { return }
            body(node)
        }
        if NodeMarks.marks(all) || (any.map(NodeMarks.marksAll) ?? false) {
            return marks.forEach(look)
        }
        for index in nodes.indices { look(NodeID(UInt32(index))) }
    }

    /// The journalled changes so far; the journal is empty afterwards.
    public mutating func takeJournal() -> [UInt8] {
        defer { journal.removeAll() }
        return journal.bytes
    }

    public var journalSize: Int { journal.count }

    /// The journalled changes so far, which stay in the journal.
    public var pendingJournal: [UInt8] { journal.bytes }

    /// The only way anything here changes.
    mutating func make(_ change: StateChange) {
        change.encode(into: &journal)
        apply(change, to: .everything)
    }

    mutating func apply(_ change: StateChange, to part: StatePart) {
        if part != .nodes { applyToFiles(change) }
        if part != .files { applyToNodes(change) }
    }

    private mutating func applyToFiles(_ change: StateChange) {
        switch change {
        case .folder(let path): _ = folders.intern(path)
        case .device(let device): devices.append(device)
        case .fileName(let folder, let isListing, let name):
            let number = fileNames.intern(name, scope: folder * 2 + (isListing ? 1 : 0))
            if Int(number) == files.count {
                files.append(FileRecord())
                if isListing { files[Int(number)].flags = .listing }
            }
        case .file(let file, let record, _):
            if let count = knownLiveFileCount {
                knownLiveFileCount =
                    count + (record.flags.contains(.live) ? 1 : 0)
                    - (files[file.index].flags.contains(.live) ? 1 : 0)
            }
            files[file.index] = record
        default: break
        }
    }

    private mutating func applyToNodes(_ change: StateChange) {
        switch change {
        case .folder, .device: break
        case .fileName: fileDigests.append(.absent)
        case .file(let file, _, let digest): fileDigests[file.index] = digest
        case .nodeName(let name):
            if nodeNames.intern(name) == nodes.count { nodes.append(NodeRecord()) }
        case .facet(let node, let name): addFacet(of: node, named: name)
        case .facetValue(let facet, let digest, let artifact, let file):
            facets[facet.index].digest = digest
            facets[facet.index].artifactOffset = artifact.offset
            facets[facet.index].artifactLength = artifact.length
            facets[facet.index].file = file.map { $0.number + 1 } ?? 0
        case .deps(let node, let packed): setDeps(of: node, packed)
        case .node(let node, let flags, let trace, let cost):
            marks.change(node, from: nodes[node.index].flags, to: flags)
            nodes[node.index].flags = flags
            nodes[node.index].trace = trace
            nodes[node.index].costMicroseconds = cost
        }
    }

    private mutating func addFacet(of node: NodeID, named name: String) {
        var record = FacetRecord()
        record.owner = node.number
        guard facetNames.intern(name, scope: node.number) == facets.count else { return }
        record.next = nodes[node.index].firstFacet
        facets.append(record)
        nodes[node.index].firstFacet = UInt32(facets.count)
    }

    private mutating func setDeps(of node: NodeID, _ packed: [UInt32]) {
        let record = nodes[node.index]
        let isEqual = deps.withStretch(Int(record.depsStart), Int(record.depsCount)) {
            $0.elementsEqual(packed)
        }
        if isEqual { return }
        nodes[node.index].depsStart = UInt32(deps.count)
        nodes[node.index].depsCount = UInt32(packed.count)
        deps.append(contentsOf: packed)
        depOwners.append(contentsOf: repeatElement(node.number, count: packed.count))
    }
}

/// Which group of tables a change is replayed on.
public enum StatePart: Sendable { case files, nodes, everything }
