import ArgumentParser
import SourceText

/// `pipeline-runtime bench`: how this machine plays, beside what it allows and beside a loop that polls.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures how punctual this machine is, beside plain loops.",
        discussion: """
            No port is opened. Messages fall due at instants without a pattern; for the same instants a \
            loop sleeps (what the machine allows) and another looks at the clock each millisecond. Three \
            rounds in turn, the best of each counts. Stop other programs to see the machine, start them \
            to see an evening.
            """)

    @Option(help: "Messages a second.")
    var rate = 1_000

    @Option(help: "Seconds of each measurement.")
    var seconds = 2

    @Flag(help: "Ask for the first-in-first-out class and locked memory.")
    var realtime = false

    @Option(help: "text or json.")
    var format = PortsCommand.Format.text

    private static let rounds = 3
    private static let waiting = 100_000

    func validate() throws {
        guard 1...100_000 ~= rate else { throw ValidationError("--rate is 1 to 100000") }
        guard 1...600 ~= seconds else { throw ValidationError("--seconds is 1 to 600") }
    }

    func run() throws {
        let schedule = ScheduleMeasurement(
            rate: rate, seconds: seconds,
            priority: realtime ? RealtimeClass.usualPriority : nil)
        var found: [[Figures]] = [[], [], []]
        StandardStream.say("about \(seconds * 3 * Self.rounds + seconds * 2 + 3) s")
        for _ in 0..<Self.rounds {
            found[0].append(try schedule.run())
            found[1].append(PeerMeasurement.absoluteSleep.run(schedule))
            found[2].append(PeerMeasurement.poll.run(schedule))
        }
        let best = found.map(Self.best)
        let idle = try IdleMeasurement(seconds: seconds).run()
        let full = try IdleMeasurement(seconds: seconds, waiting: Self.waiting).run()
        let report = BenchReport(
            ours: best[0], limit: best[1], poll: best[2], idle: idle, idleFull: full,
            pass: try PassMeasurement().run(),
            memory: MemoryMeasurement(waiting: Self.waiting).run())
        StandardStream.results.write(
            format == .text
                ? report.text : String(decoding: report.json.encoded(), as: UTF8.self))
    }

    private static func best(_ figures: [Figures]) -> Figures {
        figures.min { ($0["lateness_p50_us"] ?? .infinity) < ($1["lateness_p50_us"] ?? .infinity) }
            ?? Figures()
    }
}

/// What `bench` found, and what it comes to.
struct BenchReport {
    var ours: Figures
    var limit: Figures
    var poll: Figures
    var idle: Figures
    var idleFull: Figures
    var pass: Figures
    var memory: Figures

    private func ratio(_ above: Double?, _ below: Double?) -> Double? {
        guard let above, let below, below > 0 else { return nil }
        return (above / below * 1_000).rounded() / 1_000
    }

    /// Each ratio, what it says, and what it should be at most; the last one is wanted of real time alone.
    private var ratios: [(name: String, text: String, value: Double?, most: Double?)] {
        let median = "lateness_p50_us"
        return [
            (
                "p50_to_bare_sleep", "median lateness beside a bare sleep",
                ratio(ours[median], limit[median]), 1.5
            ),
            (
                "p50_to_poll", "median lateness beside a poll", ratio(ours[median], poll[median]),
                0.1
            ),
            (
                "p99_to_poll_p50", "99th percentile beside a poll's median",
                ratio(ours["lateness_p99_us"], poll[median]), count(ours, "fifo") == 1 ? 0.125 : nil
            ),
        ]
    }

    var text: String {
        var rows = [["LATENESS", "p50", "p99", "MAX", "CPU"]]
        for (name, one) in [
            ("pipeline-runtime", ours), ("a bare sleep", limit), ("a poll each 1 ms", poll),
        ] {
            rows.append(
                [name]
                    + ["lateness_p50_us", "lateness_p99_us", "lateness_max_us"].map {
                        "\(Int((one[$0] ?? 0).rounded())) µs"
                    } + ["\(((one["cpu_percent"] ?? 0) * 10).rounded() / 10) %"])
        }
        var lines = StatusView.table(rows, words: 1) + [""]
        for ratio in ratios {
            guard let value = ratio.value else { continue }
            let verdict = ratio.most.map { " (\(value <= $0 ? "good" : "too much"), \($0) wanted)" }
            lines.append("\(ratio.text): \(value)\(verdict ?? "")")
        }
        lines.append(
            "sent \(count(ours, "sent")), lost \(count(ours, "lost")), "
                + "refused \(count(ours, "refused")); class \(count(ours, "fifo") == 1 ? "real time" : "normal")"
        )
        lines.append(
            "handing a message over: p50 \(ours["enqueue_p50_us"] ?? 0) µs, "
                + "p99 \(ours["enqueue_p99_us"] ?? 0) µs")
        lines.append(
            "wake-ups with nothing to do: \(count(idle, "wakes")); "
                + "with 100,000 waiting: \(count(idleFull, "wakes"))")
        lines.append(
            "one message through rings, heap and lanes: \(Int(pass["ns_a_message"] ?? 0)) ns")
        lines.append("memory of 100,000 waiting: \(count(memory, "resident_kb")) kB")
        return lines.joined(separator: "\n")
    }

    private func count(_ figures: Figures, _ name: String) -> Int { Int(figures[name] ?? 0) }

    var json: JSONValue {
        func node(_ figures: Figures, _ names: [String]) -> JSONValue {
            .object(names.map { .init($0, figures[$0].map { .number($0) } ?? .null) })
        }
        let lateness = ["lateness_p50_us", "lateness_p99_us", "lateness_max_us", "cpu_percent"]
        return .object([
            .init(
                "runtime",
                node(
                    ours,
                    lateness + [
                        "sent", "lost", "refused", "fifo", "enqueue_p50_us", "enqueue_p99_us",
                    ])),
            .init("bare_sleep", node(limit, lateness)), .init("poll", node(poll, lateness)),
            .init(
                "ratios",
                .object(ratios.map { .init($0.name, $0.value.map { .number($0) } ?? .null) })),
            .init("idle_wakes", idle["wakes"].map { .number($0) } ?? .null),
            .init("idle_wakes_100000_waiting", idleFull["wakes"].map { .number($0) } ?? .null),
            .init("ns_a_message", pass["ns_a_message"].map { .number($0) } ?? .null),
            .init("resident_kb_100000_waiting", memory["resident_kb"].map { .number($0) } ?? .null),
        ])
    }
}
