import ContentDigest
import ContentStore
import Diagnostics
import Glibc
import TaskGraph

/// What a node saw of a file or folder while it ran.
struct ObservedFile: Sendable {
    var path: String
    var isListing: Bool
    var identity: FileIdentity
    var digest: ContentDigest
    /// When it was looked at, on the clock that stamps files.
    var seenAt: Int64
}

/// One part of a result, as a rule made it.
struct EmittedFacet: Sendable {
    var name: String
    var bytes: [UInt8]
    var digest: ContentDigest
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
    let kept: KeptValues
    private let pack: ArtifactPack
    private let settled: SettledResults
    /// What was handed to the rule so far: it does not change under it.
    private var available: [String: AvailableNode] = [:]

    private(set) var observed: [ObservedDependency] = []
    private(set) var facets: [EmittedFacet] = []
    private(set) var outputs: [Output] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// Of what is observed: the keys one after another while they are few, else all of them.
    private var keys: [DependencyKey] = []
    private var noted: Set<DependencyKey> = []
    private static let few = 16
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

    /// What a dependency is of, whatever its digest.
    private enum DependencyKey: Hashable {
        case file(String)
        case listing(String)
        case facet(String, of: String)
    }

    init(
        node: String, disk: Disk, pack: ArtifactPack, settled: SettledResults, kept: KeptValues,
        surroundings: Surroundings = Surroundings()
    ) {
        self.node = node
        self.surroundings = surroundings
        subject = RuleSet.subject(of: node)
        self.disk = disk
        self.pack = pack
        self.settled = settled
        self.kept = kept
    }

    /// Hands another node's result over.
    func hand(_ result: AvailableNode, of other: String) { available[other] = result }

    func wasHanded(_ other: String) -> Bool { available[other] != nil }

    /// Lets go of another node's result, part of which the store has lost.
    func forget(_ other: String) { available[other] = nil }

    /// Forgets what the last call collected; files that were read stay as they were read.
    func restart(forgettingFiles: Bool) {
        observed = []
        facets = []
        outputs = []
        diagnostics = []
        keys = []
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
        note(.file(path), .file(file.seen))
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
        note(.file(path), .file(seen))
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
        note(.listing(path), .file(listing.seen))
        return listing.entries
    }

    /// Makes sure that all of `nodes` are there before anything is read from them, so that they are
    /// made side by side.
    public func prepare(_ nodes: [String]) throws(Interrupt) {
        let missing = nodes.filter { result(of: $0) == nil }
        if !missing.isEmpty { throw .needs(missing) }
    }

    /// One part of another node's result; `nil` when that node makes no such part.
    public func value(_ facet: String, of other: String) throws(Interrupt) -> [UInt8]? {
        guard let found = try facetRecord(facet, of: other) else { return nil }
        return try bytes(of: found, other)
    }

    /// One part of another node's result, decoded; decoded once for many readers. `nil` when that
    /// node makes no such part.
    ///
    /// - Parameter decode: depends on nothing but the bytes.
    public func value<Value: Sendable>(
        _ facet: String, of other: String, decode: ([UInt8]) -> Value
    ) throws(Interrupt) -> Value? {
        guard let found = try facetRecord(facet, of: other) else { return nil }
        if let known = kept.value(Value.self, of: found.digest) { return known }
        let bytes = try bytes(of: found, other)
        let value = decode(bytes)
        kept.keep(value, of: found.digest, size: bytes.count)
        return value
    }

    private func bytes(
        of found: AvailableFacet, _ other: String
    ) throws(Interrupt) -> [UInt8] {
        if let known = kept.value([UInt8].self, of: found.digest) { return known }
        guard let bytes = pack.read(found.artifact, digest: found.digest) else {
            throw .needs([RuleContext.lostMark + other])
        }
        return bytes
    }

    /// What the build has of another node; `nil` when that is not final yet.
    private func result(of other: String) -> AvailableNode? {
        if let known = available[other] { return known }
        let found = settled[other]
        if let found { available[other] = found }
        return found
    }

    /// The digest of one part of another node's result; `absent` when it makes no such part.
    public func digest(_ facet: String, of other: String) throws(Interrupt) -> ContentDigest {
        try facetRecord(facet, of: other)?.digest ?? .absent
    }

    /// Wants a node built, without looking at what it makes and without waiting for it.
    public func demand(_ other: String) {
        note(
            .facet(BuildState.presence, of: other),
            .facet(node: other, facet: BuildState.presence, digest: .absent))
    }

    /// Makes one part of this node's result, for others to read.
    public func emit(_ facet: String, _ bytes: [UInt8]) {
        let digest = ContentDigest(of: bytes)
        facets.append(EmittedFacet(name: facet, bytes: bytes, digest: digest))
        if bytes.count <= ArtifactPack.largeSize {
            kept.keep(bytes, of: digest, size: bytes.count)
        }
    }

    /// Makes one part of this node's result, and hands on what readers will decode it to.
    ///
    /// - Parameter value: exactly what decoding `bytes` gives.
    public func emit<Value: Sendable>(_ facet: String, _ bytes: [UInt8], as value: Value) {
        let digest = ContentDigest(of: bytes)
        facets.append(EmittedFacet(name: facet, bytes: bytes, digest: digest))
        kept.keep(value, of: digest, size: bytes.count)
    }

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

    /// Stands before the name of a node of which more parts are wanted than were handed over.
    static let wholeMark = "\u{1}"

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
        guard let found = result(of: other) else { throw .needs([other]) }
        if found.isFailed { throw .stopped(by: other) }
        let entry = found.facet(facet)
        if entry == nil, found.isPartial {
            forget(other)
            throw .needs([RuleContext.wholeMark + other])
        }
        let record = entry.flatMap { $0.digest.isAbsent ? nil : $0 }
        note(
            .facet(facet, of: other),
            .facet(node: other, facet: facet, digest: record?.digest ?? .absent))
        return record
    }

    private func note(_ key: DependencyKey, _ dependency: ObservedDependency) {
        if observed.count < Self.few {
            if keys.contains(key) { return }
            keys.append(key)
        } else {
            if noted.isEmpty { noted = Set(keys) }
            guard noted.insert(key).inserted else { return }
        }
        observed.append(dependency)
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
