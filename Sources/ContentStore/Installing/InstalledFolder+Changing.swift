import ContentDigest

extension InstalledFolder {
    /// Makes the changes of a plan.
    ///
    /// - Parameters:
    ///   - changes: as planned for this folder, which nobody else changed since.
    ///   - files: the contents of those that are written.
    ///   - owner: the workspace's folder.
    /// - Returns: names under which edited files were kept aside, by their own.
    @discardableResult
    public mutating func apply(
        _ changes: [InstallationChange], files: [FileToInstall], owner: String
    ) throws(InstallationError) -> [String: String] {
        let contents = Dictionary(files.map { ($0.name, $0.bytes) }) { first, _ in first }
        do throws(FileError) {
            try clearLeftovers()
            if announce(changes, contents, owner) || !forgotten.isEmpty {
                try disk.addFolder(Self.own)
                try writeRecord()
            }
            var aside: [String: String] = [:]
            for change in changes { aside[change.name] = try make(change, contents[change.name]) }
            if settle(changes, contents) { try writeRecord() }
            return aside
        } catch { throw .file(error) }
    }

    /// Says in the record what is about to be done, so that a later run understands what it finds.
    ///
    /// - Returns: whether the record changed.
    private mutating func announce(
        _ changes: [InstallationChange], _ contents: [String: [UInt8]], _ owner: String
    ) -> Bool {
        let before = record
        for change in changes {
            guard let bytes = contents[change.name] else { continue }
            let digest = ContentDigest(of: bytes)
            switch change.kind {
            case .add, .update, .setAsideAndWrite:
                var file =
                    record.files[change.name]
                    ?? InstallationRecord.File(owner: owner, digests: [], backup: nil)
                file.owner = owner
                file.digests = [digest] + file.digests.filter { $0 != digest }
                record.files[change.name] = file
            case .backUpAndWrite:
                record.files[change.name] = InstallationRecord.File(
                    owner: owner, digests: [digest], backup: freeName(Self.backups, change.name))
            default: break
            }
        }
        return record != before
    }

    /// Makes one change.
    ///
    /// - Returns: the name under which an edited file was kept aside.
    private func make(
        _ change: InstallationChange, _ bytes: [UInt8]?
    ) throws(FileError) -> String? {
        let name = change.name
        let backup = record.files[name]?.backup
        switch change.kind {
        case .keep, .leaveEqual, .forget, .refuse: return nil
        case .add, .update:
            try write(bytes ?? [], as: name)
            return nil
        case .backUpAndWrite:
            try disk.addFolder(Self.backups)
            if let backup { try disk.move(name, to: backup) }
            try write(bytes ?? [], as: name)
            return nil
        case .setAsideAndWrite:
            let aside = try setAside(name)
            try write(bytes ?? [], as: name)
            return aside
        case .remove:
            try disk.removeFile(name)
            return nil
        case .restore:
            if let backup { try disk.move(backup, to: name) }
            return nil
        case .setAsideAndRemove:
            let aside = try setAside(name)
            if let backup { try disk.move(backup, to: name) }
            return aside
        }
    }

    private func write(_ bytes: [UInt8], as name: String) throws(FileError) {
        let new = Self.own + "/new"
        try disk.create(new, with: bytes)
        try disk.move(new, to: name)
    }

    /// Keeps an edited file beside its place, under a name that the other program does not read.
    private func setAside(_ name: String) throws(FileError) -> String {
        var aside = name + ".edited"
        var number = 2
        while !(try disk.identity(of: aside, followsLinks: false).isAbsent) {
            aside = "\(name).edited-\(number)"
            number += 1
        }
        try disk.move(name, to: aside)
        return aside
    }

    /// Says in the record what is done.
    ///
    /// - Returns: whether the record changed.
    private mutating func settle(
        _ changes: [InstallationChange], _ contents: [String: [UInt8]]
    ) -> Bool {
        let before = record
        for change in changes {
            switch change.kind {
            case .remove, .restore, .setAsideAndRemove, .forget: record.files[change.name] = nil
            case .update, .setAsideAndWrite, .add:
                if let bytes = contents[change.name] {
                    record.files[change.name]?.digests = [ContentDigest(of: bytes)]
                }
            default: break
            }
        }
        forgotten = []
        return record != before
    }

    private func freeName(_ folder: String, _ name: String) -> String {
        var path = folder + "/" + name
        var number = 2
        while (try? disk.identity(of: path, followsLinks: false).isAbsent) == false {
            path = "\(folder)/\(name).\(number)"
            number += 1
        }
        return path
    }

    private func writeRecord() throws(FileError) {
        let new = Self.recordPath + ".new"
        try disk.create(new, with: record.bytes)
        try disk.move(new, to: Self.recordPath)
    }

    /// Half-written files of killed runs, which nobody reads.
    private func clearLeftovers() throws(FileError) {
        for path in [Self.recordPath + ".new", Self.own + "/new"]
        where !(try disk.identity(of: path, followsLinks: false).isAbsent) {
            try disk.removeFile(path)
        }
    }
}
