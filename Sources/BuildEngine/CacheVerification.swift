import ContentStore
import TaskGraph

/// What a look at every byte of the store found.
public struct CacheVerification: Sendable, Equatable {
    public struct Damage: Sendable, Equatable {
        public var node: String
        /// Name of the part of its result; empty for the account of it.
        public var part: String
        /// Whether the last build needs it.
        public var isNeeded: Bool
    }

    /// Whether the tables agree with their checksums.
    public var stateHolds = true
    public var accounts = 0
    public var artifacts = 0
    public var bytes: UInt64 = 0
    /// What is lost or is not what it was, by node; builds make it anew when they want it.
    public var damages: [Damage] = []
    /// Large artifacts that no result names any more.
    public var unusedObjects = 0
}

extension BuildEngine {
    /// Compares every account with its checksum and every artifact with its digest; changes nothing.
    ///
    /// - Returns: `nil` when nothing was ever built here.
    public func verifyCache() throws(FileError) -> CacheVerification? {
        if try disk.identity(of: "\(cache)/state").isAbsent { return nil }
        var found = CacheVerification()
        var stateFile = StateFile(in: cache, on: disk)
        var state = BuildState()
        found.stateHolds = false
        if let loaded = try stateFile.load() {
            state = loaded.state
            found.stateHolds = stateFile.loadNodes(into: &state)
        }
        if !found.stateHolds { return found }
        let pack = try ArtifactPack(
            in: cache, on: disk, number: stateFile.packNumber, isReadOnly: true)
        let results = KeptResults(state, in: pack)
        found.damages = results.lost.map {
            .init(
                node: state.name(of: $0), part: "",
                isNeeded: state.flags(of: $0).contains(.live))
        }
        var seen: [ArtifactRef: Bool] = [:]
        var names = Set<String>()
        func check(_ node: NodeID, _ facet: FacetResult, isNeeded: Bool) {
            if facet.artifact.offset == .max { names.insert(facet.digest.description) }
            let isKnown = seen[facet.artifact] != nil && facet.artifact.offset != .max
            let holds =
                isKnown
                ? seen[facet.artifact] == true
                : pack.read(facet.artifact, digest: facet.digest) != nil
            if !isKnown {
                seen[facet.artifact] = holds
                found.artifacts += 1
                found.bytes += UInt64(facet.artifact.length)
            }
            if holds { return }
            let name = state.name(of: node)
            // What the last build needs is looked at first.
            if found.damages.contains(where: { $0.node == name && $0.part == facet.name }) {
                return
            }
            found.damages.append(.init(node: name, part: facet.name, isNeeded: isNeeded))
        }
        for node in state.nodes(with: .live) {
            for facet in state.facetIDs(of: node) where !state.digest(of: facet).isAbsent {
                let result = FacetResult(
                    name: state.name(of: facet), digest: state.digest(of: facet),
                    artifact: state.artifact(of: facet))
                if !state.isPresence(facet) { check(node, result, isNeeded: true) }
            }
        }
        for account in results.accounts {
            found.accounts += 1
            found.bytes += UInt64(account.size)
            for facet in account.trace.facets { check(account.node, facet, isNeeded: false) }
        }
        found.damages.sort { ($0.node, $0.part) < ($1.node, $1.part) }
        found.unusedObjects = try largeObjects().count { !names.contains($0.name) }
        return found
    }
}
