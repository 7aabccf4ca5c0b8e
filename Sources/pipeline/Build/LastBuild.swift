import BuildEngine
import ContentStore

/// Counts of the last build that had something to do, kept beside the engine's files.
struct LastBuild {
    var nodes: Int
    var executed: Int
    var restored: Int
    var microseconds: UInt64

    private static let path = Workspace.cacheFolder + "/last-build"

    init(_ report: BuildReport) {
        nodes = report.liveCount
        executed = report.count(.executed) + report.count(.failed)
        restored = report.count(.restored)
        microseconds = steadyMicroseconds() - processStart
    }

    /// - Returns: `nil` when no build has left any.
    init?(in workspace: Workspace) {
        guard let bytes = (try? Disk(root: workspace.root).read(Self.path))?.bytes else {
            return nil
        }
        let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ").map {
            UInt64($0)
        }
        guard numbers.count == 4, let nodes = numbers[0], let executed = numbers[1],
            let restored = numbers[2], let microseconds = numbers[3]
        else { return nil }
        self.nodes = Int(clamping: nodes)
        self.executed = Int(clamping: executed)
        self.restored = Int(clamping: restored)
        self.microseconds = microseconds
    }

    /// Nodes of 1,000 whose result was there.
    var hitsPerThousand: UInt64 {
        nodes == 0 ? 0 : UInt64(max(0, nodes - executed)) * 1000 / UInt64(nodes)
    }

    /// Writes the counts down, unless nothing was done; a disk that refuses costs only the figure.
    func keep(in workspace: Workspace) {
        if executed + restored == 0 { return }
        let text = "\(nodes) \(executed) \(restored) \(microseconds)"
        _ = try? Disk(root: workspace.root).replace(
            Self.path, with: Array(text.utf8),
            temporaryFolder: Workspace.cacheFolder + "/temporary")
    }
}
