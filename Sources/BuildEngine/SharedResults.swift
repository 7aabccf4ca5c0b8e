import CSystem
import ContentDigest
import ContentStore
import Glibc
import Synchronization
import TaskGraph

/// Results that checkouts on one machine share: a folder with one file for each node and code.
///
/// A file holds the newest accounts with all their artifacts, each sealed by a checksum. Files come
/// by rename, so that any number of builds may read and write at once; of two that keep a result of
/// one node at the same instant, one is kept. Nothing is believed: what does not agree with its
/// checksum or digest is not there. Digests guard against accidents, not against enemies: let only
/// those write the folder whom you would let write your workspace.
public final class SharedResults: Sendable {
    /// One result, its artifacts in the order of the account's facets.
    struct Result: Sendable {
        var trace: Trace
        var artifacts: [[UInt8]]
    }

    private static let magic = Array("pipeline shared1".utf8)
    /// So many results of a node are kept.
    private static let resultsPerNode = 8
    /// A result with more bytes is not shared.
    private static let largestResult = 32 << 20

    private let disk: Disk
    /// Set when the folder refused a write: then it is only read.
    private let isReadOnly: Atomic<Bool>

    /// - Parameter folder: absolute path; made when it is not there.
    /// - Throws: when it can neither be made nor read.
    public init(folder: String) throws(FileError) {
        if access(folder, F_OK) != 0 {
            var made = ""
            for part in folder.split(separator: "/") {
                made += "/" + part
                mkdir(made, 0o777)
            }
        }
        disk = try Disk(root: folder)
        isReadOnly = Atomic(access(folder, W_OK) != 0)
        if !isReadOnly.load(ordering: .relaxed) { try disk.makeFolder("v1/temporary") }
    }

    /// The kept results of a node, newest first.
    func results(of node: String, code: ContentDigest) -> [Result] {
        let path = Self.path(node, code)
        guard let bytes = (try? disk.read(path))?.bytes else { return [] }
        return Self.decode(bytes).filter { $0.trace.node == node && $0.trace.code == code }
    }

    /// Notes that a node's results were of use, so that they are collected last.
    func touch(_ node: String, code: ContentDigest) {
        if isReadOnly.load(ordering: .relaxed) { return }
        let file = disk.open(Self.path(node, code), O_WRONLY, 0)
        guard file >= 0 else { return }
        futimens(file, nil)
        close(file)
    }

    /// Keeps a result; a folder that refuses costs only the sharing.
    func keep(_ result: Result) {
        if isReadOnly.load(ordering: .relaxed) { return }
        let size = result.artifacts.reduce(0) { $0 + $1.count }
        if size > Self.largestResult { return }
        let path = Self.path(result.trace.node, result.trace.code)
        let kept = results(of: result.trace.node, code: result.trace.code).filter {
            $0.trace.dependencies != result.trace.dependencies
        }
        var bytes = Self.magic
        var total = 0
        for result in ([result] + kept).prefix(Self.resultsPerNode) {
            let encoded = Self.encode(result)
            total += encoded.count
            if total > Self.largestResult * 2 { break }
            bytes += encoded
        }
        do throws(FileError) {
            _ = try disk.replace(path, with: bytes, temporaryFolder: "v1/temporary")
        } catch {
            isReadOnly.store(true, ordering: .relaxed)
        }
    }

    private static func path(_ node: String, _ code: ContentDigest) -> String {
        var key = KeyBuilder()
        key.add(node)
        key.add(code)
        let name = key.digest.description
        return "v1/\(name.prefix(2))/\(name)"
    }

    private static func encode(_ result: Result) -> [UInt8] {
        var payload = ByteWriter()
        let trace = result.trace.encoded
        payload.add(UInt32(trace.count))
        var bytes = payload.bytes + trace
        for artifact in result.artifacts {
            var length = ByteWriter()
            length.add(UInt32(artifact.count))
            bytes += length.bytes + artifact
        }
        var seal = ByteWriter()
        seal.add(UInt64(bytes.count))
        seal.add(bytes.withUnsafeBytes { checksum64($0, seed: UInt64(bytes.count)) })
        return seal.bytes + bytes
    }

