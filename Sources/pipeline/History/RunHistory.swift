import BuildEngine
import Glibc
import SourceText

/// What ran in a workspace, one JSON object a line in `.cache/history`: every command with its
/// duration, and every build with what it did.
///
/// A line is written by one call, so that two programs never mix theirs; a disk that refuses, or a
/// line that cannot be read, costs only itself.
struct RunHistory {
    static let path = ".cache/history"
    /// Above this many bytes the older half is let go of.
    private static let limit = 512 * 1024

    /// A command that ran.
    struct Command {
        /// Seconds since 1970.
        var at: Int64
        /// Its words without options, as `maps list`.
        var name: String
        var microseconds: UInt64
        var cpuMicroseconds: UInt64
        var peakBytes: UInt64
        var exitCode: Int64
    }

    /// A build that ran, as a command of its own or on the way to an answer.
    struct Build {
        var at: Int64
        var microseconds: UInt64
        var nodes: Int64
        var executed: Int64
        var restored: Int64
        var failed: Int64
        var written: Int64
        var peakBytes: UInt64
        /// Microseconds by the phases of the performance guide.
        var phases: [(name: String, microseconds: UInt64)] = []
    }

    private(set) var commands: [Command] = []
    private(set) var builds: [Build] = []

    /// Reads the history of the workspace at `root`; an empty one when there is none.
    init(root: String) {
        guard let bytes = readWhole(root + "/" + Self.path) else { return }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let fields = JSONReader.read(Array(line), path: Self.path).root else { continue }
            switch fields["kind"]?.string {
            case "command": if let command = Command(fields) { commands.append(command) }
            case "build": if let build = Build(fields) { builds.append(build) }
            default: continue
            }
        }
    }

    /// Adds a line, when the workspace has a cache folder.
    static func append(_ line: JSONValue, root: String) {
        let path = root + "/" + Self.path
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else { return }
        defer { close(file) }
        let bytes = line.encoded() + [UInt8(ascii: "\n")]
        _ = write(file, bytes, bytes.count)
        if lseek(file, 0, SEEK_CUR) > off_t(limit) { shorten(path) }
    }

    /// Keeps the newer half.
    private static func shorten(_ path: String) {
        guard let bytes = readWhole(path) else { return }
        let half = bytes[(bytes.count / 2)...]
        guard let start = half.firstIndex(of: UInt8(ascii: "\n")) else { return }
        guard let file = try? ReportFile(path) else { return }
        file.add(Array(bytes[(start + 1)...]))
        _ = file.finish()
    }
}

private func readWhole(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    let size = Int(lseek(file, 0, SEEK_END))
    guard size > 0 else { return nil }
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        count = max(0, pread(file, buffer.baseAddress, size, 0))
    }
}

extension RunHistory.Command {
    /// Notes the command that this process is, at its end.
    static func note(_ arguments: [String], exitCode: Int32) {
        let words = arguments.prefix { !$0.hasPrefix("-") && !$0.contains("/") }.prefix(2)
        guard let first = words.first, let root = Workspace.rootOfCurrentFolder() else { return }
        let groups = ["plugins", "maps", "daw", "cache", "workflow"]
        let name = groups.contains(first) ? words.joined(separator: " ") : first
        let usage = ownUsage()
        RunHistory.append(
            .object([
                .init("kind", .string("command")), .init("at", .integer(Int64(time(nil)))),
                .init("command", .string(name)),
                .init("microseconds", .integer(Int64(steadyMicroseconds() - processStart))),
                .init("cpuMicroseconds", .integer(usage.cpuMicroseconds)),
                .init("peakBytes", .integer(usage.peakBytes)),
                .init("exit", .integer(Int64(exitCode))),
            ]), root: root)
    }

    fileprivate init?(_ fields: SourceNode) {
        guard let at = fields["at"]?.integer, let name = fields["command"]?.string,
            let microseconds = fields["microseconds"]?.integer
        else { return nil }
        self.init(
            at: at, name: name, microseconds: UInt64(clamping: microseconds),
            cpuMicroseconds: UInt64(clamping: fields["cpuMicroseconds"]?.integer ?? 0),
            peakBytes: UInt64(clamping: fields["peakBytes"]?.integer ?? 0),
            exitCode: fields["exit"]?.integer ?? 0)
    }
}

extension RunHistory.Build {
    /// Notes a build that has just ended.
    static func note(_ report: BuildReport, microseconds: UInt64, root: String) {
        func count(_ number: Int) -> JSONValue { .integer(Int64(number)) }
        let phases = PhaseRow.rows(report).filter { $0.executed > 0 }.map {
            JSONValue.Member($0.name, .integer(Int64($0.microseconds)))
        }
        RunHistory.append(
            .object([
                .init("kind", .string("build")), .init("at", .integer(Int64(time(nil)))),
                .init("microseconds", .integer(Int64(microseconds))),
                .init("nodes", count(report.liveCount)),
                .init("executed", count(report.count(.executed))),
                .init("restored", count(report.count(.restored))),
                .init("failed", count(report.count(.failed))),
                .init("written", count(Set(report.outcomes.flatMap(\.written)).count)),
                .init("peakBytes", .integer(ownUsage().peakBytes)),
                .init("phases", .object(phases)),
            ]), root: root)
    }

    fileprivate init?(_ fields: SourceNode) {
        guard let at = fields["at"]?.integer, let microseconds = fields["microseconds"]?.integer
        else {
            return nil
        }
        self.init(
            at: at, microseconds: UInt64(clamping: microseconds),
            nodes: fields["nodes"]?.integer ?? 0, executed: fields["executed"]?.integer ?? 0,
            restored: fields["restored"]?.integer ?? 0, failed: fields["failed"]?.integer ?? 0,
            written: fields["written"]?.integer ?? 0,
            peakBytes: UInt64(clamping: fields["peakBytes"]?.integer ?? 0),
            phases: (fields["phases"]?.mapping ?? []).compactMap { entry in
                entry.value.integer.map { (entry.key, UInt64(clamping: $0)) }
            })
    }

    /// Of all nodes, those of 1,000 that need not run.
    var hitsPerThousand: UInt64 {
        nodes <= 0 ? 0 : UInt64(max(0, nodes - executed - failed)) * 1000 / UInt64(nodes)
    }
}

/// Processor time of this process and those it started, and the most memory that it held.
private func ownUsage() -> (cpuMicroseconds: Int64, peakBytes: Int64) {
    func microseconds(_ usage: rusage) -> Int64 {
        Int64(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1_000_000
            + Int64(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }
    var (own, children) = (rusage(), rusage())
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &own)
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &children)
    return (microseconds(own) + microseconds(children), Int64(own.ru_maxrss) * 1024)
}
