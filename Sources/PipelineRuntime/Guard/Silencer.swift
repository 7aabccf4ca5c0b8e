import ALSAMIDI
import CSystem
import ControlRuntime

/// Ends what a ledger says that sounds, by a player of its own: that one goes at a receiver's pace.
struct Silencer: ~Copyable {
    private let memory: GuardMemory
    private let watcher: PortWatcher
    private let address: PortAddress
    private var door: SequencerDoor
    private var player: Player

    /// Time for receivers that have no room.
    private static let longest: UInt64 = 1_000_000_000

    /// Opens the sequencer.
    ///
    /// - Returns: `nil` where there is none.
    init?(_ memory: GuardMemory) {
        do throws(SequencerError) {
            let client = try SequencerClient(name: "pipeline-runtime guard")
            let port = try client.makePort(name: "end", .gives, isPrivate: true)
            watcher = try PortWatcher(name: "pipeline-runtime guard")
            address = PortAddress(client: client.number, port: port)
            door = SequencerDoor(client, outputs: memory.outputCount, counts: SequencerCounts())
        } catch {
            return nil
        }
        self.memory = memory
        player = Player(
            outputs: Array(repeating: OutputPlan(), count: memory.outputCount), capacity: 16,
            sources: 1, clocks: 1, ledger: memory.ledger)
    }

    /// Binds every output that was bound: a player ends what sounded at a port that comes.
    consuming func run() {
        let now = pipeline_monotonic_ns()
        for output in 0..<memory.outputCount {
            guard let target = memory.destination(output: output) else { continue }
            // A device is open only while somebody is connected; what needs none does not mind.
            try? watcher.connect(address, to: target)
            door.bind(output: output, to: target, from: address.port)
            player.bind(output: output, now: now)
        }
        let end = now + Self.longest
        while true {
            let now = pipeline_monotonic_ns()
            guard case .wait(let next) = player.advance(now: now, door: &door) else { continue }
            door.flush()
            if now >= end || player.isQuiet && !door.hasUnsent { return }
            let wake = min(next ?? .max, door.deadline ?? .max, end)
            if wake > now { MeasuredClock.sleep(until: wake) }
        }
    }
}