    private static func decode(_ bytes: [UInt8]) -> [Result] {
        guard bytes.starts(with: magic) else { return [] }
        var found: [Result] = []
        var rest = bytes[magic.count...]
        while rest.count >= 16 {
            var seal = ByteReader(Array(rest.prefix(16)))
            guard let length = seal.number(UInt64.self).flatMap({ Int(exactly: $0) }),
                let sum = seal.number(UInt64.self), length <= rest.count - 16
            else { break }
            let payload = Array(rest.dropFirst(16).prefix(length))
            guard payload.withUnsafeBytes({ checksum64($0, seed: UInt64(length)) }) == sum,
                let result = result(payload)
            else { break }
            found.append(result)
            rest = rest.dropFirst(16 + length)
        }
        return found
    }

    private static func result(_ payload: [UInt8]) -> Result? {
        var rest = payload[...]
        func part() -> [UInt8]? {
            var head = ByteReader(Array(rest.prefix(4)))
            guard let length = head.number(UInt32.self), Int(length) <= rest.count - 4 else {
                return nil
            }
            defer { rest = rest.dropFirst(4 + Int(length)) }
            return Array(rest.dropFirst(4).prefix(Int(length)))
        }
        guard let trace = part().flatMap(Trace.init) else { return nil }
        var artifacts: [[UInt8]] = []
        for facet in trace.facets {
            guard let bytes = part(), ContentDigest(of: bytes) == facet.digest else { return nil }
            artifacts.append(bytes)
        }
        return Result(trace: trace, artifacts: artifacts)
    }
}

extension SharedResults {
    /// Removes the files that were of use longest ago, until the rest fits.
    ///
    /// - Returns: bytes before and after, and how many files went.
    public func collect(
        limit: UInt64, isDryRun: Bool
    ) throws(FileError) -> (before: UInt64, after: UInt64, removed: Int) {
        var files: [(path: String, size: UInt64, used: Int64)] = []
        for part in try disk.list("v1")?.entries ?? [] where part.kind == .folder {
            for entry in try disk.list("v1/\(part.name)")?.entries ?? [] {
                let path = "v1/\(part.name)/\(entry.name)"
                let identity = try disk.identity(of: path)
                files.append((path, identity.size, identity.modified))
            }
        }
        let before = files.reduce(0) { $0 + $1.size }
        var (after, removed) = (before, 0)
        for file in files.sorted(by: { ($0.used, $0.path) < ($1.used, $1.path) })
        where after > limit {
            if !isDryRun { try disk.remove(file.path) }
            after -= file.size
            removed += 1
        }
        return (before, after, removed)
    }
}

extension BuildSession {
    /// A result of another checkout that agrees with what is there now.
    ///
    /// - Returns: the decision to bring it back or to wait for other nodes; `nil` when there is none.
    mutating func sharedDecision(for node: NodeID, _ rule: Rule) -> Decision? {
        guard let shared = sharedResults else { return nil }
        let name = state.name(of: node)
        let results: [SharedResults.Result]
        if let known = sharedCandidates[node] {
            results = known
        } else {
            results = shared.results(of: name, code: rule.code)
            sharedCandidates[node] = results
        }
        for result in results {
            switch difference(of: result.trace, rule, revives: true) {
            case .none:
                sharedCandidates[node] = nil
                shared.touch(name, code: rule.code)
                return .restore(take(result))
            case .wait(let nodes): return .wait(nodes)
            case .found: continue
            }
        }
        return nil
    }

    /// Copies a result's artifacts into this workspace's store.
    private func take(_ result: SharedResults.Result) -> Trace {
        var trace = result.trace
        for (place, bytes) in result.artifacts.enumerated() {
            trace.facets[place].artifact = pack.append(bytes, digest: trace.facets[place].digest)
        }
        return trace
    }

    /// Lets other checkouts have a result, on a worker.
    mutating func share(_ trace: Trace, _ facets: [MadeFacet]) {
        guard let shared = sharedResults, facets.count == trace.facets.count else { return }
        let artifacts = facets.map(\.bytes)
        workers.start { shared.keep(SharedResults.Result(trace: trace, artifacts: artifacts)) }
    }
}
