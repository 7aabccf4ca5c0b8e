import ContentDigest
import ContentStore
import Diagnostics
import Synchronization
import TaskGraph

extension BuildSession {
    /// Takes over what the look at the files found: same content under new stamps is noted, other
    /// content makes its readers suspect, a spoiled output is put down for repair.
    mutating func take(_ changed: [ChangedFile]) {
        if changed.isEmpty { return }
        let hasOutputs = changed.contains { state.record(of: $0.file).flags.contains(.output) }
        let writers = hasOutputs ? state.writerTable() : []
        for (change, seen) in zip(changed, observe(changed)) {
            guard var seen else { continue }
            let file = change.file
            let isOutput = state.record(of: file).flags.contains(.output)
            if isOutput, !seen.identity.isAbsent, !seen.identity.isRegularFile {
                seen.digest = .absent
            }
            note(seen, of: file, as: isOutput ? .output : [])
            guard isOutput, let facet = writers[Int(file.number)] else { continue }
            let lacksMode =
                seen.identity.mode & 0o100 == 0 && state.hasName(facet, beginningWith: "program:")
            if seen.digest != state.digest(of: facet) || lacksMode {
                state.insert(.needsRepair, into: state.owner(of: facet))
            }
        }
    }

    /// Reads and digests files, side by side when they are many; `nil` for one that cannot be read.
    private func observe(_ changed: [ChangedFile]) -> [ObservedFile?] {
        let (disk, state) = (engine.disk, self.state)
        let look: @Sendable (Range<Int>) -> [ObservedFile?] = { range in
            var digester = FileDigester(on: disk)
            var folders = FolderDescriptors(state, disk)
            defer { folders.closeAll() }
            return range.map { index in
                let file = changed[index].file
                if let seen = Self.digested(changed[index], state, &folders, &digester) {
                    return seen
                }
                let isListing = state.record(of: file).flags.contains(.listing)
                let path = state.path(of: file)
                if changed[index].identity.isAbsent {
                    return ObservedFile(
                        path: path, isListing: isListing, identity: .absent, digest: .absent,
                        seenAt: fileClock())
                }
                if let seen = try? Self.observe(path, isListing: isListing, on: disk) {
                    return seen
                }
                // Unreadable now: as good as another content, so that its readers look and tell.
                return ObservedFile(
                    path: path, isListing: isListing, identity: changed[index].identity,
                    digest: .absent, seenAt: fileClock())
            }
        }
        let parts = changed.count < 64 ? 1 : max(1, options.width)
        if parts == 1 { return look(0..<changed.count) }
        let results = Mutex([[ObservedFile?]](repeating: [], count: parts))
        withThreads(parts) { part in
            let found = look(changed.count * part / parts..<changed.count * (part + 1) / parts)
            results.withLock { $0[part] = found }
        }
        return results.withLock { $0.flatMap { $0 } }
    }

    /// A file digested by its folder's descriptor; `nil` for what that does not do for.
    private static func digested(
        _ change: ChangedFile, _ state: BuildState, _ folders: inout FolderDescriptors,
        _ digester: inout FileDigester
    ) -> ObservedFile? {
        let file = change.file
        if change.identity.isAbsent || state.record(of: file).flags.contains(.listing) {
            return nil
        }
        guard let folder = folders.descriptor(for: state.folder(of: file)) else { return nil }
        let seenAt = fileClock()
        var digest: ContentDigest?
        _ = state.fileNames.withCString(file.number) { name in
            digest = digester.digest(of: name, in: folder, seenAs: change.identity)
            return 0
        }
        return digest.map {
            ObservedFile(
                path: "", isListing: false, identity: change.identity, digest: $0, seenAt: seenAt)
        }
    }

    /// Brings a node's files back from the store, on a worker.
    mutating func startRepair(_ node: NodeID) {
        let (disk, pack, completions) = (engine.disk, pack, engine.completions)
        let workers = workers
        let temporaryFolder = "\(engine.cache)/temporary"
        let wanted = state.facetIDs(of: node).compactMap { facet in
            state.file(of: facet).map {
                (
                    path: state.path(of: $0), artifact: state.artifact(of: facet),
                    digest: state.digest(of: facet), isExecutable: isProgram(state.name(of: facet))
                )
            }
        }
        runningCount += 1
        workers.start {
            var writer = OutputWriter(disk: disk, temporaryFolder: temporaryFolder)
            var made: [MadeFacet] = []
            for output in wanted {
                writer.isExecutable = output.isExecutable
                guard let bytes = pack.read(output.artifact, digest: output.digest) else {
                    completions.put(.repaired(node, .lost(output.path)), isUrgent: true)
                    return
                }
                do throws(FileError) {
                    made.append(try writer.write(output.path, bytes, known: nil))
                } catch {
                    completions.put(
                        .repaired(
                            node,
                            .failed(
                                Diagnostic(
                                    .error, "build.cannot-write", "\(error)", path: error.path))),
                        isUrgent: true)
                    return
                }
            }
            completions.put(.repaired(node, .written(made)), isUrgent: workers.needWork)
        }
    }

    mutating func apply(_ outcome: RepairOutcome, of node: NodeID) {
        switch outcome {
        case .written(let made):
            for facet in made { if let output = facet.output { _ = note(output, as: .output) } }
            state.remove(.needsRepair, from: node)
            let written = made.compactMap { $0.wasWritten ? $0.output?.path : nil }
            if !written.isEmpty {
                end(node, .repaired, .artifactLost(name: written[0]), written: written)
            }
            schedule.finish(node, in: state)
        case .lost(let path):
            forced[node] = .artifactLost(name: path)
            state.insert(.suspect, into: node)
            look(at: node)
        case .failed(let diagnostic): fail(node, .artifactLost(name: diagnostic.path), diagnostic)
        }
    }
}
