import ControlRuntime
import Testing

@Suite struct ClockMapTests {
    /// Feeds a map for some seconds, ten times a second, from a clock that goes `drift` too fast and is
    /// heard up to `delay` late.
    private func feed(
        _ map: inout ClockMap, seconds: ClosedRange<Int>, drift: Double = 0, step: Double = 0,
        delay: UInt64 = 0, numbers: inout SeededNumbers
    ) -> [ClockMap.Observation] {
        (seconds.lowerBound * 10...seconds.upperBound * 10).map { tenth in
            let time = Double(tenth) * 1e8
            let source = UInt64(5e15 + time * (1 + drift) + step)
            let late = delay > 0 ? UInt64.random(in: 0...delay, using: &numbers) : 0
            return map.observe(source: source, local: 1_000_000_000 + UInt64(time) + late)
        }
    }

    private func error(_ map: ClockMap, at second: Double, drift: Double = 0, step: Double = 0)
        -> Double
    {
        let source = UInt64(5e15 + second * 1e9 * (1 + drift) + step)
        return Double(map.local(of: source)) - (1e9 + second * 1e9)
    }

    @Test func `an exact clock is mapped exactly`() {
        var numbers = SeededNumbers(1)
        var map = ClockMap()
        let seen = feed(&map, seconds: 0...10, numbers: &numbers)
        #expect(seen.first == .first && seen.dropFirst().allSatisfy { $0 == .steady })
        #expect(error(map, at: 10.5).magnitude <= 1)
    }

    @Test func `varying delays are not taken for the clock`() {
        var numbers = SeededNumbers(2)
        var map = ClockMap()
        _ = feed(&map, seconds: 0...60, delay: 15_000_000, numbers: &numbers)
        // Within a few ms of the least delay, although the mean one is 7.5 ms.
        #expect(error(map, at: 60.5).magnitude < 4_000_000)
    }

    @Test(arguments: [250e-6, -250e-6, 50e-6])
    func `a clock that goes wrong by a constant part is followed`(drift: Double) {
        var numbers = SeededNumbers(3)
        var map = ClockMap()
        let seen = feed(&map, seconds: 0...120, drift: drift, delay: 1_000_000, numbers: &numbers)
        #expect(seen.dropFirst().allSatisfy { $0 == .steady })
        #expect((map.drift - drift).magnitude < 30e-6)
        // 250 parts in a million are 30 ms over these two minutes.
        #expect(error(map, at: 121, drift: drift).magnitude < 1_000_000)
    }

    @Test func `what is mapped never jumps and never runs backwards`() {
        var numbers = SeededNumbers(4)
        var map = ClockMap()
        var last: UInt64 = 0
        for tenth in 0..<600 as Range<UInt64> {
            let source = 5_000_000_000 + tenth * 100_000_000
            let late = UInt64.random(in: 0...8_000_000, using: &numbers)
            _ = map.observe(source: source, local: 1_000_000_000 + tenth * 100_030_000 + late)
            let here = map.local(of: source)
            if tenth > 10 {
                let pace = Double(here - last) / 100_000_000
                #expect((pace - 1).magnitude <= 501e-6, "at \(tenth)")
            }
            last = here
        }
    }

    @Test(arguments: [3e9, -3e9, 50e6, -50e6])
    func `a step is reported with its size and begins anew`(step: Double) {
        var numbers = SeededNumbers(5)
        var map = ClockMap()
        _ = feed(&map, seconds: 0...20, numbers: &numbers)
        let seen = feed(&map, seconds: 21...25, step: step, numbers: &numbers)
        let steps = seen.compactMap { observation -> Int64? in
            if case .stepped(let nanoseconds) = observation { nanoseconds } else { nil }
        }
        #expect(steps.count == 1)
        #expect(steps.first.map { (Double($0) - step).magnitude < 1_000 } == true)
        #expect(error(map, at: 26, step: step).magnitude < 1_000)
    }

    @Test func `one message that was held up is no step`() {
        var numbers = SeededNumbers(6)
        var map = ClockMap()
        _ = feed(&map, seconds: 0...20, numbers: &numbers)
        let late = map.observe(source: UInt64(5e15 + 21e9), local: 1_000_000_000 + 21_400_000_000)
        #expect(late == .steady)
        #expect(error(map, at: 22).magnitude < 1_000)
    }

    @Test func `a time far in the past is mapped to the beginning, not round the end`() {
        var map = ClockMap()
        _ = map.observe(source: 10_000_000_000, local: 1_000)
        #expect(map.local(of: 0) == 0)
        #expect(map.isReady)
    }
}
