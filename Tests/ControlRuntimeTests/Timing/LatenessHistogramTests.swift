import ControlRuntime
import Testing

@Suite struct LatenessHistogramTests {
    @Test(
        arguments: [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (1_023, 10), (1_024, 11), (.max, 35)]
            as [(UInt64, Int)])
    func `each place holds a power of two`(nanoseconds: UInt64, place: Int) {
        #expect(LatenessHistogram.place(of: nanoseconds) == place)
        if let bound = LatenessHistogram.bound(of: place) { #expect(nanoseconds < bound) }
        if place > 0, let below = LatenessHistogram.bound(of: place - 1) {
            #expect(nanoseconds >= below)
        }
    }

    @Test func `a quantile is the bound that this share keeps`() {
        var histogram = LatenessHistogram()
        for _ in 0..<99 { histogram.add(1_500) }
        histogram.add(900_000)
        #expect(histogram.quantile(0.5) == 2_048)
        #expect(histogram.quantile(0.99) == 2_048)
        #expect(histogram.quantile(1) == 1_048_576)
        #expect(LatenessHistogram().quantile(0.5) == nil)
    }

    @Test func `the counters of one output are not those of its neighbour`() {
        var rig = VirtualPlayer([OutputPlan(rate: .unlimited), OutputPlan(rate: .unlimited)])
        rig.accept([0x90, 1, 1], output: 0)
        rig.now += 1_500
        rig.settle()
        #expect(rig.player.counters.lateness(output: 0).counts[11] == 1)
        #expect(rig.player.counters.lateness(output: 1).total == 0)
        #expect(rig.player.counters.total(.sent) == 1)
        #expect(rig.count(.present, output: 0) == 1 && rig.count(.present, output: 1) == 1)
    }
}
