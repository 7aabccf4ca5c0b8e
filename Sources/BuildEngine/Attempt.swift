import ContentDigest
import ContentStore
import Diagnostics
import TaskGraph

/// An output as it was last seen: what the node had written there before.
struct KnownOutput: Sendable {
    var identity: FileIdentity
    var digest: ContentDigest
}

/// One part of a finished node's result.
struct MadeFacet: Sendable {
    var name: String
    var bytes: [UInt8]
    var digest: ContentDigest
    /// The file it was written to, as it is now.
    var output: ObservedFile?
    /// Whether the file had to be written.
    var wasWritten = false
}

/// What came of running a node once.
enum AttemptOutcome: Sendable {
    case needs([String])
    case finished(Finished)
    /// A node before it failed; by itself when the build was to end while it ran.
    case stopped(by: String)
    case failed(Diagnostic)

    /// Whether it counts as a failure, or an error, of the build.
    var isFailure: Bool {
        switch self {
        case .needs, .stopped: false
        case .failed: true
        case .finished(let finished): finished.flags.contains(.hasErrors)
        }
    }

    struct Finished: Sendable {
        var observed: [ObservedDependency]
        var facets: [MadeFacet]
        var flags: NodeFlags
        var costMicroseconds: UInt32
        /// How much of that went into comparing and writing outputs.
        var outputMicroseconds: UInt64 = 0
        /// The node whose findings left nothing to work on.
        var blockedBy: String?
    }
}

/// The facet that holds a node's findings.
let findingsFacet = "findings"

/// The facet that holds what a command printed, which is shown whenever the result is taken.
public let printedFacet = "printed"

/// The facet that stands for an output file, or for one that may be executed.
public func outputFacet(_ path: String, isExecutable: Bool = false) -> String {
    (isExecutable ? "program:" : "file:") + path
}

/// Whether a facet stands for an output that may be executed.
func isProgram(_ facet: String) -> Bool { facet.hasPrefix("program:") }

/// Runs a node's rule once, on a worker's thread: the rule, a second look at all it read, its outputs.
struct Attempt: Sendable {
    var rule: Rule
    var context: RuleContext
    var outputs: [String: KnownOutput]
    var temporaryFolder: String
    var outputMode = OutputMode.write

    /// How often a node is run again because what it read changed meanwhile.
    private static let limit = 4

    func run() -> AttemptOutcome {
        let start = steadyMicroseconds()
        defer {
            context.tidy?()
            context.tidy = nil
        }
        for _ in 0..<Self.limit {
            var blockedBy: String?
            do throws(Interrupt) {
                try rule.run(context)
            } catch {
                switch error {
                case .needs(let nodes):
                    context.restart(forgettingFiles: false)
                    return .needs(nodes)
                case .failed(let diagnostic): return .failed(diagnostic)
                case .stopped(let node): return .stopped(by: node)
                case .cancelled: return .stopped(by: context.node)
                case .blocked(let node): blockedBy = node
                }
            }
            guard let observed = secondLook() else {
                context.restart(forgettingFiles: true)
                continue
            }
            return finish(observed, blockedBy: blockedBy, since: start)
        }
        return .failed(
            Diagnostic(
                .error, "build.inputs-keep-changing",
                "what \(context.node) reads kept changing while it ran; build again when it is quiet",
                path: ""))
    }

    /// All that was seen, with identities as they are now; `nil` when some content is another now.
    private func secondLook() -> [ObservedDependency]? {
        var observed = context.observed
        for index in observed.indices {
            guard case .file(var file) = observed[index] else { continue }
            guard let now = try? context.disk.identity(of: file.path) else { return nil }
            if now == file.identity { continue }
            file.seenAt = fileClock()
            file.identity = now
            guard let digest = try? currentDigest(of: file), digest == file.digest else {
                return nil
            }
            observed[index] = .file(file)
        }
        return observed
    }

    private func currentDigest(of file: ObservedFile) throws(FileError) -> ContentDigest {
        if file.isListing {
            return RuleContext.digest(of: try context.disk.list(file.path)?.entries)
        }
        return try context.disk.read(file.path).map { ContentDigest(of: $0.bytes) } ?? .absent
    }

