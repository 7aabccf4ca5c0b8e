import SourceText
import Testing

@testable import pipeline_runtime

/// What `bench` says of what it measured.
@Suite struct BenchReportTests {
    private func figures(_ values: [(String, Double)]) -> Figures {
        var figures = Figures()
        for (name, value) in values { figures.add(name, value) }
        return figures
    }

    private func lateness(_ p50: Double, _ p99: Double, _ most: Double, cpu: Double) -> [(
        String, Double
    )] {
        [
            ("lateness_p50_us", p50), ("lateness_p99_us", p99), ("lateness_max_us", most),
            ("cpu_percent", cpu),
        ]
    }

    private func report(ours p50: Double = 24, fifo: Double = 1) -> BenchReport {
        BenchReport(
            ours: figures(
                lateness(p50, 61.4, 170.6, cpu: 1.84) + [
                    ("sent", 2_000), ("lost", 0), ("refused", 1), ("fifo", fifo),
                    ("enqueue_p50_us", 0.05), ("enqueue_p99_us", 0.3),
                ]),
            limit: figures(lateness(20, 54, 120, cpu: 1.6)),
            poll: figures(lateness(500, 1_000, 1_200, cpu: 1.9)), idle: figures([("wakes", 0)]),
            idleFull: figures([("wakes", 1)]), pass: figures([("ns_a_message", 61.7)]),
            memory: figures([("resident_kb", 9_400)]))
    }

    @Test func `the report is a table, ratios with their verdicts, and what else was seen`() {
        #expect(
            report().text == """
                LATENESS             p50      p99      MAX    CPU
                pipeline-runtime   24 µs    61 µs   171 µs  1.8 %
                a bare sleep       20 µs    54 µs   120 µs  1.6 %
                a poll each 1 ms  500 µs  1000 µs  1200 µs  1.9 %

                median lateness beside a bare sleep: 1.2 (good, 1.5 wanted)
                median lateness beside a poll: 0.048 (good, 0.1 wanted)
                99th percentile beside a poll's median: 0.123 (good, 0.125 wanted)
                sent 2000, lost 0, refused 1; class real time
                handing a message over: p50 0.05 µs, p99 0.3 µs
                wake-ups with nothing to do: 0; with 100,000 waiting: 1
                one message through rings, heap and lanes: 61 ns
                memory of 100,000 waiting: 9400 kB
                """)
    }

    @Test func `what is missed is too much`() {
        let text = report(ours: 60).text
        #expect(text.contains("beside a bare sleep: 3.0 (too much, 1.5 wanted)"))
        #expect(text.contains("beside a poll: 0.12 (too much, 0.1 wanted)"))
    }

    @Test func `the 99th percentile is judged in real time alone`() {
        let text = report(fifo: 0).text
        #expect(text.contains("99th percentile beside a poll's median: 0.123\n"))
        #expect(text.contains("; class normal\n"))
    }

    @Test func `the object for programs has the same ratios, and null for what was not measured`()
        throws
    {
        let root = try #require(JSONReader.read(report().json.encoded(), path: "bench").root)
        #expect(root["ratios"]?["p50_to_bare_sleep"]?.number == 1.2)
        #expect(root["ratios"]?["p50_to_poll"]?.number == 0.048)
        #expect(root["runtime"]?["sent"]?.number == 2_000)
        #expect(root["idle_wakes_100000_waiting"]?.number == 1)
        var without = report()
        without.poll = Figures()
        let missing = try #require(JSONReader.read(without.json.encoded(), path: "bench").root)
        #expect(missing["ratios"]?["p50_to_poll"]?.number == nil)
        #expect(!without.text.contains("beside a poll:"))
    }
}
