import ContentDigest

extension BuildState {
    /// The number of a node; a new one when it was never named before.
    public mutating func intern(node name: String) -> NodeID {
        if let known = nodeNames.find(name) { return NodeID(known) }
        make(.nodeName(name))
        return NodeID(UInt32(nodes.count - 1))
    }

    public func find(node name: String) -> NodeID? { nodeNames.find(name).map { NodeID($0) } }

    public func name(of node: NodeID) -> String { nodeNames[node.number] }

    public func flags(of node: NodeID) -> NodeFlags { nodes[node.index].flags }

    /// Where the record of the node's last result lies in the store.
    public func trace(of node: NodeID) -> UInt64? {
        let trace = nodes[node.index].trace
        return trace == 0 ? nil : trace - 1
    }

    /// How long its last run took.
    public func costMicroseconds(of node: NodeID) -> UInt32 { nodes[node.index].costMicroseconds }

    public mutating func set(_ flags: NodeFlags, of node: NodeID) {
        let record = nodes[node.index]
        if record.flags == flags { return }
        make(.node(node, flags, trace: record.trace, cost: record.costMicroseconds))
    }

    public mutating func insert(_ flags: NodeFlags, into node: NodeID) {
        set(nodes[node.index].flags.union(flags), of: node)
    }

    public mutating func remove(_ flags: NodeFlags, from node: NodeID) {
        set(nodes[node.index].flags.subtracting(flags), of: node)
    }

    /// What the node depends on, in the order it asked.
    public func dependencies(of node: NodeID) -> [Item] {
        packedDependencies(of: node).map { Item(packed: $0) }
    }

    func packedDependencies(of node: NodeID) -> [UInt32] {
        let record = nodes[node.index]
        return deps.withStretch(Int(record.depsStart), Int(record.depsCount)) { Array($0) }
    }

    /// The number of a node's facet; a new one, absent so far, when nobody named it before.
    public mutating func intern(facet name: String, of node: NodeID) -> FacetID {
        if let known = find(facet: name, of: node) { return known }
        make(.facet(node, name: name))
        return FacetID(UInt32(facets.count - 1))
    }

    public func find(facet name: String, of node: NodeID) -> FacetID? {
        facetNames.find(name, scope: node.number).map { FacetID($0) }
    }

    public func facetIDs(of node: NodeID) -> [FacetID] {
        var ids: [FacetID] = []
        var next = nodes[node.index].firstFacet
        while next != 0 {
            ids.append(FacetID(next - 1))
            next = facets[Int(next - 1)].next
        }
        return ids
    }

    /// Whether a node has more than `limit` facets, without counting all.
    public func hasMoreFacets(than limit: Int, _ node: NodeID) -> Bool {
        var next = nodes[node.index].firstFacet
        var count = 0
        while next != 0, count <= limit {
            next = facets[Int(next - 1)].next
            count += 1
        }
        return count > limit
    }

    public func owner(of facet: FacetID) -> NodeID { NodeID(facets[facet.index].owner) }
    public func name(of facet: FacetID) -> String { facetNames[facet.number] }

    /// Whether a facet's name begins with a text; spares making a text of the name.
    public func hasName(_ facet: FacetID, beginningWith start: StaticString) -> Bool {
        facetNames.hasPrefix(facet.number, start)
    }

    public func digest(of facet: FacetID) -> ContentDigest { facets[facet.index].digest }

    public func artifact(of facet: FacetID) -> ArtifactRef {
        let record = facets[facet.index]
        return ArtifactRef(offset: record.artifactOffset, length: record.artifactLength)
    }

    /// The file a facet is written to.
    public func file(of facet: FacetID) -> FileID? {
        let file = facets[facet.index].file
        return file == 0 ? nil : FileID(file - 1)
    }

    /// The digest of whatever is depended on.
    public func digest(of item: Item) -> ContentDigest {
        switch item {
        case .file(let file): fileDigests[file.index]
        case .facet(let facet): facets[facet.index].digest
        }
    }
}

extension BuildState {
    /// Name of the facet that every node has and whose digest never changes: to depend on it is to
    /// want the node built, without looking at what it makes.
    public static let presence = ""

    /// Whether a facet only stands for its node being there.
    public func isPresence(_ facet: FacetID) -> Bool {
        facetNames.isEmpty(facet.number)
    }

    /// The facets of a node that can change, as items.
    func valueFacets(of node: NodeID) -> [Item] {
        facetIDs(of: node).filter { !isPresence($0) }.map { .facet($0) }
    }
}
