import ContentDigest

/// Tables as bytes: each a count and then its entries as they lie in memory.
///
/// Bytes are only read back by the program that wrote them, on the kind of machine that wrote them;
/// whoever stores them guards them by a checksum and a version.
extension BuildState {
    /// The tables that a look at the files needs.
    public func encodedFiles() -> [UInt8] {
        var writer = TableWriter()
        writer.add(folders)
        writer.add(fileNames)
        writer.add(files)
        writer.add(devices)
        return writer.bytes
    }

    /// The other tables, without stretches of dependencies that were replaced.
    public func encodedNodes() -> [UInt8] {
        var compact = self
        compact.compactDependencies()
        var writer = TableWriter()
        writer.add(fileDigests)
        writer.add(nodeNames)
        writer.add(compact.nodes)
        writer.add(facetNames)
        writer.add(facets)
        writer.add(compact.deps)
        writer.add(compact.depOwners)
        return writer.bytes
    }

    public init?(encodedFiles bytes: [UInt8]) {
        var reader = TableReader(bytes)
        guard let folders = reader.names(), let fileNames = reader.names(),
            let files = reader.table(of: FileRecord.self),
            let devices = reader.table(of: UInt64.self)
        else { return nil }
        self.folders = folders
        self.fileNames = fileNames
        self.files = files
        self.devices = devices
    }

    /// Adds the tables of `encodedNodes`.
    public mutating func load(encodedNodes bytes: [UInt8]) -> Bool {
        var reader = TableReader(bytes)
        guard let digests = reader.table(of: ContentDigest.self),
            let nodeNames = reader.names(), let nodes = reader.table(of: NodeRecord.self),
            let facetNames = reader.names(), let facets = reader.table(of: FacetRecord.self),
            let deps = reader.table(of: UInt32.self), let owners = reader.table(of: UInt32.self)
        else { return false }
        fileDigests = digests
        self.nodeNames = nodeNames
        self.nodes = nodes
        self.facetNames = facetNames
        self.facets = facets
        self.deps = deps
        depOwners = owners
        readerIndex = nil
        return true
    }

    private mutating func compactDependencies() {
        var (compacted, owners): ([UInt32], [UInt32]) = ([], [])
        compacted.reserveCapacity(deps.count)
        owners.reserveCapacity(deps.count)
        for index in nodes.indices {
            let stretch = packedDependencies(of: NodeID(UInt32(index)))
            nodes[index].depsStart = UInt32(compacted.count)
            compacted += stretch
            owners += repeatElement(UInt32(index), count: stretch.count)
        }
        (deps, depOwners) = (compacted, owners)
    }
}

/// Writes arrays of plain numbers as they lie in memory.
private struct TableWriter {
    var bytes: [UInt8] = []

    mutating func add<Element: BitwiseCopyable>(_ table: [Element]) {
        withUnsafeBytes(of: UInt64(table.count)) { bytes.append(contentsOf: $0) }
        table.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ names: NameTable) {
        add(names.bytes)
        add(names.entries)
        add(names.slots)
    }
}

private struct TableReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func table<Element: BitwiseCopyable>(of type: Element.Type) -> [Element]? {
        guard bytes.count - position >= 8 else { return nil }
        let stored = bytes.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        }
        position += 8
        guard let count = Int(exactly: stored), count <= bytes.count else { return nil }
        let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        guard !overflow, bytes.count - position >= size else { return nil }
        defer { position += size }
        return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
            bytes.withUnsafeBytes { source in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: source[position..<position + size]))
            }
            initialized = count
        }
    }

    mutating func names() -> NameTable? {
        guard let bytes = table(of: UInt8.self), let entries = table(of: NameTable.Entry.self),
            let slots = table(of: UInt32.self)
        else { return nil }
        var names = NameTable()
        names.bytes = bytes
        names.entries = entries
        names.slots = slots
        return names
    }
}
