import ContentDigest
import ContentStore
import TaskGraph

/// What can be told of a state without looking at its nodes.
struct StateSummary: Sendable, Equatable {
    /// Live nodes that are suspect, failed, or whose outputs need repair.
    var openCount: UInt32 = 0
    /// Live nodes with findings, and among them those with errors.
    var findingsCount: UInt32 = 0
    var errorCount: UInt32 = 0
    var liveCount: UInt32 = 0
    /// The program that wrote it.
    var program: ContentDigest = .absent

    func encode(into writer: inout ByteWriter) {
        writer.add(openCount)
        writer.add(findingsCount)
        writer.add(errorCount)
        writer.add(liveCount)
        writer.add(program)
    }

    init() {}

    init?(from reader: inout ByteReader) {
        guard let open = reader.number(UInt32.self), let findings = reader.number(UInt32.self),
            let errors = reader.number(UInt32.self), let live = reader.number(UInt32.self),
            let program = reader.digest()
        else { return nil }
        (openCount, findingsCount, errorCount) = (open, findings, errors)
        (liveCount, self.program) = (live, program)
    }
}

/// The state on disk: a snapshot, and a journal of the changes since.
///
/// Both carry a version, a generation that must agree, and checksums; a journal record's checksum
/// is seeded with its place, so that records cannot be taken for one another. Whatever does not
/// hold is left out: from the first bad journal record on, or the whole state.
struct StateFile {
    /// Raised by nobody by hand: a state with other words here is of another make.
    private static let snapshotMagic = Array("pipeline state 1".utf8)
    private static let journalMagic = Array("pipeline log   1".utf8)

    /// Magic, generation, sizes and checksums, summary, the checksum of these, and 8 bytes unused, so
    /// that the tables after it are aligned.
    private static let headSize = 128

    let disk: Disk
    let folder: String
    private(set) var generation: UInt64 = 0
    /// The tables that are not loaded yet, and where they lie.
    private var nodesPart: (file: MappedFile, start: Int, count: Int, checksum: UInt64)?
    private(set) var snapshotSize = 0
    /// Which pack the state's places are in.
    var packNumber: UInt64 = 0
    /// Journal records that were read, in order.
    private var records: [[UInt8]] = []
    private var journalEnd = 0
    private var journalIsBegun = false

    init(in folder: String, on disk: Disk) {
        self.disk = disk
        self.folder = folder
    }

    var journalSize: Int { journalEnd }

    /// Above this many bytes a journal is folded into a new snapshot: each start reads all of it.
    var journalLimit: Int { max(1 << 16, snapshotSize / 32) }

    private var snapshotPath: String { "\(folder)/state" }
    private var journalPath: String { "\(folder)/journal" }

    /// Reads the tables that a look at the files needs.
    ///
    /// - Returns: `nil` when there is no state that holds.
    /// - Throws: when it is there and cannot be read; it must not be given up for that.
    mutating func load() throws(FileError) -> (state: BuildState, summary: StateSummary)? {
        let loaded = try read()
        if loaded == nil { forget() }
        return loaded
    }

    /// Lets go of a state that does not hold, so that nothing is added to it.
    mutating func forget() {
        nodesPart = nil
        snapshotSize = 0
        records = []
        journalEnd = 0
        journalIsBegun = false
    }

    private mutating func read() throws(FileError) -> (state: BuildState, summary: StateSummary)? {
        guard let file = try MappedFile(snapshotPath, on: disk),
            let head = file.part(0, Self.headSize),
            head.starts(with: Self.snapshotMagic)
        else { return nil }
        var reader = ByteReader(Array(head[16..<Self.headSize]))
        guard let generation = reader.number(UInt64.self),
            let filesCount = reader.number(UInt64.self).flatMap({ Int(exactly: $0) }),
            let filesSum = reader.number(UInt64.self),
            let nodesCount = reader.number(UInt64.self).flatMap({ Int(exactly: $0) }),
            let nodesSum = reader.number(UInt64.self),
            var summary = StateSummary(from: &reader),
            let packNumber = reader.number(UInt64.self),
            Self.checksum(file.part(16, 96) ?? head, seed: 0)
                == head.loadUnaligned(fromByteOffset: 112, as: UInt64.self),
            let files = file.part(Self.headSize, filesCount),
            file.part(Self.headSize + filesCount, nodesCount) != nil,
            Self.checksum(files, seed: generation) == filesSum,
            var state = BuildState(encodedFiles: files, owner: file)
        else { return nil }
        self.generation = generation
        self.packNumber = packNumber
        snapshotSize = file.bytes.count
        nodesPart = (file, Self.headSize + filesCount, nodesCount, nodesSum)
        try readJournal()
        for record in records {
            var reader = ByteReader(record)
            guard let newer = StateSummary(from: &reader),
                state.replay(Array(record[reader.position...]), on: .files)
            else { return nil }
            summary = newer
        }
        return (state, summary)
    }

