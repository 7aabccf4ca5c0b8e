import CSystem
import ControlRuntime

/// What a player costs that has nothing to do, or nothing to do yet.
struct IdleMeasurement {
    var seconds = 10
    var waiting = 0

    func run() throws(RuntimeRefusal) -> Figures {
        let signals = try PlayerSignals()
        let now = pipeline_monotonic_ns()
        var player = Player(
            outputs: [OutputPlan(rate: .unlimited)], capacity: max(1, waiting), sources: 1)
        player.bind(output: 0, now: now)
        for place in 0..<waiting {
            let message = ShortMessage(status: 0x90, first: 60, second: 1)
            _ = player.accept(
                message.event(due: now + 3_600_000_000_000 + UInt64(place), output: 0))
        }
        let counters = player.counters
        let thread = try PlayerThread(
            player, stage: MeasuringStage(MeasuringStage.Result(dues: [])), signals: signals)
        try thread.start()
        MeasuredClock.sleep(until: pipeline_monotonic_ns() + 200_000_000)
        let wakes = counters.value(.wakes)
        let processor = MeasuredClock.processProcessor()
        MeasuredClock.sleep(until: pipeline_monotonic_ns() + UInt64(seconds) * 1_000_000_000)
        var figures = Figures()
        figures.add("wakes", counters.value(.wakes) - wakes)
        let used = MeasuredClock.processProcessor() - processor
        figures.add("cpu_percent", Double(used) / (Double(seconds) * 1e9) * 100)
        thread.end(.now)
        return figures
    }
}

/// What waiting messages cost in memory.
struct MemoryMeasurement {
    var waiting = 100_000

    func run() -> Figures {
        let before = MeasuredClock.residentKilobytes()
        var player = Player(outputs: [OutputPlan(rate: .unlimited)], capacity: waiting, sources: 1)
        for place in 0..<waiting {
            let message = ShortMessage(status: 0x90, first: UInt8(place % 128), second: 1)
            _ = player.accept(message.event(due: 1_000 + UInt64(place * 7_919 % 65_536), output: 0))
        }
        var figures = Figures()
        figures.add("waiting", UInt64(player.waitingCount))
        figures.add("record_bytes", UInt64(MemoryLayout<TimedEvent>.stride))
        figures.add("resident_kb", MeasuredClock.residentKilobytes() - before)
        return figures
    }
}
