import ControlRuntime
import Testing

/// Two clocks that are read one after the other, as if at once.
@Suite struct ClockPairTests {
    /// Both clocks show the same; every reading takes so many nanoseconds.
    private func reading(_ durations: [UInt64]) -> (moment: ClockPair, readings: Int) {
        var (now, count) = (1_000_000_000 as UInt64, 0)
        func read() -> UInt64 {
            now += durations[min(count, durations.count - 1)]
            count += 1
            return now
        }
        return (ClockPair(monotonic: read, wall: read), count)
    }

    @Test func `clocks that are read quickly are read once`() {
        let (moment, readings) = reading([20_000])
        #expect(readings == 3)
        #expect(moment.monotonic == moment.wall)
    }

    @Test func `a pause between the two is no difference of the clocks`() {
        let (moment, readings) = reading([1_000, 1_000, 30_000_000, 1_000])
        #expect(readings == 6)
        #expect(moment.monotonic == moment.wall)
    }

    @Test func `where every reading is slow the closest counts, after four`() {
        let slow: [UInt64] = [0, 3_000_000, 3_000_000, 0, 1_000_000, 1_000_000, 0, 2_000_000]
        let (moment, readings) = reading(slow)
        #expect(readings == 12)
        #expect(moment.monotonic == moment.wall)
        #expect(moment.wall == 1_007_000_000)
    }
}
