import ContentDigest

extension BuildState {
    /// The number of a file, or of a folder's listing; a new one when it was never named before.
    ///
    /// - Parameter path: relative to the workspace, or absolute outside it; no `.` or `..` parts.
    public mutating func intern(path: String, isListing: Bool = false) -> FileID {
        if let known = find(path: path, isListing: isListing) { return known }
        let (folder, name) = Self.split(path)
        if folders.find(folder) == nil { make(.folder(folder)) }
        let number = folders.intern(folder)
        make(.fileName(folder: number, isListing: isListing, name: name))
        return FileID(UInt32(files.count - 1))
    }

    public func find(path: String, isListing: Bool = false) -> FileID? {
        let (folder, name) = Self.split(path)
        guard let number = folders.find(folder) else { return nil }
        return fileNames.find(name, scope: number * 2 + (isListing ? 1 : 0)).map { FileID($0) }
    }

    public func path(of file: FileID) -> String {
        let folder = folders[fileNames.scope(of: file.number) / 2]
        let name = fileNames[file.number]
        if folder.isEmpty { return name }
        return folder == "/" ? "/" + name : folder + "/" + name
    }

    /// The folder that a file lies in, as a number in `folders`.
    public func folder(of file: FileID) -> UInt32 { fileNames.scope(of: file.number) / 2 }

    /// How many files and listings were ever named.
    public var fileCount: Int { files.count }

    /// How many of them are watched.
    public var liveFileCount: Int {
        if let knownLiveFileCount { return knownLiveFileCount }
        var count = 0
        files.forEachPart { _, records in
            for record in records where record.flags.contains(.live) { count += 1 }
        }
        return count
    }

    /// Files that nodes wrote and claim no more, by number.
    public var staleFiles: [FileID] {
        var found: [FileID] = []
        files.forEachPart { start, records in
            for index in records.indices where records[index].flags.contains(.stale) {
                found.append(FileID(UInt32(start + index)))
            }
        }
        return found
    }

    /// The device that a record's index stands for.
    public func device(_ index: UInt16) -> UInt64 { devices[Int(index)] }

    /// For each file by number the facet of a live node that is written to it.
    public func writerTable() -> [FacetID?] {
        var writers = [FacetID?](repeating: nil, count: files.count)
        facets.forEachPart { start, records in
            for index in records.indices where records[index].file != 0 {
                guard nodes[Int(records[index].owner)].flags.contains(.live) else { continue }
                writers[Int(records[index].file) - 1] = FacetID(UInt32(start + index))
            }
        }
        return writers
    }

    /// The facets of live nodes that are written to any of `files`, or to any file at all.
    public func writers(of wanted: [FileID]? = nil) -> [FileID: FacetID] {
        var isWanted = [Bool](repeating: wanted == nil, count: files.count)
        for file in wanted ?? [] { isWanted[file.index] = true }
        var found: [FileID: FacetID] = [:]
        facets.forEachPart { start, records in
            for index in records.indices where records[index].file != 0 {
                let (file, owner) = (records[index].file - 1, Int(records[index].owner))
                if isWanted[Int(file)], nodes[owner].flags.contains(.live) {
                    found[FileID(file)] = FacetID(UInt32(start + index))
                }
            }
        }
        return found
    }

    /// Whether some file is there with another content than the live node that writes it made.
    public var hasSpoiledOutputs: Bool {
        var found = false
        facets.forEachPart { _, records in
            for record in records where record.file != 0 && !found {
                found =
                    fileDigests[Int(record.file) - 1] != record.digest
                    && nodes[Int(record.owner)].flags.contains(.live)
            }
        }
        return found
    }

    public func record(of file: FileID) -> FileRecord { files[file.index] }

    public func digest(of file: FileID) -> ContentDigest { fileDigests[file.index] }

    /// The index of a device in the table, adding it when it is new.
    public mutating func deviceIndex(_ device: UInt64) -> UInt16 {
        if let known = devices.firstIndex(of: device) { return UInt16(known) }
        make(.device(device))
        return UInt16(devices.count - 1)
    }

    /// Notes what a file was seen to be; readers recorded with another digest become suspect.
    public mutating func note(_ file: FileID, _ record: FileRecord, _ digest: ContentDigest) {
        let (old, seen) = (fileDigests[file.index], files[file.index])
        make(.file(file, record, digest))
        let wasSeen = seen.inode != 0 || seen.flags.contains(.absent)
        if wasSeen, old != digest { suspectReaders(of: [.file(file)]) }
    }

    /// Folder and last part of a path; the folder of a bare name is empty.
    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
        let name = String(path[path.utf8.index(after: slash)...])
        if slash == path.startIndex { return ("/", name) }
        return (String(path[..<slash]), name)
    }
}
