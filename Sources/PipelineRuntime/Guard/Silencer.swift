import ALSAMIDI
import CSystem
import ControlRuntime
import Glibc

/// Ends what a ledger says that sounds, by a player of its own: that one goes at a receiver's pace.
struct Silencer: ~Copyable {
    private let memory: GuardMemory
    private let sequencer: SequencerClient?
    /// Our port.
    private let port: UInt8
    /// `nil` where no output is at JACK.
    private let jack: JACKLibrary?

    /// Time for receivers that have no room, and for a device until the system has closed it.
    private static let longest: UInt64 = 1_000_000_000
    private static let pause: UInt64 = 1_000_000

    /// Opens the sequencer, where there is one.
    init(_ memory: GuardMemory) {
        self.memory = memory
        do throws(SequencerError) {
            let client = try SequencerClient(name: "pipeline-runtime guard")
            port = try client.makePort(name: "end", .gives, isPrivate: true)
            sequencer = consume client
        } catch {
            port = 0
            sequencer = nil
        }
        let isNeeded = (0..<memory.outputCount).contains {
            if case .jack = memory.way(output: $0) { true } else { false }
        }
        jack = isNeeded ? try? JACKLibrary() : nil
    }

    /// Something to be silenced: an output at one of those that heard it.
    private struct Goal {
        var output: Int
        var way: GuardMemory.Way
        var address: PortAddress?
    }

    /// Outputs where nothing was sent are left alone.
    private static func goals(_ memory: GuardMemory) -> [Goal] {
        (0..<memory.outputCount).flatMap { output -> [Goal] in
            guard memory.ledger.port(output).usedChannels != 0 else { return [] }
            let way = memory.way(output: output)
            guard way == .sequencer else { return [Goal(output: output, way: way)] }
            return memory.destinations(output: output).map {
                Goal(output: output, way: way, address: $0)
            }
        }
    }

    /// Ends what sounds: a player ends it at each output that is bound.
    consuming func run() {
        let goals = Self.goals(memory)
        guard !goals.isEmpty else { return }
        let ledger = NoteLedger.allocate(ports: goals.count)
        for (place, goal) in goals.enumerated() {
            ledger.port(place).copy(memory.ledger.port(goal.output))
        }
        var player = Player(
            outputs: goals.map { Self.plan($0.way) }, capacity: 16, sources: 1, clocks: 1,
            ledger: ledger)
        var door = SilencerDoor(
            sequencer, jack.flatMap { Self.client($0, goals) }, outputs: goals.count)
        var waiting: [Int] = []
        for (place, goal) in goals.enumerated() {
            if let address = goal.address {
                door.bind(place, to: address, from: port)
            } else if !door.open(place, goal.way) {
                waiting.append(place)
                continue
            }
            player.bind(output: place, now: pipeline_monotonic_ns())
        }
        Self.finish(&player, &door, goals.map(\.way), &waiting)
    }

    /// A client of JACK's with a port for each goal there, connected to those who heard that.
    private static func client(
        _ library: JACKLibrary, _ goals: [Goal]
    ) -> (JACKClient, places: [Int])? {
        var (places, names) = ([Int](), [[String]]())
        for (place, goal) in goals.enumerated() {
            guard case .jack(let listeners) = goal.way else { continue }
            places.append(place)
            names.append(listeners)
        }
        let (input, notices) = (pipeline_event(0, 0), pipeline_event(0, 0))
        guard !places.isEmpty, input >= 0, notices >= 0 else { return nil }
        let client = JACKClient(
            library, name: "pipeline-runtime guard", outputs: places.map { "end \($0 + 1)" },
            inputs: [], descriptors: (input, notices))
        guard (try? client.open()) != nil else { return nil }
        for (number, listeners) in names.enumerated() {
            for name in listeners { _ = client.connect(number, name, .takes) }
        }
        return (client, places)
    }

    private static func plan(_ way: GuardMemory.Way) -> OutputPlan {
        // The wire is slow enough by itself: the device takes what it has room for.
        OutputPlan(rate: way == .sequencer ? .software : .unlimited)
    }

    private static func finish(
        _ player: inout Player, _ door: inout SilencerDoor, _ ways: [GuardMemory.Way],
        _ waiting: inout [Int]
    ) {
        let end = pipeline_monotonic_ns() + longest
        while true {
            let now = pipeline_monotonic_ns()
            guard case .wait(let next) = player.advance(now: now, door: &door) else { continue }
            door.flush()
            let isDone = waiting.isEmpty && player.isQuiet && !door.hasUnsent
            if now >= end || isDone { return }
            var wake = min(next ?? .max, door.deadline, end)
            if !waiting.isEmpty || door.waitsForJACK { wake = min(wake, now + pause) }
            if wake > now { MeasuredClock.sleep(until: wake) }
            waiting.removeAll { place in
                guard door.open(place, ways[place]) else { return false }
                player.bind(output: place, now: pipeline_monotonic_ns())
                return true
            }
        }
    }
}
