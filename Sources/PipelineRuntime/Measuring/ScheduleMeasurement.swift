import CSystem
import ControlRuntime

/// How late messages leave that are sent a little ahead by another thread, at instants without a pattern.
struct ScheduleMeasurement {
    var rate = 1_000
    var seconds = 3
    /// Messages that wait besides, for an hour.
    var waiting = 0
    /// How far ahead messages are sent.
    var aheadNanoseconds: UInt64 = 10_000_000
    var priority: Int32?

    func run() throws(RuntimeRefusal) -> Figures {
        let start = pipeline_monotonic_ns() + 100_000_000
        let dues = instants(from: start)
        let result = MeasuringStage.Result(dues: dues)
        let signals = try PlayerSignals()
        var producer = EventProducer(source: 0, capacity: 65_536, deadline: signals.deadline)
        var player = Player(
            outputs: [OutputPlan(rate: .unlimited)], capacity: waiting + 65_536, sources: 1)
        player.attach(&producer)
        var input = PlayerInput(producer, signals: signals)
        player.bind(output: 0, now: start)
        for _ in 0..<waiting { _ = player.accept(message(due: start + 3_600_000_000_000)) }
        let counters = player.counters
        let thread = try PlayerThread(
            player, stage: MeasuringStage(result), signals: signals, priority: priority)
        try thread.start()
        let enqueueing = feed(dues, into: &input)
        MeasuredClock.sleep(until: (dues.last ?? start) + 300_000_000)
        // A machine that is busy with something else may take longer; ten seconds at most.
        for _ in 0..<100 where counters.total(.sent) < input.counts.accepted {
            MeasuredClock.sleep(until: pipeline_monotonic_ns() + 100_000_000)
        }
        let most = counters.value(.waitingMost)
        let wakes = counters.value(.wakes)
        thread.end(.now)
        return figures(
            result, enqueueing: enqueueing, refused: UInt64(dues.count) - input.counts.accepted,
            most: most, wakes: wakes, realtime: thread.realtime)
    }

    /// One instant in each slot of the rate, anywhere in it; the same on every run.
    private func instants(from start: UInt64) -> [UInt64] {
        let slot = 1_000_000_000 / UInt64(max(1, rate))
        var state: UInt64 = 88_172_645_463_325_252
        return (0..<UInt64(rate * seconds)).map { place in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return start + place * slot + state % slot
        }
    }

    /// A program change, which is sent however late it is: of late controllers only the newest goes.
    private func message(due: UInt64) -> TimedEvent {
        ShortMessage(status: 0xC0, first: 1).event(due: due, output: 0)
    }

    /// Sends each message when it is `aheadNanoseconds` before its time, in one go every 5 ms.
    ///
    /// - Returns: How long each call took.
    private func feed(_ dues: [UInt64], into input: inout PlayerInput) -> [UInt64] {
        var times: [UInt64] = []
        times.reserveCapacity(dues.count)
        var next = 0
        while next < dues.count {
            let now = pipeline_monotonic_ns()
            while next < dues.count, dues[next] <= now + aheadNanoseconds {
                let before = pipeline_monotonic_ns()
                _ = input.send(message(due: dues[next]))
                times.append(pipeline_monotonic_ns() - before)
                next += 1
            }
            MeasuredClock.sleep(until: now + 5_000_000)
        }
        return times
    }

    private func figures(
        _ result: MeasuringStage.Result, enqueueing: [UInt64], refused: UInt64, most: UInt64,
        wakes: UInt64, realtime: RealtimeClass
    ) -> Figures {
        var figures = Figures()
        figures.add("sent", UInt64(result.count))
        figures.add("lost", UInt64(result.dues.count - result.count))
        figures.add("refused", refused)
        figures.add("lateness", nanoseconds: Array(result.lateness[..<result.count]))
        figures.add("enqueue", nanoseconds: enqueueing)
        let processor =
            result.processorAtLast - min(result.processorAtFirst, result.processorAtLast)
        figures.add("cpu_percent", Double(processor) / (Double(seconds) * 1e9) * 100)
        figures.add("waiting_most", most)
        figures.add("wakes", wakes)
        figures.add("fifo", realtime.priority == nil ? UInt64(0) : 1)
        figures.add("locked", realtime.isMemoryLocked ? UInt64(1) : 0)
        return figures
    }
}
