import ALSAMIDI
import ArgumentParser
import CSystem
import ControlRuntime
import Glibc

/// `pipeline-runtime guard`: waits for the end of the program that started it, and ends what sounds if that
/// one could not.
struct GuardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guard", abstract: "Ends what sounds when its program is killed.",
        shouldDisplay: false)

    func run() throws {
        // Ctrl-C at a terminal and the end of a session are meant for the ward.
        for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { signal(number, SIG_IGN) }
        let memory = try GuardMemory(descriptor: GuardProcess.memoryDescriptor)
        waitForTheEnd()
        if !memory.isClean { silence(memory) }
    }

    /// The pipe ends with the ward; nothing is ever written to it.
    private func waitForTheEnd() {
        var byte: UInt8 = 0
        while true {
            let count = read(GuardProcess.pipeDescriptor, &byte, 1)
            if count == 0 || count < 0 && errno != EINTR { return }
        }
    }

    /// A player of its own with the ward's ledger does it: it knows how to go at a receiver's pace.
    private func silence(_ memory: GuardMemory) {
        guard let client = try? SequencerClient(name: "pipeline-runtime guard"),
            let port = try? client.makePort(name: "end", .gives)
        else { return }
        let number = client.number
        var door = SequencerDoor(client, outputs: memory.outputCount, counts: SequencerCounts())
        var player = Player(
            outputs: Array(repeating: OutputPlan(), count: memory.outputCount), capacity: 16,
            sources: 1, clocks: 1, ledger: memory.ledger)
        // A device is closed unless somebody is connected.
        let watcher = try? PortWatcher(name: "pipeline-runtime guard")
        let now = pipeline_monotonic_ns()
        for output in 0..<memory.outputCount {
            guard let address = memory.destination(output: output) else { continue }
            try? watcher?.connect(PortAddress(client: number, port: port), to: address)
            door.bind(output: output, to: address, from: port)
            player.bind(output: output, now: now)
        }
        finish(&player, &door, until: now + 1_000_000_000)
    }

    private func finish(_ player: inout Player, _ door: inout SequencerDoor, until end: UInt64) {
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
