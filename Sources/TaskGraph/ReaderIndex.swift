/// Who depends on each item, as it stood when the index was made.
///
/// Items' readers lie in one array, grouped by item. What was recorded later is found by looking
/// through the rest of the dependency table, which is short.
struct ReaderIndex: Sendable {
    /// Entries of the dependency table that the index covers.
    var covered: Int
    let fileStarts: Table<UInt32>
    let facetStarts: Table<UInt32>
    let fileReaders: Table<UInt32>
    let facetReaders: Table<UInt32>

    init(
        covered: Int, fileStarts: Table<UInt32>, facetStarts: Table<UInt32>,
        fileReaders: Table<UInt32>, facetReaders: Table<UInt32>
    ) {
        self.covered = covered
        self.fileStarts = fileStarts
        self.facetStarts = facetStarts
        self.fileReaders = fileReaders
        self.facetReaders = facetReaders
    }

    init(deps: [UInt32], owners: [UInt32], fileCount: Int, facetCount: Int) {
        var fileStarts = [UInt32](repeating: 0, count: fileCount + 1)
        var facetStarts = [UInt32](repeating: 0, count: facetCount + 1)
        for dep in deps {
            if dep >> 31 == 0 {
                fileStarts[Int(dep) + 1] += 1
            } else {
                facetStarts[Int(dep & 0x7fff_ffff) + 1] += 1
            }
        }
        for i in 1..<fileStarts.count { fileStarts[i] += fileStarts[i - 1] }
        for i in 1..<facetStarts.count { facetStarts[i] += facetStarts[i - 1] }
        var fileReaders = [UInt32](repeating: 0, count: Int(fileStarts[fileCount]))
        var facetReaders = [UInt32](repeating: 0, count: Int(facetStarts[facetCount]))
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
        self.init(
            covered: deps.count, fileStarts: Table(fileStarts), facetStarts: Table(facetStarts),
            fileReaders: Table(fileReaders), facetReaders: Table(facetReaders))
    }

    func readers(of item: Item) -> [UInt32] {
        switch item {
        case .file(let file): Self.group(file.index, fileStarts, fileReaders)
        case .facet(let facet): Self.group(facet.index, facetStarts, facetReaders)
        }
    }

    private static func group(
        _ index: Int, _ starts: Table<UInt32>, _ readers: Table<UInt32>
    ) -> [UInt32] {
        guard index + 1 < starts.count else { return [] }
        let (start, end) = (Int(starts[index]), Int(starts[index + 1]))
        return readers.withStretch(start, end - start) { Array($0) }
    }
}

/// Readers that a reader index does not cover, sorted by what they depend on.
struct LateReaders: Sendable {
    private let entries: [(item: UInt32, owner: UInt32)]

    init(_ entries: [(item: UInt32, owner: UInt32)]) {
        self.entries = entries.sorted { ($0.item, $0.owner) < ($1.item, $1.owner) }
    }

    func forEachReader(of item: Item, _ body: (UInt32) -> Void) {
        let wanted = item.packed
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].item < wanted { low = middle + 1 } else { high = middle }
        }
        while low < entries.count, entries[low].item == wanted {
            body(entries[low].owner)
            low += 1
        }
    }
}

extension BuildState {
    /// The nodes that depend on any of `items`, each once, by number.
    public func readers(of items: [Item]) -> [NodeID] {
        if items.isEmpty { return [] }
        var found: [UInt32] = []
        let covered = readerIndex?.covered ?? 0
        if let readerIndex {
            for item in items {
                for owner in readerIndex.readers(of: item) where owns(owner, item) {
                    found.append(owner)
                }
            }
        }
        if covered < deps.count {
            let wanted = items.map(\.packed).sorted()
            for position in covered..<deps.count
            where Self.contains(wanted, deps[position]) && isCurrent(position) {
                found.append(depOwners[position])
            }
        }
        if found.count > 1 { found.sort() }
        var readers: [NodeID] = []
        for owner in found where readers.last?.number != owner { readers.append(NodeID(owner)) }
        return readers
    }

    /// Adds each node that depends on a part of a node's result that can change; more than once one
    /// that depends on several.
    ///
    /// - Parameter late: what `lateReaders` gives.
    func addReaders(ofPartsOf node: NodeID, _ late: LateReaders, to found: inout [NodeID]) {
        var next = nodes[node.index].firstFacet
        while next != 0 {
            let facet = FacetID(next - 1)
            next = facets[facet.index].next
            if isPresence(facet) { continue }
            if let readerIndex {
                for owner in readerIndex.readers(of: .facet(facet))
                where owns(owner, .facet(facet)) {
                    found.append(NodeID(owner))
                }
            }
            late.forEachReader(of: .facet(facet)) { found.append(NodeID($0)) }
        }
    }

    /// Who depends on what, as recorded since the index was made.
    func lateReaders() -> LateReaders {
        var entries: [(item: UInt32, owner: UInt32)] = []
        for position in (readerIndex?.covered ?? 0)..<deps.count where isCurrent(position) {
            entries.append((deps[position], depOwners[position]))
        }
        return LateReaders(entries)
    }

    /// Makes later questions about readers cheap, when too much was recorded since the last time.
    mutating func indexReadersIfStale() {
        if deps.count - (readerIndex?.covered ?? 0) > 4096 { indexReaders() }
    }

    /// Makes later questions about readers cheap; worth it when many will be asked.
    public mutating func indexReaders() {
        // Stretches that were replaced have no readers; what is left is the same for both.
        var (current, owners): ([UInt32], [UInt32]) = ([], [])
        current.reserveCapacity(deps.count)
        owners.reserveCapacity(deps.count)
        for index in nodes.indices {
            let stretch = packedDependencies(of: NodeID(UInt32(index)))
            current += stretch
            owners += repeatElement(UInt32(index), count: stretch.count)
        }
        var index = ReaderIndex(
            deps: current, owners: owners, fileCount: files.count, facetCount: facets.count)
        index.covered = deps.count
        readerIndex = index
    }

    /// Whether a sorted list holds a number; made for short lists.
    private static func contains(_ sorted: [UInt32], _ number: UInt32) -> Bool {
        guard let first = sorted.first, let last = sorted.last, number >= first, number <= last
        else { return false }
        var (low, high) = (0, sorted.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < number { low = middle + 1 } else { high = middle }
        }
        return sorted[low] == number
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
