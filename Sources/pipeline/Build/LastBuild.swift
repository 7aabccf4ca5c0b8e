import BuildEngine
import ContentStore

/// What the last build did that had something to do, kept beside the engine's files.
struct LastBuild {
    /// How each node ended that ran or was restored; none when there were too many.
    var kinds: [String: String] = [:]
    var nodes: Int
    var executed: Int
    var restored: Int
    var microseconds: UInt64

    /// So many nodes are kept by name.
    private static let limit = 2000

    private static let path = Workspace.cacheFolder + "/last-build"

    /// - Parameter time: how long it took, in microseconds; the whole command when not given.
    init(_ report: BuildReport, microseconds time: UInt64? = nil) {
        nodes = report.liveCount
        executed = report.count(.executed) + report.count(.failed)
        restored = report.count(.restored)
        microseconds = time ?? steadyMicroseconds() - processStart
        if executed + restored <= Self.limit {
            for outcome in report.outcomes where outcome.kind != .blocked {
                kinds[outcome.node] = outcome.kind.rawValue
            }
        }
    }

    /// - Returns: `nil` when no build has left any.
    init?(in workspace: Workspace) {
        guard let bytes = (try? Disk(root: workspace.root).read(Self.path))?.bytes else {
            return nil
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let numbers = (lines.first ?? "").split(separator: " ").map { UInt64($0) }
        guard numbers.count == 4, let nodes = numbers[0], let executed = numbers[1],
            let restored = numbers[2], let microseconds = numbers[3]
        else { return nil }
        self.nodes = Int(clamping: nodes)
        self.executed = Int(clamping: executed)
        self.restored = Int(clamping: restored)
        self.microseconds = microseconds
        for line in lines.dropFirst() {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            if parts.count == 2 { kinds[parts[1]] = parts[0] }
        }
    }

    /// Whether `kinds` names every node that did something.
    var isComplete: Bool { executed + restored <= Self.limit }

    /// Nodes of 1,000 whose result was there.
    var hitsPerThousand: UInt64 {
        nodes == 0 ? 0 : UInt64(max(0, nodes - executed)) * 1000 / UInt64(nodes)
    }

    /// Writes the counts down, unless nothing was done; a disk that refuses costs only the figure.
    func keep(in workspace: Workspace) {
        if executed + restored == 0 { return }
        var text = "\(nodes) \(executed) \(restored) \(microseconds)\n"
        for (node, kind) in kinds.sorted(by: { $0.key < $1.key }) where !node.contains("\n") {
            text += "\(kind) \(node)\n"
        }
        _ = try? Disk(root: workspace.root).replace(
            Self.path, with: Array(text.utf8),
            temporaryFolder: Workspace.cacheFolder + "/temporary")
    }
}
