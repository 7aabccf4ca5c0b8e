import ContentDigest

/// One change of the build state, as the journal holds it.
enum StateChange: Sendable {
    case folder(String)
    case device(UInt64)
    case fileName(folder: UInt32, isListing: Bool, name: String)
    case file(FileID, FileRecord, ContentDigest)
    case nodeName(String)
    case facet(NodeID, name: String)
    case facetValue(FacetID, ContentDigest, ArtifactRef, file: FileID?)
    case deps(NodeID, [UInt32])
    case node(NodeID, NodeFlags, trace: UInt64, cost: UInt32)

    func encode(into writer: inout ByteWriter) {
        switch self {
        case .folder(let path):
            writer.add(UInt8(1))
            writer.add(path)
        case .device(let device):
            writer.add(UInt8(2))
            writer.add(device)
        case .fileName(let folder, let isListing, let name):
            writer.add(UInt8(3))
            writer.add(folder)
            writer.add(UInt8(isListing ? 1 : 0))
            writer.add(name)
        case .file(let file, let record, let digest):
            writer.add(UInt8(4))
            writer.add(file.number)
            record.encode(into: &writer)
            writer.add(digest)
        case .nodeName(let name):
            writer.add(UInt8(5))
            writer.add(name)
        case .facet(let node, let name):
            writer.add(UInt8(6))
            writer.add(node.number)
            writer.add(name)
        case .facetValue(let facet, let digest, let artifact, let file):
            writer.add(UInt8(7))
            writer.add(facet.number)
            writer.add(digest)
            writer.add(artifact.offset)
            writer.add(artifact.length)
            writer.add(file.map { $0.number + 1 } ?? 0)
        case .deps(let node, let packed):
            writer.add(UInt8(8))
            writer.add(node.number)
            writer.add(UInt32(packed.count))
            for item in packed { writer.add(item) }
        case .node(let node, let flags, let trace, let cost):
            writer.add(UInt8(9))
            writer.add(node.number)
            writer.add(flags.rawValue)
            writer.add(trace)
            writer.add(cost)
        }
    }

    init?(from reader: inout ByteReader) {
        guard let kind = reader.number(UInt8.self),
            let change = Self.decode(kind, from: &reader)
        else { return nil }
        self = change
    }

    private static func decode(_ kind: UInt8, from reader: inout ByteReader) -> StateChange? {
        switch kind {
        case 1: return reader.text().map { .folder($0) }
        case 2: return reader.number(UInt64.self).map { .device($0) }
        case 3:
            guard let folder = reader.number(UInt32.self),
                let isListing = reader.number(UInt8.self), let name = reader.text()
            else { return nil }
            return .fileName(folder: folder, isListing: isListing != 0, name: name)
        case 4:
            guard let file = reader.number(UInt32.self), let record = FileRecord(from: &reader),
                let digest = reader.digest()
            else { return nil }
            return .file(FileID(file), record, digest)
        case 5: return reader.text().map { .nodeName($0) }
        case 6:
            guard let node = reader.number(UInt32.self), let name = reader.text() else {
                return nil
            }
            return .facet(NodeID(node), name: name)
        case 7: return facetValue(from: &reader)
        case 8:
            guard let node = reader.number(UInt32.self), let count = reader.number(UInt32.self)
            else { return nil }
            var packed: [UInt32] = []
            for _ in 0..<count {
                guard let item = reader.number(UInt32.self) else { return nil }
                packed.append(item)
            }
            return .deps(NodeID(node), packed)
        case 9:
            guard let node = reader.number(UInt32.self), let flags = reader.number(UInt32.self),
                let trace = reader.number(UInt64.self), let cost = reader.number(UInt32.self)
            else { return nil }
            return .node(NodeID(node), NodeFlags(rawValue: flags), trace: trace, cost: cost)
        default: return nil
        }
    }

    private static func facetValue(from reader: inout ByteReader) -> StateChange? {
        guard let facet = reader.number(UInt32.self), let digest = reader.digest(),
            let offset = reader.number(UInt64.self), let length = reader.number(UInt32.self),
            let file = reader.number(UInt32.self)
        else { return nil }
        return .facetValue(
            FacetID(facet), digest, ArtifactRef(offset: offset, length: length),
            file: file == 0 ? nil : FileID(file - 1))
    }
}

extension FileRecord {
    func encode(into writer: inout ByteWriter) {
        writer.add(inode)
        writer.add(size)
        writer.add(modified)
        writer.add(changed)
        writer.add(mode)
        writer.add(device)
        writer.add(flags.rawValue)
    }

    init?(from reader: inout ByteReader) {
        guard let inode = reader.number(UInt64.self), let size = reader.number(UInt64.self),
            let modified = reader.number(Int64.self), let changed = reader.number(Int64.self),
            let mode = reader.number(UInt32.self), let device = reader.number(UInt16.self),
            let flags = reader.number(UInt16.self)
        else { return nil }
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changed = changed
        self.mode = mode
        self.device = device
        self.flags = FileFlags(rawValue: flags)
    }
}

extension BuildState {
    /// Replays a journal on one group of tables.
    ///
    /// - Returns: `false` when the journal does not fit; the state is then of no use.
    public mutating func replay(_ journal: [UInt8], on part: StatePart) -> Bool {
        var reader = ByteReader(journal)
        while !reader.isAtEnd {
            guard let change = StateChange(from: &reader), fits(change, part) else { return false }
            apply(change, to: part)
        }
        return true
    }

    private func fits(_ change: StateChange, _ part: StatePart) -> Bool {
        switch change {
        case .folder, .device, .nodeName: return true
        case .fileName(let folder, _, _): return Int(folder) < folders.count
        case .file(let file, _, _): return part == .nodes || file.index < files.count
        case .facet(let node, _), .deps(let node, _), .node(let node, _, _, _):
            return part == .files || node.index < nodes.count
        case .facetValue(let facet, _, _, _): return part == .files || facet.index < facets.count
        }
    }
}
