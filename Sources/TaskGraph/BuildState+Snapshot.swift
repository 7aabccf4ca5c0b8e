import ContentDigest

/// Tables as bytes: each a count and then its entries as they lie in memory.
///
/// Bytes are only read back by the program that wrote them, on the kind of machine that wrote them;
/// whoever stores them guards them by a checksum and a version.
extension BuildState {
    /// The tables that a look at the files needs.
    public func encodedFiles() -> [UInt8] {
        var bytes: [UInt8] = []
        encodeFiles(into: &bytes)
        return bytes
    }

    /// Adds the tables that a look at the files needs to `bytes`, whose count is a multiple of 8.
    public func encodeFiles(into bytes: inout [UInt8]) {
        var writer = TableWriter(taking: &bytes)
        writer.add(folders)
        writer.add(fileNames)
        writer.add(files)
        writer.add(Table(devices))
        bytes = writer.bytes
    }

    /// The other tables.
    public func encodedNodes() -> [UInt8] {
        var bytes: [UInt8] = []
        encodeNodes(into: &bytes)
        return bytes
    }

    /// Adds the other tables, without stretches of dependencies that were replaced.
    public func encodeNodes(into bytes: inout [UInt8]) {
        var records = nodes.records
        var (packed, owners): ([UInt32], [UInt32]) = ([], [])
        packed.reserveCapacity(deps.count)
        owners.reserveCapacity(deps.count)
        for index in records.indices {
            let (start, count) = (Int(records[index].depsStart), Int(records[index].depsCount))
            records[index].depsStart = UInt32(packed.count)
            deps.withStretch(start, count) { packed.append(contentsOf: $0) }
            owners.append(contentsOf: repeatElement(UInt32(index), count: count))
        }
        let index = ReaderIndex(
            deps: packed, owners: owners, fileCount: files.count, facetCount: facets.count)
        // Made to measure: this is the largest piece of memory that a build takes.
        bytes.reserveCapacity(
            bytes.count + fileDigests.encodedSize + nodeNames.encodedSize + nodes.encodedSize
                + facetNames.encodedSize + facets.encodedSize + 12 * packed.count
                + 4 * (files.count + facets.count) + 256)
        var writer = TableWriter(taking: &bytes)
        writer.add(fileDigests)
        writer.add(nodeNames)
        writer.add(Table(records))
        writer.add(facetNames)
        writer.add(facets)
        writer.add(Table(packed))
        writer.add(Table(owners))
        for table in [index.fileStarts, index.facetStarts, index.fileReaders, index.facetReaders] {
            writer.add(table)
        }
        bytes = writer.bytes
    }

    /// Takes over the tables of `encodedFiles` where they lie.
    ///
    /// - Parameters:
    ///   - memory: private and writable, aligned to 8 bytes.
    ///   - owner: keeps the memory for as long as it lives.
    public init?(encodedFiles memory: UnsafeMutableRawBufferPointer, owner: any MappedMemory) {
        var reader = TableReader(memory, owner)
        guard let folders = reader.names(), let fileNames = reader.names(),
            let files = reader.table(of: FileRecord.self),
            let devices = reader.table(of: UInt64.self)
        else { return nil }
        self.folders = folders
        self.fileNames = fileNames
        self.files = files
        knownLiveFileCount = nil
        self.devices = devices.records
    }

    /// Adds the tables of `encodedNodes`.
    public mutating func load(
        encodedNodes memory: UnsafeMutableRawBufferPointer, owner: any MappedMemory
    ) -> Bool {
        var reader = TableReader(memory, owner)
        guard let digests = reader.table(of: ContentDigest.self),
            let nodeNames = reader.names(), let nodes = reader.table(of: NodeRecord.self),
            let facetNames = reader.names(), let facets = reader.table(of: FacetRecord.self),
            let deps = reader.table(of: UInt32.self), let owners = reader.table(of: UInt32.self),
            let fileStarts = reader.table(of: UInt32.self),
            let facetStarts = reader.table(of: UInt32.self),
            let fileReaders = reader.table(of: UInt32.self),
            let facetReaders = reader.table(of: UInt32.self)
        else { return false }
        fileDigests = digests
        self.nodeNames = nodeNames
        self.nodes = nodes
        marks = NodeMarks(nodes)
        knownLiveFileCount = liveFileCount
        self.facetNames = facetNames
        self.facets = facets
        self.deps = deps
        depOwners = owners
        readerIndex = ReaderIndex(
            covered: deps.count, fileStarts: fileStarts, facetStarts: facetStarts,
            fileReaders: fileReaders, facetReaders: facetReaders)
        return true
    }
}

extension Table {
    /// Bytes that it takes in a snapshot, at most.
    fileprivate var encodedSize: Int { count * MemoryLayout<Record>.stride + 16 }
}

extension NameTable {
    fileprivate var encodedSize: Int {
        bytes.encodedSize + entries.encodedSize + slots.encodedSize
    }
}

/// Writes tables as they lie in memory, each beginning at a multiple of 8 bytes.
private struct TableWriter {
    var bytes: [UInt8]

    /// Leaves `bytes` empty, so that they are added to where they lie.
    init(taking bytes: inout [UInt8]) {
        self.bytes = bytes
        bytes = []
    }

    mutating func add<Record>(_ table: Table<Record>) {
        withUnsafeBytes(of: UInt64(table.count)) { bytes.append(contentsOf: $0) }
        table.forEachPart { bytes.append(contentsOf: UnsafeRawBufferPointer($1)) }
        while bytes.count % 8 != 0 { bytes.append(0) }
    }

    mutating func add(_ names: NameTable) {
        add(names.bytes)
        add(names.entries)
        add(names.slots)
    }
}

private struct TableReader {
    private let memory: UnsafeMutableRawBufferPointer
    private let owner: any MappedMemory
    private var position = 0

    init(_ memory: UnsafeMutableRawBufferPointer, _ owner: any MappedMemory) {
        self.memory = memory
        self.owner = owner
    }

    mutating func table<Record>(of type: Record.Type) -> Table<Record>? {
        guard memory.count - position >= 8 else { return nil }
        let stored = memory.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        position += 8
        guard let count = Int(exactly: stored), count <= memory.count else { return nil }
        let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Record>.stride)
        guard !overflow, memory.count - position >= size else { return nil }
        let part = UnsafeMutableRawBufferPointer(rebasing: memory[position..<position + size])
        position = min(memory.count, (position + size + 7) / 8 * 8)
        return Table(mapped: part, count: count, owner: owner)
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
