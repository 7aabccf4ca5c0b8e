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
        var door = SilencerDoor(sequencer, outputs: goals.count)
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
            if !waiting.isEmpty { wake = min(wake, now + pause) }
            if wake > now { MeasuredClock.sleep(until: wake) }
            waiting.removeAll { place in
                guard door.open(place, ways[place]) else { return false }
                player.bind(output: place, now: pipeline_monotonic_ns())
                return true
            }
        }
    }
}

/// The ways out of a guard.
private struct SilencerDoor: OutputDoor, ~Copyable {
    private let sequencer: UnsafeMutablePointer<SequencerDoor>?
    private let bytes: UnsafeMutablePointer<ByteDoor>
    private let outputCount: Int
    private var devices: [ByteDevice] = []

    init(_ client: consuming SequencerClient?, outputs: Int) {
        outputCount = outputs
        bytes = .allocate(capacity: outputs)
        for place in 0..<outputs { (bytes + place).initialize(to: ByteDoor()) }
        if let client = consume client {
            sequencer = .allocate(capacity: 1)
            sequencer?.initialize(
                to: SequencerDoor(client, outputs: outputs, counts: SequencerCounts()))
        } else {
            sequencer = nil
        }
    }

    deinit {
        bytes.deinitialize(count: outputCount)
        bytes.deallocate()
        sequencer?.deinitialize(count: 1)
        sequencer?.deallocate()
    }

    mutating func bind(_ place: Int, to target: PortAddress, from port: UInt8) {
        // A device is open only while somebody is connected; what needs none does not mind.
        try? sequencer?.pointee.connect(port, to: target)
        sequencer?.pointee.bind(output: place, to: target, from: port)
    }

    /// - Returns: `false` when it is to be tried again.
    mutating func open(_ place: Int, _ way: GuardMemory.Way) -> Bool {
        switch way {
        case .sequencer: break
        case .descriptor(let number): (bytes + place).pointee.attach(number)
        case .device(let name):
            do throws(SequencerError) {
                let device = try ByteDevice(name, .takes)
                devices.append(device)
                (bytes + place).pointee.attach(device.descriptor)
            } catch {
                // It is being closed.
                return error.code != EBUSY && error.code != EAGAIN
            }
        }
        return true
    }

    mutating func send(_ message: ShortMessage, to output: Int) -> SendOutcome {
        if (bytes + output).pointee.descriptor >= 0 {
            return (bytes + output).pointee.send(message)
        }
        return sequencer?.pointee.send(message, to: output) ?? .absent
    }

    mutating func send(_ piece: UnsafeRawBufferPointer, to output: Int) -> SendOutcome {
        if (bytes + output).pointee.descriptor >= 0 { return (bytes + output).pointee.send(piece) }
        return sequencer?.pointee.send(piece, to: output) ?? .absent
    }

    mutating func flush() {
        sequencer?.pointee.flush()
        for place in 0..<outputCount { (bytes + place).pointee.flush() }
    }

    var hasUnsent: Bool {
        if sequencer?.pointee.hasUnsent == true { return true }
        return (0..<outputCount).contains { (bytes + $0).pointee.hasUnsent }
    }

    var deadline: UInt64 {
        var earliest = sequencer?.pointee.deadline ?? .max
        for place in 0..<outputCount {
            earliest = min(earliest, (bytes + place).pointee.deadline ?? .max)
        }
        return earliest
    }
}
