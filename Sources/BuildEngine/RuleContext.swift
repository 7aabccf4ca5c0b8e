import ContentDigest
import ContentStore
import Diagnostics
import Glibc
import TaskGraph

/// One part of another node's result, as a rule is handed it.
struct AvailableFacet: Sendable {
    var digest: ContentDigest
    var artifact: ArtifactRef
}

/// What is known of a node that another asked for.
struct AvailableNode: Sendable {
    var facets: [String: AvailableFacet]
    /// It failed, so that nothing can be built on it.
    var isFailed: Bool
}

/// What a node saw of a file or folder while it ran.
struct ObservedFile: Sendable {
    var path: String
    var isListing: Bool
    var identity: FileIdentity
    var digest: ContentDigest
    /// When it was looked at, on the clock that stamps files.
    var seenAt: Int64
}

enum ObservedDependency: Sendable {
    case file(ObservedFile)
    case facet(node: String, facet: String, digest: ContentDigest)
}

/// The door through which a rule sees the world: all it reads is recorded, all it makes is collected.
///
/// - Thread: used by one thread at a time; the engine hands it to a worker and takes it back.
public final class RuleContext: @unchecked Sendable {
    // Unchecked: the queues between owner and workers pass it on, with their locks between.

    /// The node's name.
    public let node: String
    /// The part of the node's name after the first colon; empty when there is none.
    public let subject: String
    /// A value that a rule keeps from one call to the next, when it is called again because
    /// something was missing.
    public var memo: (any Sendable)?
    /// What commands that the rule starts are to find around them.
    public let surroundings: Surroundings
    /// How often the rule had to begin again because what it read had changed while it ran.
    public private(set) var round = 0

    /// Called once when the node is through with this context: its files are where they belong.
    public var tidy: (@Sendable () -> Void)?

    let disk: Disk
    private let pack: ArtifactPack
    var available: [String: AvailableNode] = [:]

    private(set) var observed: [ObservedDependency] = []
    private(set) var facets: [(name: String, bytes: [UInt8])] = []
    private(set) var outputs: [Output] = []
    private(set) var diagnostics: [Diagnostic] = []
    private var noted: Set<String> = []
    private var files: [String: (bytes: [UInt8], seen: ObservedFile)] = [:]
    private var listings: [String: (entries: [FolderEntry]?, seen: ObservedFile)] = [:]
    private var digests: [String: ObservedFile] = [:]

    /// A file of the workspace that the rule makes.
    struct Output: Sendable {
        var path: String
        var bytes: [UInt8]
        var isExecutable = false
        /// A file with the same content, which may be moved to its place.
        var made: String?
    }

    init(
        node: String, disk: Disk, pack: ArtifactPack, surroundings: Surroundings = Surroundings()
    ) {
        self.node = node
        self.surroundings = surroundings
        let colon = node.utf8.firstIndex(of: UInt8(ascii: ":"))
        subject = colon.map { String(node[node.utf8.index(after: $0)...]) } ?? ""
        self.disk = disk
        self.pack = pack
    }

    /// Forgets what the last call collected; files that were read stay as they were read.
    func restart(forgettingFiles: Bool) {
        observed = []
        facets = []
        outputs = []
        diagnostics = []
        noted = []
        if forgettingFiles {
            round += 1
            files = [:]
            listings = [:]
            digests = [:]
            memo = nil
        }
    }

    /// Most bytes of a file that rules are given: 16 MB, or what the environment says.
    ///
    /// Bounds the memory of a build: no reader needs more than forty times the size of its text. What
    /// is larger fails, and failures are never stored, so that a new limit needs no new key.
    static let largestInput: Int = {
        let stated = getenv("PIPELINE_LARGEST_INPUT").flatMap { Int(String(cString: $0)) }
        return stated.flatMap { $0 > 0 ? $0 : nil } ?? 16 << 20
    }()

    /// The content of a file; `nil` when it is not there, which is recorded too.
    public func read(_ path: String) throws(Interrupt) -> [UInt8]? {
        if files[path] == nil {
            let seenAt = fileClock()
            let found = try guarding { () throws(FileError) in
                try disk.read(path, limit: Self.largestInput)
            }
            let digest = found.map { ContentDigest(of: $0.bytes) } ?? .absent
            let seen = ObservedFile(
                path: path, isListing: false, identity: found?.identity ?? .absent,
                digest: digest, seenAt: seenAt)
            files[path] = (found?.bytes ?? [], seen)
        }
        guard let file = files[path] else { return nil }
        note("f" + path, .file(file.seen))
        return file.seen.identity.isAbsent ? nil : file.bytes
    }

