import ContentDigest
import ContentStore
import Glibc
import TaskGraph

/// What collecting took away from the store and what it left.
public struct CollectionReport: Sendable, Equatable {
    /// Bytes of artifacts and accounts.
    public var bytesBefore: UInt64 = 0
    public var bytesAfter: UInt64 = 0
    /// Bytes that the last build needs; they stay whatever the limit is.
    public var bytesNeeded: UInt64 = 0
    /// Results that are kept, and results that were let go of.
    public var keptAccounts = 0
    public var droppedAccounts = 0
}

extension BuildEngine {
    /// Lets go of the results that were used longest ago, until the rest fits.
    ///
    /// What the last build needs always stays. The results that are kept are written into a new
    /// pack, which counts from the moment that the state names it: a kill at any instant leaves
    /// either the old store or the new one.
    ///
    /// - Parameters:
    ///   - limit: bytes of artifacts and accounts.
    ///   - isDryRun: only says what would go.
    ///   - command: what is running, as another build that has to wait is told.
    ///   - waiting: called with that text when another build is under way.
    /// - Throws: when the store cannot be written; it is then as it was.
    public func collect(
        limit: UInt64, isDryRun: Bool = false, command: String,
        waiting: (String) -> Void = { _ in }
    ) throws(FileError) -> CollectionReport {
        if try disk.identity(of: "\(cache)/state").isAbsent { return CollectionReport() }
        if isDryRun { return try collection(limit, isDryRun) }
        let lock = try BuildLock(
            at: "\(cache)/lock", on: disk, owner: "\(command) (process \(getpid()))",
            waiting: waiting)
        let result: Result<CollectionReport, FileError>
        do throws(FileError) { result = .success(try collection(limit, isDryRun)) } catch {
            result = .failure(error)
        }
        lock.release()
        return try result.get()
    }

    /// Collects after a build when the store has outgrown the limit, and enough of it would go.
    ///
    /// - Returns: `nil` when there was no need.
    func collectIfNeeded(
        _ limit: UInt64, _ session: BuildSession
    ) throws(FileError) -> CollectionReport? {
        var size = session.pack.size
        if session.pack.hasLargeArtifacts {
            size += try largeObjects().reduce(0) { $0 + $1.size }
        }
        guard size > limit else { return nil }
        let needed = session.state.nodes(with: .live).reduce(UInt64(0)) { sum, node in
            session.state.facetIDs(of: node).reduce(sum) {
                $0 + UInt64(session.state.artifact(of: $1).length)
            }
        }
        // Writing what is needed anew, again and again, would cost more than it gives.
        guard size > needed + needed / 4 else { return nil }
        return try collection(limit / 10 * 9, false)
    }

    private func collection(
        _ limit: UInt64, _ isDryRun: Bool
    ) throws(FileError) -> CollectionReport {
        var stateFile = StateFile(in: cache, on: disk)
        guard let (loaded, summary) = try stateFile.load() else { return CollectionReport() }
        var state = loaded
        guard stateFile.loadNodes(into: &state) else { return CollectionReport() }
        let pack = try ArtifactPack(
            in: cache, on: disk, number: stateFile.packNumber, isReadOnly: true)
        let objects = try largeObjects()
        var selection = ResultSelection(state, KeptResults(state, in: pack))
        selection.choose(limit: limit)
        var report = selection.report
        report.bytesBefore = pack.size + objects.reduce(0) { $0 + $1.size }
        if isDryRun { return report }
        let former = stateFile.packNumber
        stateFile.packNumber = former + 1
        // What a killed collection left under this name counts for nothing.
        try disk.remove("\(cache)/\(ArtifactPack.name(stateFile.packNumber))")
        let target = try ArtifactPack(in: cache, on: disk, number: stateFile.packNumber)
        let large = selection.move(from: pack, to: target, &state)
        try target.sync()
        try stateFile.replace(with: state, summary)
        try removePacks(but: stateFile.packNumber)
        for object in objects where !large.contains(object.name) { try disk.remove(object.path) }
        report.bytesAfter =
            target.size
            + objects.reduce(0) { large.contains($1.name) ? $0 + $1.size : $0 }
        return report
    }

    private func removePacks(but number: UInt64) throws(FileError) {
        for entry in try disk.list(cache)?.entries ?? [] {
            let isPack = entry.name == "pack" || entry.name.hasPrefix("pack-")
            if isPack, entry.name != ArtifactPack.name(number) {
                try disk.remove("\(cache)/\(entry.name)")
            }
        }
    }

