import CSystem
import ControlRuntime

/// How far a MIDI clock of 24 ticks a quarter note is from where it ought to be, after a long time.
struct ClockMeasurement {
    var seconds = 3_600
    var beatsPerMinute = 97.3

    func run() throws(RuntimeRefusal) -> Figures {
        let start = pipeline_monotonic_ns() + 100_000_000
        let tick = 60e9 / (beatsPerMinute * 24)
        let ticks = Int(Double(seconds) * 1e9 / tick) + 1
        // Start goes 1 ms before the first tick.
        var dues = [start - 1_000_000]
        for place in 0..<ticks { dues.append(start + UInt64((Double(place) * tick).rounded())) }
        let result = MeasuringStage.Result(dues: dues)
        let signals = try PlayerSignals()
        var player = Player(outputs: [OutputPlan(rate: .unlimited)], capacity: 64, sources: 1)
        player.bind(output: 0, now: start)
        _ = player.startClock(0, output: 0, start: start, beatsPerMinute: beatsPerMinute)
        let thread = try PlayerThread(player, stage: MeasuringStage(result), signals: signals)
        try thread.start()
        MeasuredClock.sleep(until: (dues.last ?? start) + 5_000_000)
        thread.end(.now)
        var figures = Figures()
        figures.add("ticks", UInt64(max(0, result.count - 1)))
        figures.add("missing", UInt64(dues.count - result.count))
        if result.count > 0 {
            figures.add("last_error_us", Double(result.lateness[result.count - 1]) / 1_000)
        }
        figures.add("error", nanoseconds: Array(result.lateness[..<result.count]))
        return figures
    }
}
