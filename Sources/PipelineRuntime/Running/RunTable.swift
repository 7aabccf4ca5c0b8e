import ALSAMIDI
import ControlRuntime
import OSCTransport

/// What a run plays and where it sends, as it is now: changed by reloads, read by whoever must know names.
///
/// For the control thread.
final class RunTable: @unchecked Sendable {
    // Unchecked: used by the control thread alone.

    /// The maps, and the outputs by their places.
    var plan: RunPlan
    /// `nil` at the places of other outputs.
    var targets: [OSCTarget?]
    var connectors: [Int: OSCConnector] = [:]
    /// Our ports by the places of outputs and of inputs.
    var outputPorts: [Int: UInt8] = [:]
    var inputPorts: [Int: UInt8] = [:]
    var reloads = ReloadCounts()

    private let changes: OSCChanges
    /// What targets send back.
    let replies: OSCReplies
    private let report: @Sendable (String) -> Void

    init(
        _ plan: RunPlan, targets: [OSCTarget?], _ changes: OSCChanges, _ replies: OSCReplies,
        report: @escaping @Sendable (String) -> Void
    ) {
        self.plan = plan
        self.targets = targets
        self.changes = changes
        self.replies = replies
        self.report = report
    }

    /// Connects an OSC target, which is bound when it has come.
    func connect(_ place: Int) {
        guard let target = targets[place] else { return }
        let (changes, replies, report) = (changes, replies, report)
        connectors[place] = OSCConnector(
            target,
            onChange: { problem in
                if let problem {
                    report("\(target.name): \(problem)")
                } else {
                    changes.add(UInt16(place))
                }
            }, onReply: { replies.add($0, from: UInt16(place)) })
    }

    /// Disconnects one, whose link is nobody's any more.
    func disconnect(_ place: Int) {
        connectors.removeValue(forKey: place)?.stop()
        targets[place] = nil
    }

    func disconnectAll() {
        for connector in connectors.values { connector.stop() }
        connectors = [:]
    }
}
