import ControlRuntime

/// A door that keeps what it was given, and answers as it is told.
struct RecordingDoor: OutputDoor, ~Copyable {
    struct Record: Equatable {
        var now: UInt64
        var output: Int
        var bytes: [UInt8]
    }

    var records: [Record] = []
    var flushes = 0
    var now: UInt64 = 0
    /// What becomes of the message in hand; asked before it is kept.
    var answer: (Record) -> SendOutcome = { _ in .sent }

    mutating func send(_ message: ShortMessage, to output: Int) -> SendOutcome {
        keep(
            Array([message.status, message.first, message.second].prefix(message.byteCount)), output
        )
    }

    mutating func send(_ bytes: UnsafeRawBufferPointer, to output: Int) -> SendOutcome {
        keep(Array(bytes), output)
    }

    mutating func flush() {
        flushes += 1
    }

    private mutating func keep(_ bytes: [UInt8], _ output: Int) -> SendOutcome {
        let record = Record(now: now, output: output, bytes: bytes)
        let outcome = answer(record)
        if outcome == .sent { records.append(record) }
        return outcome
    }

    /// The bytes alone.
    var messages: [[UInt8]] { records.map(\.bytes) }
}

/// A player on a clock that stands still until everybody waits.
struct VirtualPlayer: ~Copyable {
    var player: Player
    var door = RecordingDoor()
    var now: UInt64
    /// Nanoseconds that each wake-up is late.
    var wakeLateness: UInt64 = 0
    var handedOver: [TimedEvent] = []
    var wakes = 0

    init(
        _ plans: [OutputPlan], now: UInt64 = 1_000_000_000, capacity: Int = 65_536, clocks: Int = 4
    ) {
        player = Player(outputs: plans, capacity: capacity, clocks: clocks)
        self.now = now
        for place in plans.indices { player.bind(output: place, now: now) }
        settle()
    }

    /// One MIDI port that takes all it gets.
    static func unlimited() -> VirtualPlayer { VirtualPlayer([OutputPlan(rate: .unlimited)]) }

    /// Does all that is due now; answers the next deadline.
    @discardableResult mutating func settle() -> UInt64? {
        door.now = now
        while true {
            switch player.advance(now: now, door: &door) {
            case .handOver(let event): handedOver.append(event)
            case .wait(let next):
                door.flush()
                if let next, next <= now { continue }
                return next
            }
        }
    }

    /// Lets time pass until an instant, waking when the player asks to be woken.
    mutating func run(until end: UInt64) {
        while let next = settle(), next <= end {
            now = next + wakeLateness
            wakes += 1
        }
        now = max(now, end)
        settle()
    }

    mutating func run(milliseconds: UInt64) {
        run(until: now + milliseconds * 1_000_000)
    }

    mutating func accept(_ bytes: [UInt8], after nanoseconds: UInt64 = 0, output: UInt16 = 0) {
        let message = ShortMessage(
            status: bytes[0], first: bytes.count > 1 ? bytes[1] : 0,
            second: bytes.count > 2 ? bytes[2] : 0)
        _ = player.accept(message.event(due: now + nanoseconds, output: output))
    }

    func count(_ counter: OutputCounter, output: Int = 0) -> UInt64 {
        player.counters.value(counter, output: output)
    }

    /// What was offered to an output and has not ended in one counter.
    func unaccounted(output: Int = 0) -> Int {
        let ends: [OutputCounter] = [
            .sent, .replaced, .tooLate, .paired, .queueFull, .absent, .panicked, .refused,
            .malformed, .waiting,
        ]
        let sum = ends.reduce(0) { $0 + Int(count($1, output: output)) }
        return Int(count(.offered, output: output)) - sum
    }
}

/// Numbers that look random and are the same on every run.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
