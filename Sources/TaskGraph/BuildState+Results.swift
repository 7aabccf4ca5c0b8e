import ContentDigest

/// One part of a result, as it is recorded.
public struct FacetResult: Sendable, Equatable {
    public var name: String
    public var digest: ContentDigest
    public var artifact: ArtifactRef
    /// Path of the file it is written to.
    public var outputPath: String?

    public init(
        name: String, digest: ContentDigest, artifact: ArtifactRef, outputPath: String? = nil
    ) {
        self.name = name
        self.digest = digest
        self.artifact = artifact
        self.outputPath = outputPath
    }
}

extension BuildState {
    /// Records a node's result: what it read, what it made, and where the account of it lies.
    ///
    /// Readers of a facet whose digest changed become suspect. A facet that the node made before
    /// and makes no more becomes absent.
    ///
    /// - Returns: the files that the node wrote before and no longer claims, with what it had written.
    public mutating func record(
        _ node: NodeID, dependencies: [Item], facets results: [FacetResult], flags: NodeFlags,
        trace: UInt64, costMicroseconds: UInt32
    ) -> [FileID: ContentDigest] {
        make(.deps(node, dependencies.map(\.packed)))
        var dropped: [FileID: ContentDigest] = [:]
        var changed: [Item] = []
        let made = Set(results.map(\.name))
        for facet in facetIDs(of: node) where !made.contains(name(of: facet)) {
            if let file = file(of: facet) { dropped[file] = digest(of: facet) }
            if !digest(of: facet).isAbsent {
                changed.append(.facet(facet))
                make(.facetValue(facet, .absent, ArtifactRef(offset: 0, length: 0), file: nil))
            }
        }
        for result in results {
            let isNew = find(facet: result.name, of: node) == nil
            let facet = intern(facet: result.name, of: node)
            let file = result.outputPath.map { intern(path: $0) }
            if let old = self.file(of: facet), old != file { dropped[old] = digest(of: facet) }
            if !isNew, digest(of: facet) != result.digest { changed.append(.facet(facet)) }
            make(.facetValue(facet, result.digest, result.artifact, file: file))
        }
        make(
            .node(
                node, flags.union([.recorded, .live]), trace: trace + 1, cost: costMicroseconds))
        suspectReaders(of: changed)
        return dropped
    }

    /// Notes that the account of a node's last result lies elsewhere in the store, or nowhere.
    public mutating func move(accountOf node: NodeID, to trace: UInt64?) {
        let record = nodes[node.index]
        let moved = trace.map { $0 + 1 } ?? 0
        if record.trace == moved { return }
        make(.node(node, record.flags, trace: moved, cost: record.costMicroseconds))
    }

    /// Notes that the bytes of a part of a result lie elsewhere in the store.
    public mutating func move(artifactOf facet: FacetID, to place: ArtifactRef) {
        if artifact(of: facet) == place { return }
        make(.facetValue(facet, digest(of: facet), place, file: file(of: facet)))
    }

    /// Replaces what a node is known to depend on, without a result.
    public mutating func keep(_ items: [Item], asDependenciesOf node: NodeID) {
        make(.deps(node, items.map(\.packed)))
    }

    /// Makes every live node suspect that was recorded with another digest for one of `items`.
    mutating func suspectReaders(of items: [Item]) {
        let covered = readerIndex?.covered ?? 0
        if deps.count - covered > max(8192, covered / 2) { indexReaders() }
        for reader in readers(of: items) where nodes[reader.index].flags.contains(.live) {
            insert(.suspect, into: reader)
        }
    }

    /// Lets go of a node that nothing leads to any more: it keeps its account, so that it can come
    /// back, but what it read is watched no longer.
    ///
    /// - Returns: the files it had written, with what it had written.
    public mutating func retire(_ node: NodeID) -> [FileID: ContentDigest] {
        var written: [FileID: ContentDigest] = [:]
        for facet in facetIDs(of: node) {
            guard let file = file(of: facet) else { continue }
            written[file] = digest(of: facet)
            make(.facetValue(facet, digest(of: facet), artifact(of: facet), file: nil))
        }
        make(.deps(node, []))
        let flags = nodes[node.index].flags
        set(flags.subtracting([.live, .needsRepair]).union(.suspect), of: node)
        return written
    }

    /// The nodes that `roots` need the results of, themselves included; nodes that are only wanted
    /// built are left out.
    public func ancestors(of roots: [NodeID]) -> [Bool] {
        follow(roots, skippingPresence: true)
    }

    /// The nodes that `roots` lead to, by following what was recorded.
    public func reachable(from roots: [NodeID]) -> [Bool] {
        follow(roots, skippingPresence: false)
    }

    /// The live nodes that a change of any of `roots` may concern, themselves included, by number.
    public mutating func descendants(of roots: [NodeID]) -> [NodeID] {
        if !roots.isEmpty { indexReadersIfStale() }
        var seen = Set(roots)
        var frontier = roots
        while !frontier.isEmpty {
            frontier = readers(of: frontier.flatMap { valueFacets(of: $0) }).filter {
                nodes[$0.index].flags.contains(.live) && seen.insert($0).inserted
            }
        }
        return seen.sorted()
    }

    private func follow(_ roots: [NodeID], skippingPresence: Bool) -> [Bool] {
        var seen = [Bool](repeating: false, count: nodes.count)
        var pending = roots
        for root in roots { seen[root.index] = true }
        while let node = pending.popLast() {
            for packed in packedDependencies(of: node) {
                guard case .facet(let facet) = Item(packed: packed) else { continue }
                if skippingPresence, isPresence(facet) { continue }
                let owner = Int(facets[facet.index].owner)
                if !seen[owner] {
                    seen[owner] = true
                    pending.append(NodeID(UInt32(owner)))
                }
            }
        }
        return seen
    }
}