    private func finish(
        _ observed: [ObservedDependency], blockedBy: String?, since start: UInt64
    ) -> AttemptOutcome {
        var flags: NodeFlags = blockedBy == nil ? [] : .blocked
        var made: [MadeFacet] = []
        var outputMicroseconds: UInt64 = 0
        if blockedBy == nil {
            for facet in context.facets {
                made.append(
                    MadeFacet(name: facet.name, bytes: facet.bytes, digest: facet.digest))
            }
            let beforeOutputs = context.outputs.isEmpty ? 0 : steadyMicroseconds()
            for output in context.outputs where outputMode == .leaveAlone {
                made.append(
                    MadeFacet(
                        name: outputFacet(output.path, isExecutable: output.isExecutable),
                        bytes: output.bytes, digest: ContentDigest(of: output.bytes)))
            }
            for output in context.outputs where outputMode != .leaveAlone {
                do throws(FileError) {
                    made.append(try write(output))
                } catch {
                    return .failed(
                        Diagnostic(.error, "build.cannot-write", "\(error)", path: error.path))
                }
            }
            if beforeOutputs > 0 { outputMicroseconds = steadyMicroseconds() - beforeOutputs }
        }
        if !context.diagnostics.isEmpty {
            let bytes = encodedDiagnostics(context.diagnostics.sorted())
            made.append(
                MadeFacet(name: findingsFacet, bytes: bytes, digest: ContentDigest(of: bytes)))
            flags.insert(context.hasErrors ? [.hasErrors, .hasFindings] : .hasFindings)
        }
        let cost = UInt32(clamping: steadyMicroseconds() - start)
        return .finished(
            .init(
                observed: observed, facets: made, flags: flags, costMicroseconds: cost,
                outputMicroseconds: outputMicroseconds, blockedBy: blockedBy))
    }

    /// Makes a file what it must be; one that already is stays as it is.
    private func write(_ output: RuleContext.Output) throws(FileError) -> MadeFacet {
        var writer = OutputWriter(
            disk: context.disk, temporaryFolder: temporaryFolder, mode: outputMode)
        writer.isExecutable = output.isExecutable
        writer.made = output.made
        return try writer.write(output.path, output.bytes, known: outputs[output.path])
    }
}

/// What is done with the outputs that a node makes.
enum OutputMode: Sendable {
    case write
    /// They are compared with what is there, and nothing is written.
    case compare
    /// They are not looked at.
    case leaveAlone
}

/// Brings files of the workspace to a wanted content.
struct OutputWriter: Sendable {
    var disk: Disk
    var temporaryFolder: String
    var mode = OutputMode.write
    var isExecutable = false
    /// A file with the wanted content, which may be moved to its place.
    var made: String?

    func write(
        _ path: String, _ bytes: [UInt8], known: KnownOutput?
    ) throws(FileError) -> MadeFacet {
        let digest = ContentDigest(of: bytes)
        let present = try disk.identity(of: path, followsLinks: false)
        var isThere = known?.digest == digest && known?.identity == present
        if !isThere, present.isRegularFile, present.size == bytes.count {
            isThere = try disk.read(path)?.bytes == bytes
        }
        if isExecutable, present.mode & 0o100 == 0 { isThere = false }
        var identity = present
        let seenAt = fileClock()
        if !isThere, mode == .compare {
            let found = present.isRegularFile ? try disk.read(path) : nil
            let seen = ObservedFile(
                path: path, isListing: false, identity: found?.identity ?? present,
                digest: found.map { ContentDigest(of: $0.bytes) } ?? .absent, seenAt: seenAt)
            return MadeFacet(
                name: outputFacet(path, isExecutable: isExecutable), bytes: bytes, digest: digest,
                output: seen)
        }
        if !isThere {
            identity = try put(path, bytes)
        }
        let output = ObservedFile(
            path: path, isListing: false, identity: identity, digest: digest, seenAt: seenAt)
        return MadeFacet(
            name: outputFacet(path, isExecutable: isExecutable), bytes: bytes, digest: digest,
            output: output, wasWritten: !isThere)
    }

    private func put(_ path: String, _ bytes: [UInt8]) throws(FileError) -> FileIdentity {
        let mode: UInt32 = isExecutable ? 0o755 : 0o644
        if let made, let identity = try disk.adopt(made, as: path, mode: mode) { return identity }
        return try disk.replace(path, with: bytes, temporaryFolder: temporaryFolder, mode: mode)
    }
}
