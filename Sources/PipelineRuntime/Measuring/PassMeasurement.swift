import CSystem
import ControlRuntime

/// Messages from a producer through ring, heap and lanes to a door, on one thread: what each costs, and,
/// under a counter of allocations, that it costs none.
struct PassMeasurement {
    var count = 100_000
    /// Every so many is a System Exclusive message of 300 bytes, a parameter number, a note or a controller.
    private static let kinds = 4
    /// Messages before those that are measured.
    private static let first = 1_000

    func run() throws(RuntimeRefusal) -> Figures {
        let signals = try PlayerSignals()
        var producer = EventProducer(
            source: 0, capacity: 256, policy: .newest, deadline: signals.deadline)
        var player = Player(
            outputs: [OutputPlan(rate: .unlimited), OutputPlan(rate: .software)], capacity: 4_096,
            sources: 1)
        player.attach(&producer)
        var input = PlayerInput(producer, signals: signals)
        for output in 0..<2 { player.bind(output: output, now: 1) }
        let result = MeasuringStage.Result(dues: [])
        var stage = MeasuringStage(result)
        let exclusive = UnsafeMutableRawBufferPointer.allocate(byteCount: 300, alignment: 8)
        defer { exclusive.deallocate() }
        exclusive.initializeMemory(as: UInt8.self, repeating: 1)
        exclusive[0] = 0xF0
        exclusive[299] = 0xF7
        var start: UInt64 = 0
        var asked: UInt64?
        var now: UInt64 = 1_000_000
        for number in 0..<count + Self.first {
            if number == Self.first {
                asked = AllocationCount.asked()
                start = MeasuredClock.threadProcessor()
            }
            send(number, now: now, exclusive: UnsafeRawBufferPointer(exclusive), into: &input)
            now &+= 500
            while case .wait(let next) = player.advance(now: now, door: &stage), let next,
                next <= now
            {}
            stage.flush()
        }
        let used = MeasuredClock.threadProcessor() - start
        // Before the figures, which ask for more.
        let end = AllocationCount.asked()
        var figures = Figures()
        AllocationCount.add(asked, to: end, into: &figures)
        figures.add("messages", UInt64(count))
        figures.add("sent", player.counters.total(.sent))
        figures.add("replaced", player.counters.total(.replaced))
        figures.add("ns_a_message", Double(used) / Double(max(1, count)))
        return figures
    }

    private func send(
        _ number: Int, now: UInt64, exclusive: UnsafeRawBufferPointer, into input: inout PlayerInput
    ) {
        let output = UInt16(number & 1)
        let key = UInt8(truncatingIfNeeded: number >> 3 & 127)
        let due = now &+ UInt64(number % 7) &* 300
        switch number / 2 % Self.kinds {
        case 0:
            let status: UInt8 = number & 8 == 0 ? 0x90 : 0x80
            _ = input.send(
                ShortMessage(status: status, first: key, second: 64).event(due: due, output: output)
            )
        case 1:
            _ = input.send(
                ShortMessage(status: 0xB0, first: 70, second: key).event(due: due, output: output))
        case 2:
            _ = input.send(
                ParameterNumber(UInt16(key), value: 8_000, channel: 1).event(
                    due: due, output: output))
        default:
            _ = input.send(exclusive, as: TimedEvent(.systemExclusive, due: due, output: output))
        }
    }
}

/// Takes the earliest event and puts another one back, as a full player does.
struct HeapMeasurement {
    var count = 100_000
    var rounds = 400_000

    func run() -> Figures {
        var heap = EventHeap(capacity: count)
        var state: UInt64 = 88_172_645_463_325_252
        func random() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
        for _ in 0..<count { _ = heap.push(TimedEvent(.midi, due: random() % 1_000_000_000)) }
        var check: UInt64 = 0
        // The best of five: what else the machine does takes the caches away.
        var least = UInt64.max
        for _ in 0..<5 {
            let start = MeasuredClock.threadProcessor()
            for _ in 0..<rounds {
                guard var event = heap.pop(dueBy: .max) else { break }
                check &+= event.due
                event.due &+= random() % 1_000_000_000
                _ = heap.push(event)
            }
            least = min(least, MeasuredClock.threadProcessor() - start)
        }
        var figures = Figures()
        figures.add("hold_ns", Double(least) / Double(rounds))
        figures.add("check", check)
        return figures
    }
}
