import BuildEngine
import Diagnostics

extension BuildReport {
    /// One line about what a build did, without a line feed.
    ///
    /// - Parameters:
    ///   - microseconds: how long it took.
    ///   - isVerified: whether nodes were run twice.
    func closingLine(microseconds: UInt64, isVerified: Bool = false) -> String {
        let time = duration(microseconds: microseconds)
        let findings = Set(diagnostics.map(\.diagnostic))
        let counts = findings.isEmpty ? "" : "; \(findingCounts(Array(findings)))"
        if wasInterrupted {
            return "interrupted after \(time); the next build goes on from here"
        }
        if !differences.isEmpty {
            let kept = counted(differences.count, "output")
            return
                "\(kept) would not stay as \(differences.count == 1 ? "it is" : "they are"); "
                + "nothing was written (\(time))\(counts)"
        }
        let reached = reachedCount.map { "; the changes reach \(counted($0, "node"))" } ?? ""
        let verified =
            isVerified ? "; \(counted(verifiedCount, "node")) run twice and compared" : ""
        if outcomes.isEmpty, removed.isEmpty {
            let what = reached.isEmpty ? "\(fileCount) files are" : "what changed is"
            return "nothing to do: \(liveCount) nodes and \(what) up to date "
                + "(\(time))\(reached)\(verified)\(counts)"
        }
        return "\(kindCounts) of \(liveCount) nodes; \(Set(outcomes.flatMap(\.written)).count) "
            + "files written (\(time))\(reached)\(verified)\(counts)"
    }

    private var kindCounts: String {
        var parts = ["\(count(.executed)) run"]
        for (kind, name) in [
            (NodeOutcome.Kind.restored, "restored"), (.repaired, "repaired"), (.failed, "failed"),
            (.blocked, "waiting for errors to be mended"),
        ] where count(kind) > 0 {
            parts.append("\(count(kind)) \(name)")
        }
        return parts.joined(separator: ", ")
    }
}

extension NodeOutcome {
    /// One line about what came of the node, and why it was looked at, without a line feed.
    var line: String {
        switch kind {
        case .executed:
            "run      \(node) (\(duration(microseconds: UInt64(microseconds)))): \(reason)"
        case .restored: "restore  \(node): its result was in the store"
        case .repaired: "repair   \(written.joined(separator: ", ")) was not as written"
        case .failed: "fail     \(node): \(reason)"
        case .blocked: "wait     \(node): \(blockedBy ?? "") has errors"
        }
    }
}
