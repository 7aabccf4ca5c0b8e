import ContentDigest
import TaskGraph

/// What was depended on, by name, with the digest it had.
struct TracedDependency: Sendable, Equatable {
    enum Kind: UInt8, Sendable {
        case content, listing
        /// A part of another node's result; a presence when the facet's name is empty.
        case facet
    }

    var kind: Kind
    /// The file's or folder's path, or the node's name.
    var name: String
    var facet: String
    var digest: ContentDigest
}

/// The account of one result: what it was made from, by what code, why, and what came of it.
///
/// Accounts of a node are chained, newest first. One whose inputs agree with what is there now
/// brings its result back without running anything.
struct Trace: Sendable {
    /// Where the node's former account lies.
    var previous: UInt64?
    var node: String
    var code: ContentDigest
    var reason: RunReason
    var flags: NodeFlags
    var costMicroseconds: UInt32
    var dependencies: [TracedDependency]
    var facets: [FacetResult]

    var encoded: [UInt8] {
        var writer = ByteWriter(reservingBytes: 256 + 96 * (dependencies.count + facets.count))
        writer.add(previous.map { $0 + 1 } ?? 0)
        writer.add(node)
        writer.add(code)
        reason.encode(into: &writer)
        writer.add(flags.rawValue)
        writer.add(costMicroseconds)
        writer.add(UInt32(dependencies.count))
        for dependency in dependencies {
            writer.add(dependency.kind.rawValue)
            writer.add(dependency.name)
            writer.add(dependency.facet)
            writer.add(dependency.digest)
        }
        writer.add(UInt32(facets.count))
        for facet in facets {
            writer.add(facet.name)
            writer.add(facet.digest)
            writer.add(facet.artifact.offset)
            writer.add(facet.artifact.length)
            writer.add(UInt8(facet.outputPath == nil ? 0 : 1))
            if let path = facet.outputPath { writer.add(path) }
        }
        return writer.finish()
    }

    /// - Returns: `nil` for an account that stops short.
    init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let previous = reader.number(UInt64.self), let node = reader.text(),
            let code = reader.digest(), let reason = RunReason(from: &reader),
            let flags = reader.number(UInt32.self), let cost = reader.number(UInt32.self),
            let count = reader.number(UInt32.self)
        else { return nil }
        self.previous = previous == 0 ? nil : previous - 1
        self.node = node
        self.code = code
        self.reason = reason
        self.flags = NodeFlags(rawValue: flags)
        costMicroseconds = cost
        dependencies = []
        facets = []
        for _ in 0..<count {
            guard let kind = reader.number(UInt8.self).flatMap(TracedDependency.Kind.init),
                let name = reader.text(), let facet = reader.text(), let digest = reader.digest()
            else { return nil }
            dependencies.append(
                TracedDependency(kind: kind, name: name, facet: facet, digest: digest))
        }
        guard readFacets(from: &reader) else { return nil }
    }

    init(
        previous: UInt64?, node: String, code: ContentDigest, reason: RunReason, flags: NodeFlags,
        costMicroseconds: UInt32, dependencies: [TracedDependency], facets: [FacetResult]
    ) {
        self.previous = previous
        self.node = node
        self.code = code
        self.reason = reason
        self.flags = flags
        self.costMicroseconds = costMicroseconds
        self.dependencies = dependencies
        self.facets = facets
    }

    private mutating func readFacets(from reader: inout ByteReader) -> Bool {
        guard let count = reader.number(UInt32.self) else { return false }
        for _ in 0..<count {
            guard let name = reader.text(), let digest = reader.digest(),
                let offset = reader.number(UInt64.self), let length = reader.number(UInt32.self),
                let hasPath = reader.number(UInt8.self)
            else { return false }
            var path: String?
            if hasPath != 0 {
                guard let text = reader.text() else { return false }
                path = text
            }
            facets.append(
                FacetResult(
                    name: name, digest: digest,
                    artifact: ArtifactRef(offset: offset, length: length), outputPath: path))
        }
        return true
    }
}

extension RunReason {
    func encode(into writer: inout ByteWriter) {
        func add(
            _ kind: UInt8, _ name: String = "", _ part: String = "",
            _ old: ContentDigest = .absent, _ new: ContentDigest = .absent
        ) {
            writer.add(kind)
            writer.add(name)
            writer.add(part)
            writer.add(old)
            writer.add(new)
        }
        switch self {
        case .neverRan: add(0)
        case .codeChanged(let old, let new): add(1, "", "", old, new)
        case .inputChanged(let path, let old, let new): add(2, path, "", old, new)
        case .listingChanged(let path, let old, let new): add(3, path, "", old, new)
        case .resultChanged(let node, let facet, let old, let new): add(4, node, facet, old, new)
        case .artifactLost(let name): add(5, name)
        case .failedBefore: add(6)
        case .asked: add(7)
        }
    }

    init?(from reader: inout ByteReader) {
        guard let kind = reader.number(UInt8.self), let name = reader.text(),
            let part = reader.text(), let old = reader.digest(), let new = reader.digest()
        else { return nil }
        switch kind {
        case 0: self = .neverRan
        case 1: self = .codeChanged(old: old, new: new)
        case 2: self = .inputChanged(path: name, old: old, new: new)
        case 3: self = .listingChanged(path: name, old: old, new: new)
        case 4: self = .resultChanged(node: name, facet: part, old: old, new: new)
        case 5: self = .artifactLost(name: name)
        case 6: self = .failedBefore
        case 7: self = .asked
        default: return nil
        }
    }
}