    /// The digest of a file's content, which is not held in memory; `nil` when it is not there,
    /// which is recorded too.
    ///
    /// - Parameter known: digests that spare reading a file again.
    public func digest(
        ofFile path: String, known: FileDigests? = nil
    ) throws(Interrupt) -> ContentDigest? {
        if digests[path] == nil {
            digests[path] = try guarding { () throws(FileError) in
                if let known { return try known.look(at: path, on: disk) }
                return try FileDigests.read(path, on: disk)
            }
        }
        guard let seen = digests[path] else { return nil }
        note("f" + path, .file(seen))
        return seen.identity.isAbsent ? nil : seen.digest
    }

    /// The names in a folder, sorted; `nil` when there is no such folder.
    public func list(_ path: String) throws(Interrupt) -> [FolderEntry]? {
        if listings[path] == nil {
            let seenAt = fileClock()
            let found = try guarding { () throws(FileError) in try disk.list(path) }
            let seen = ObservedFile(
                path: path, isListing: true, identity: found?.identity ?? .absent,
                digest: Self.digest(of: found?.entries), seenAt: seenAt)
            listings[path] = (found?.entries, seen)
        }
        guard let listing = listings[path] else { return nil }
        note("l" + path, .file(listing.seen))
        return listing.entries
    }

    /// Makes sure that all of `nodes` are there before anything is read from them, so that they are
    /// made side by side.
    public func prepare(_ nodes: [String]) throws(Interrupt) {
        let missing = nodes.filter { available[$0] == nil }
        if !missing.isEmpty { throw .needs(missing) }
    }

    /// One part of another node's result; `nil` when that node makes no such part.
    public func value(_ facet: String, of other: String) throws(Interrupt) -> [UInt8]? {
        guard let found = try facetRecord(facet, of: other) else { return nil }
        guard let bytes = pack.read(found.artifact, digest: found.digest) else {
            throw .needs([RuleContext.lostMark + other])
        }
        return bytes
    }

    /// The digest of one part of another node's result; `absent` when it makes no such part.
    public func digest(_ facet: String, of other: String) throws(Interrupt) -> ContentDigest {
        try facetRecord(facet, of: other)?.digest ?? .absent
    }

    /// Wants a node built, without looking at what it makes and without waiting for it.
    public func demand(_ other: String) {
        note(
            "d" + other,
            .facet(node: other, facet: BuildState.presence, digest: .absent))
    }

    /// Makes one part of this node's result, for others to read.
    public func emit(_ facet: String, _ bytes: [UInt8]) { facets.append((facet, bytes)) }

    /// Makes a file of the workspace.
    ///
    /// - Parameter path: relative to the workspace.
    public func write(_ path: String, _ bytes: [UInt8]) {
        outputs.append(Output(path: path, bytes: bytes))
    }

    /// Makes a file of the workspace out of one that a command has made.
    ///
    /// - Parameters:
    ///   - path: relative to the workspace.
    ///   - made: a file with these bytes, which may be moved to its place.
    public func write(_ path: String, _ bytes: [UInt8], isExecutable: Bool, from made: String) {
        outputs.append(Output(path: path, bytes: bytes, isExecutable: isExecutable, made: made))
    }

    /// Adds findings to the result; they are shown again for as long as the result holds.
    public func report(_ findings: [Diagnostic]) { diagnostics += findings }

    /// Whether anything reported so far is an error.
    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// Stands before the name of a node whose artifact the store has lost, in `Interrupt.needs`.
    static let lostMark = "\u{0}"

    /// The digest of a listing: the names and kinds in order.
    static func digest(of entries: [FolderEntry]?) -> ContentDigest {
        guard let entries else { return .absent }
        var key = KeyBuilder()
        for entry in entries {
            key.add(entry.name)
            key.add(UInt64(entry.kind.rawValue) | (entry.isLink ? 1 << 8 : 0))
        }
        return key.digest
    }

    private func facetRecord(
        _ facet: String, of other: String
    ) throws(Interrupt) -> AvailableFacet? {
        guard let found = available[other] else { throw .needs([other]) }
        if found.isFailed { throw .stopped(by: other) }
        let record = found.facets[facet].flatMap { $0.digest.isAbsent ? nil : $0 }
        note(
            "v" + facet + "\u{0}" + other,
            .facet(node: other, facet: facet, digest: record?.digest ?? .absent))
        return record
    }

    private func note(_ key: String, _ dependency: ObservedDependency) {
        if noted.insert(key).inserted { observed.append(dependency) }
    }

    private func guarding<Value>(
        _ body: () throws(FileError) -> Value
    ) throws(Interrupt) -> Value {
        do throws(FileError) { return try body() } catch {
            throw .failed(
                Diagnostic(
                    .error, "build.cannot-\(error.operation == "list" ? "list" : "read")",
                    "\(error)", path: error.path))
        }
    }
}
