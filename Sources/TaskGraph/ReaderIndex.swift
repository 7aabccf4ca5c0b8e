/// Who depends on each item, as it stood when the index was made.
///
/// Items' readers lie in one array, grouped by item. What was recorded later is found by looking
/// through the rest of the dependency table, which is short.
struct ReaderIndex: Sendable {
    /// Entries of the dependency table that the index covers.
    var covered: Int
    private var fileStarts: [UInt32]
    private var facetStarts: [UInt32]
    private var fileReaders: [UInt32]
    private var facetReaders: [UInt32]

    init(deps: [UInt32], owners: [UInt32], fileCount: Int, facetCount: Int) {
        covered = deps.count
        fileStarts = [UInt32](repeating: 0, count: fileCount + 1)
        facetStarts = [UInt32](repeating: 0, count: facetCount + 1)
        for dep in deps {
            if dep >> 31 == 0 {
                fileStarts[Int(dep) + 1] += 1
            } else {
                facetStarts[Int(dep & 0x7fff_ffff) + 1] += 1
            }
        }
        for i in 1..<fileStarts.count { fileStarts[i] += fileStarts[i - 1] }
        for i in 1..<facetStarts.count { facetStarts[i] += facetStarts[i - 1] }
        fileReaders = [UInt32](repeating: 0, count: Int(fileStarts[fileCount]))
        facetReaders = [UInt32](repeating: 0, count: Int(facetStarts[facetCount]))
        var (nextFile, nextFacet) = (fileStarts, facetStarts)
        for (position, dep) in deps.enumerated() {
            let item = Int(dep & 0x7fff_ffff)
            if dep >> 31 == 0 {
                fileReaders[Int(nextFile[item])] = owners[position]
                nextFile[item] += 1
            } else {
                facetReaders[Int(nextFacet[item])] = owners[position]
                nextFacet[item] += 1
            }
        }
    }

    func readers(of item: Item) -> ArraySlice<UInt32> {
        switch item {
        case .file(let file):
            guard file.index + 1 < fileStarts.count else { return [] }
            return fileReaders[Int(fileStarts[file.index])..<Int(fileStarts[file.index + 1])]
        case .facet(let facet):
            guard facet.index + 1 < facetStarts.count else { return [] }
            return facetReaders[Int(facetStarts[facet.index])..<Int(facetStarts[facet.index + 1])]
        }
    }
}

extension BuildState {
    /// The nodes that depend on any of `items`, each once, by number.
    public func readers(of items: [Item]) -> [NodeID] {
        if items.isEmpty { return [] }
        var found = Set<UInt32>()
        let covered = readerIndex?.covered ?? 0
        if let readerIndex {
            for item in items {
                for owner in readerIndex.readers(of: item) where owns(owner, item) {
                    found.insert(owner)
                }
            }
        }
        if covered < deps.count {
            let wanted = Set(items.map(\.packed))
            for position in covered..<deps.count
            where wanted.contains(deps[position]) && isCurrent(position) {
                found.insert(depOwners[position])
            }
        }
        return found.sorted().map { NodeID($0) }
    }

    /// Makes later questions about readers cheap; worth it when many will be asked.
    public mutating func indexReaders() {
        readerIndex = ReaderIndex(
            deps: deps, owners: depOwners, fileCount: files.count, facetCount: facets.count)
    }

    /// Whether an entry of the dependency table belongs to its owner's present stretch.
    private func isCurrent(_ position: Int) -> Bool {
        let record = nodes[Int(depOwners[position])]
        let start = Int(record.depsStart)
        return position >= start && position < start + Int(record.depsCount)
    }

    private func owns(_ owner: UInt32, _ item: Item) -> Bool {
        let record = nodes[Int(owner)]
        // A stretch inside the index is as it was; a later one is looked through.
        if Int(record.depsStart) < (readerIndex?.covered ?? 0) { return true }
        return packedDependencies(of: NodeID(owner)).contains(item.packed)
    }
}
