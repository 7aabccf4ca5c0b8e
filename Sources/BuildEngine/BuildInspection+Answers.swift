import ContentDigest
import ContentStore
import Diagnostics
import TaskGraph

/// A file that a node wrote, compared with what is there now.
public struct RecordedOutput: Sendable, Equatable {
    public enum Condition: String, Sendable {
        case asWritten = "as written"
        case missing
        /// There, but not with the bytes that the node wrote.
        case edited
    }

    public var node: String
    public var path: String
    /// Bytes of the file now.
    public var size: UInt64
    public var condition: Condition
}

extension BuildInspection {
    /// The findings of the last build that still stand, in the order a build shows them.
    public var findings: [NodeDiagnostic] { findings(ofUnasked: false) }

    /// What nodes found that others looked at and passed over, which a build does not show.
    public var findingsOfUnasked: [NodeDiagnostic] { findings(ofUnasked: true) }

    private func findings(ofUnasked isUnasked: Bool) -> [NodeDiagnostic] {
        var heard = HeardNodes(rules, in: state)
        var found: [NodeDiagnostic] = []
        for node in state.nodes(with: [.live, .hasFindings]) where heard.contains(node) != isUnasked
        {
            found += findings(of: node)
        }
        return found.sorted {
            $0.diagnostic != $1.diagnostic ? $0.diagnostic < $1.diagnostic : $0.node < $1.node
        }
    }

    /// The findings of one node; none when the store has lost them.
    public func findings(of node: NodeID) -> [NodeDiagnostic] {
        guard let facet = state.find(facet: findingsFacet, of: node),
            let bytes = pack.read(state.artifact(of: facet), digest: state.digest(of: facet)),
            let diagnostics = decodedDiagnostics(bytes)
        else { return [] }
        return diagnostics.map { NodeDiagnostic(node: state.name(of: node), diagnostic: $0) }
    }

    /// Names of the nodes that a build keeps up to date, by name.
    ///
    /// - Parameters:
    ///   - kind: only these; the part of a name before its first colon.
    ///   - flags: only those with all of these flags.
    public func nodeNames(ofKind kind: String? = nil, with flags: NodeFlags = []) -> [String] {
        let names = state.nodes(with: flags.union(.live)).map { state.name(of: $0) }
        guard let kind else { return names.sorted() }
        return names.filter { RuleSet.kind(of: $0) == kind }.sorted()
    }

    /// The files that nodes wrote, by path.
    public var outputs: [RecordedOutput] {
        var found: [RecordedOutput] = []
        for (file, facet) in state.writers() {
            let owner = state.owner(of: facet)
            guard state.flags(of: owner).contains(.live) else { continue }
            let record = state.record(of: file)
            let isThere = !record.flags.contains(.absent)
            let holds = state.digest(of: file) == state.digest(of: facet)
            found.append(
                RecordedOutput(
                    node: state.name(of: owner), path: state.path(of: file),
                    size: isThere ? record.size : 0,
                    condition: !isThere ? .missing : holds ? .asWritten : .edited))
        }
        return found.sorted { $0.path < $1.path }
    }

    /// The files that nodes wrote and that are not as written, by path.
    public var spoiledOutputs: [RecordedOutput] {
        state.hasSpoiledOutputs ? outputs.filter { $0.condition != .asWritten } : []
    }

    /// Places of artifacts in the store, up to a number of them, spread over all there are.
    ///
    /// - Returns: for each a closure that reads it, and its size.
    public func artifacts(upTo limit: Int) -> [(size: Int, read: () -> [UInt8]?)] {
        var places: [(ArtifactRef, ContentDigest)] = []
        for node in liveNodes {
            for facet in state.facetIDs(of: node)
            where !state.isPresence(facet) && !state.digest(of: facet).isAbsent {
                places.append((state.artifact(of: facet), state.digest(of: facet)))
            }
        }
        let step = max(1, places.count / max(1, limit))
        return stride(from: 0, to: places.count, by: step).prefix(limit).map { index in
            let (place, digest) = places[index]
            return (Int(place.length), { pack.read(place, digest: digest) })
        }
    }
}