    /// Artifacts in files of their own; each is named by its digest.
    func largeObjects() throws(FileError) -> [(name: String, path: String, size: UInt64)] {
        var found: [(name: String, path: String, size: UInt64)] = []
        for part in try disk.list("\(cache)/objects")?.entries ?? [] {
            let folder = "\(cache)/objects/\(part.name)"
            for entry in try disk.list(folder)?.entries ?? [] {
                let path = "\(folder)/\(entry.name)"
                found.append((entry.name, path, try disk.identity(of: path).size))
            }
        }
        return found
    }
}

/// Which results stay.
private struct ResultSelection {
    private let state: BuildState
    private let accounts: [KeptResults.Account]
    private var isKept: [Bool]
    /// Artifacts that stay, by digest.
    private var artifacts = Set<ContentDigest>()
    private var size: UInt64 = 0
    private(set) var report = CollectionReport()

    /// Begins with what the last build needs.
    init(_ state: BuildState, _ results: KeptResults) {
        self.state = state
        accounts = results.accounts
        isKept = Array(repeating: false, count: accounts.count)
        for (index, account) in accounts.enumerated()
        where isLive(account.node) && state.trace(of: account.node) == account.offset {
            keep(index)
        }
        for node in state.nodes(with: .live) {
            for facet in state.facetIDs(of: node)
            where !state.digest(of: facet).isAbsent && !state.isPresence(facet) {
                keep(state.digest(of: facet), state.artifact(of: facet))
            }
        }
        report.bytesNeeded = size
    }

    private func isLive(_ node: NodeID) -> Bool { state.flags(of: node).contains(.live) }

    /// Adds the results used last, as long as they fit.
    mutating func choose(limit: UInt64) {
        let others = accounts.indices.filter { !isKept[$0] }
            .sorted { accounts[$0].offset > accounts[$1].offset }
        for index in others {
            let added = addedSize(of: index)
            guard size + added <= limit else { break }
            keep(index)
        }
        report.bytesAfter = size
        report.keptAccounts = isKept.count { $0 }
        report.droppedAccounts = isKept.count - report.keptAccounts
    }

    private func addedSize(of index: Int) -> UInt64 {
        var seen = Set<ContentDigest>()
        return accounts[index].trace.facets.reduce(UInt64(accounts[index].size)) { sum, facet in
            artifacts.contains(facet.digest) || !seen.insert(facet.digest).inserted
                ? sum : sum + UInt64(facet.artifact.length)
        }
    }

    private mutating func keep(_ index: Int) {
        isKept[index] = true
        size += UInt64(accounts[index].size)
        for facet in accounts[index].trace.facets { keep(facet.digest, facet.artifact) }
    }

    private mutating func keep(_ digest: ContentDigest, _ place: ArtifactRef) {
        if artifacts.insert(digest).inserted { size += UInt64(place.length) }
    }

    /// Writes what stays into another pack, what was used longest ago first, and changes the state
    /// to it.
    ///
    /// - Returns: names of the large artifacts that stay where they are.
    func move(
        from pack: ArtifactPack, to target: ArtifactPack, _ state: inout BuildState
    ) -> Set<String> {
        var places: [ContentDigest: ArtifactRef] = [:]
        var large = Set<String>()
        func moved(_ digest: ContentDigest, _ place: ArtifactRef) -> ArtifactRef {
            if let known = places[digest] { return known }
            var found = place
            if place.offset == .max {
                large.insert(digest.description)
            } else if let bytes = pack.read(place, digest: digest) {
                found = target.append(bytes, digest: digest)
            } else {
                // It was lost before; nothing is found there.
                found = ArtifactRef(offset: .max - 1, length: place.length)
            }
            places[digest] = found
            return found
        }
        var newest: [NodeID: UInt64] = [:]
        let kept = accounts.indices.filter { isKept[$0] }
            .sorted { accounts[$0].offset < accounts[$1].offset }
        for index in kept {
            var trace = accounts[index].trace
            for facet in trace.facets.indices {
                trace.facets[facet].artifact = moved(
                    trace.facets[facet].digest, trace.facets[facet].artifact)
            }
            trace.previous = newest[accounts[index].node]
            newest[accounts[index].node] = target.appendSealed(trace.encoded)
        }
        for number in 0..<UInt32(state.nodeCount) {
            let node = NodeID(number)
            state.move(accountOf: node, to: newest[node])
            for facet in state.facetIDs(of: node) where !state.isPresence(facet) {
                let digest = state.digest(of: facet)
                if artifacts.contains(digest) {
                    state.move(artifactOf: facet, to: moved(digest, state.artifact(of: facet)))
                }
            }
        }
        return large
    }
}