    /// Adds the rest of the tables to a state that `load` gave.
    ///
    /// - Parameter sparingly: whether memory is taken only for what is looked at later.
    mutating func loadNodes(into state: inout BuildState, sparingly: Bool = false) -> Bool {
        guard let (file, start, count, sum) = nodesPart, let bytes = file.part(start, count),
            Self.checksum(bytes, seed: generation) == sum
        else { return false }
        if sparingly { file.letGo(start, count) }
        guard state.load(encodedNodes: bytes, owner: file) else { return false }
        nodesPart = nil
        for record in records {
            var reader = ByteReader(record)
            guard StateSummary(from: &reader) != nil,
                state.replay(Array(record[reader.position...]), on: .nodes)
            else { return false }
        }
        return true
    }

    /// Adds one record of changes to the journal; after a failure the same changes may be tried
    /// again.
    mutating func append(_ changes: [UInt8], _ summary: StateSummary) throws(FileError) {
        do throws(FileError) { try write(changes, summary) } catch {
            // What was half-written is cut off the next time.
            journalIsBegun = false
            throw error
        }
    }

    private mutating func write(_ changes: [UInt8], _ summary: StateSummary) throws(FileError) {
        if !journalIsBegun {
            try disk.truncate(journalPath, to: journalEnd)
            if journalEnd == 0 {
                var header = ByteWriter()
                header.add(generation)
                try disk.append(Self.journalMagic + header.bytes, to: journalPath)
                journalEnd = 24
            }
            journalIsBegun = true
        }
        var payload = ByteWriter()
        summary.encode(into: &payload)
        let record = payload.bytes + changes
        var framed = ByteWriter()
        framed.add(UInt64(record.count))
        framed.add(Self.checksum(record[...], seed: generation &+ UInt64(journalEnd)))
        let bytes = framed.bytes + record
        try disk.append(bytes, to: journalPath)
        journalEnd += bytes.count
    }

    /// Replaces snapshot and journal by one snapshot of `state`.
    ///
    /// - Parameter durably: also waits until it is on the disk.
    mutating func replace(
        with state: BuildState, _ summary: StateSummary, durably: Bool = true
    ) throws(FileError) {
        // A journal without a snapshot could be taken for one of the snapshot that is to come.
        if snapshotSize == 0 { try disk.truncate(journalPath, to: 0) }
        var image = [UInt8](repeating: 0, count: Self.headSize)
        state.encodeFiles(into: &image)
        let nodesStart = image.count
        state.encodeNodes(into: &image)
        let (files, nodes) = (Self.headSize..<nodesStart, nodesStart..<image.count)
        // Drawn from the content: a journal fits the one snapshot that it was begun for.
        let next = Self.checksum(image[nodes], seed: Self.checksum(image[files], seed: generation))
        var header = ByteWriter()
        header.add(next)
        header.add(UInt64(files.count))
        header.add(Self.checksum(image[files], seed: next))
        header.add(UInt64(nodes.count))
        header.add(Self.checksum(image[nodes], seed: next))
        summary.encode(into: &header)
        header.add(packNumber)
        let head = header.bytes + [UInt8](repeating: 0, count: 96 - header.bytes.count)
        var sum = ByteWriter()
        sum.add(Self.checksum(head[...], seed: 0))
        image.replaceSubrange(0..<120, with: Self.snapshotMagic + head + sum.bytes)
        _ = try disk.replace(
            snapshotPath, with: image, temporaryFolder: "\(folder)/temporary", durably: durably)
        // A journal of the former generation is ignored from here on.
        generation = next
        journalEnd = 0
        journalIsBegun = false
        records = []
        snapshotSize = image.count
        try disk.truncate(journalPath, to: 0)
    }

    private mutating func readJournal() throws(FileError) {
        records = []
        journalEnd = 0
        guard let bytes = try disk.read(journalPath)?.bytes, bytes.count >= 24,
            bytes.starts(with: Self.journalMagic)
        else { return }
        var header = ByteReader(Array(bytes[16..<24]))
        guard header.number(UInt64.self) == generation else { return }
        journalEnd = 24
        while bytes.count - journalEnd >= 16 {
            var frame = ByteReader(Array(bytes[journalEnd..<journalEnd + 16]))
            guard let length = frame.number(UInt64.self).flatMap({ Int(exactly: $0) }),
                let sum = frame.number(UInt64.self), length <= bytes.count - journalEnd - 16
            else { return }
            let record = bytes[journalEnd + 16..<journalEnd + 16 + length]
            guard Self.checksum(record, seed: generation &+ UInt64(journalEnd)) == sum else {
                return
            }
            records.append(Array(record))
            journalEnd += 16 + length
        }
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>, seed: UInt64) -> UInt64 {
        bytes.withUnsafeBytes { checksum64($0, seed: seed) }
    }

    private static func checksum(_ bytes: UnsafeMutableRawBufferPointer, seed: UInt64) -> UInt64 {
        checksum64(UnsafeRawBufferPointer(bytes), seed: seed)
    }
}
