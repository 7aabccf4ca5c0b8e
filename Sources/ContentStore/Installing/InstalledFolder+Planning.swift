import ContentDigest

extension InstalledFolder {
    /// What installing `wanted` for a workspace would do, by name; nothing is changed.
    ///
    /// - Parameters:
    ///   - owner: the workspace's folder; files that it installed before and does not want any more
    ///     go.
    ///   - force: whether edited files are kept aside and others' files taken over.
    ///   - isGone: whether another workspace is gone, so that its files are nobody's.
    public func plan(
        installing wanted: [FileToInstall], owner: String, force: Bool,
        isGone: (String) -> Bool
    ) throws(InstallationError) -> [InstallationChange] {
        var changes: [InstallationChange] = []
        var names: Set<String> = []
        for file in wanted {
            names.insert(file.name)
            let kind = try kind(installing: file, owner, force: force, isGone: isGone)
            changes.append(InstallationChange(name: file.name, kind: kind))
        }
        for (name, file) in record.files where file.owner == owner && !names.contains(name) {
            changes.append(
                InstallationChange(name: name, kind: try kind(removing: name, file, force: force)))
        }
        return changes.sorted { $0.name < $1.name }
    }

    /// What uninstalling the files of a workspace would do, by name; nothing is changed.
    ///
    /// - Parameter owner: `nil` for those of all workspaces.
    public func plan(
        uninstallingFor owner: String?, force: Bool
    ) throws(InstallationError) -> [InstallationChange] {
        var changes: [InstallationChange] = []
        for (name, file) in record.files where owner == nil || file.owner == owner {
            changes.append(
                InstallationChange(name: name, kind: try kind(removing: name, file, force: force)))
        }
        return changes.sorted { $0.name < $1.name }
    }

    private func kind(
        installing file: FileToInstall, _ owner: String, force: Bool, isGone: (String) -> Bool
    ) throws(InstallationError) -> InstallationChange.Kind {
        let wanted = ContentDigest(of: file.bytes)
        let standing = try standing(file.name)
        if standing == .other { return .refuse(.notAFile) }
        guard let known = record.files[file.name] else {
            if standing == .nothing { return .add }
            return standing == .file(wanted) ? .leaveEqual : .backUpAndWrite
        }
        if known.owner != owner, !force, !isGone(known.owner) {
            return .refuse(.ofAnother(known.owner))
        }
        guard case .file(let digest) = standing else { return .add }
        if digest == wanted { return known.owner == owner ? .keep : .update }
        if known.digests.contains(digest) { return .update }
        return force ? .setAsideAndWrite : .refuse(.edited)
    }

    private func kind(
        removing name: String, _ file: InstallationRecord.File, force: Bool
    ) throws(InstallationError) -> InstallationChange.Kind {
        switch try standing(name) {
        case .other: return .refuse(.notAFile)
        case .nothing: return file.backup == nil ? .forget : .restore
        case .file(let digest):
            if file.digests.contains(digest) { return file.backup == nil ? .remove : .restore }
            return force ? .setAsideAndRemove : .refuse(.edited)
        }
    }
}
