import ALSAMIDI
import ControlRuntime
import Glibc
import OSCTransport
import SourceText
import Testing

@testable import pipeline_runtime

/// A door that takes everything, or says that there is no room.
private struct AnsweringDoor: OutputDoor, ~Copyable {
    var answer = SendOutcome.sent
    mutating func send(_ message: ShortMessage, to output: Int) -> SendOutcome { answer }
    mutating func send(_ bytes: UnsafeRawBufferPointer, to output: Int) -> SendOutcome { answer }
    mutating func flush() {}
}

/// The status after a player did some work: outputs 0 (MIDI), 1 (OSC) and 2 (MIDI, nobody there).
private func workedStatus() -> RuntimeStatus {
    var player = Player(
        outputs: [OutputPlan(rate: .unlimited), OutputPlan(.osc), OutputPlan()], sources: 1)
    var producer = EventProducer(source: 0, deadline: ArmedDeadline())
    player.attach(&producer)
    player.bind(output: 0, now: 1_000)
    player.bind(output: 1, now: 1_000)
    var door = AnsweringDoor()
    // Three on time, one 60 ms late that falls, and its note-off with it.
    for value in 0..<3 {
        _ = producer.send(
            ShortMessage(status: 0xB0, first: UInt8(70 + value), second: 1)
                .event(due: 1_000_000, output: 0))
    }
    _ = producer.send(ShortMessage(status: 0x90, first: 60, second: 9).event(due: 1, output: 0))
    _ = producer.send(ShortMessage(status: 0x80, first: 60).event(due: 2, output: 0))
    let packet = OSCMessage("/a").encoded()
    _ = packet.withUnsafeBytes {
        producer.send($0, as: TimedEvent(.osc, due: 1_000_000, output: 1))
    }
    // For an hour later, and for an output that does not exist.
    _ = producer.send(
        ShortMessage(status: 0xF8).event(due: 3_600_000_000_000, output: 0))
    _ = producer.send(ShortMessage(status: 0xF8).event(due: 1_000_000, output: 9))
    _ = player.advance(now: 60_000_002, door: &door)
    var status = RuntimeStatus()
    status.name = "test"
    status.uptimeSeconds = 1.5
    status.player = PlayerCounter.allCases.map { player.counters.value($0) }
    for (place, name) in ["Synth", "scope", "Away"].enumerated() {
        var output = StatusSource.output(place, name, "", player.counters, nil)
        if place == 1 { output.kind = .osc }
        status.outputs.append(output)
    }
    return status
}

@Suite struct StatusTests {
    @Test func `totals are of both kinds, and of what belongs to none`() {
        let status = workedStatus()
        #expect(
            status.totals(.midi)
                == RuntimeStatus.Totals(
                    sent: status.outputs[0][.sent], failed: status.outputs[0][.tooLate] + 1,
                    queued: 0, active: 1))
        #expect(
            status.totals(.osc) == RuntimeStatus.Totals(sent: 1, failed: 0, queued: 0, active: 1))
        #expect(status[.astray] == 1)
        #expect(status.totals.queued == 1)
        #expect(status.totals.active == 2)
        #expect(status.totals.failed == status.totals(.midi).failed + 1)
    }

    @Test func `each message offered is counted once by what became of it`() {
        let output = workedStatus().outputs[0]
        let ended = OutputCounter.outcomes.reduce(0) { $0 + output[$1] }
        #expect(output[.offered] == 5)
        #expect(ended + output[.waiting] == 5)
        #expect(output[.paired] == 1)
    }

    @Test func `the JSON object holds what is asked first, exactly`() throws {
        let status = workedStatus()
        let root = try #require(JSONReader.read(status.json.encoded(), path: "status").root)
        let totals = status.totals
        #expect(root["messages_sent"]?.integer == Int64(totals.sent))
        #expect(root["messages_failed"]?.integer == Int64(totals.failed))
        #expect(root["queue_size"]?.integer == 1)
        #expect(root["active_ports"]?.integer == 2)
        #expect(root["osc"]?["messages_sent"]?.integer == 1)
        #expect(root["midi"]?["active_ports"]?.integer == 1)
        let outputs = try #require(root["outputs"]?.sequence)
        #expect(outputs.map { $0["name"]?.string } == ["Synth", "scope", "Away"])
        #expect(outputs[2]["present"]?.boolean == false)
        #expect(outputs[0]["paired"]?.integer == 1)
        #expect(outputs[1]["lateness"]?["count"]?.integer == 1)
    }

    @Test func `reloads, hosts and clocks are told, in JSON and to a person`() throws {
        var status = workedStatus()
        status.instant = 5_000_000_000
        status.reloads.taken = 2
        status.reloads.refused = 1
        (status.reloads.lastFile, status.reloads.lastInstant) = ("a.runtimemap", 2_000_000_000)
        (status.reloads.faultFile, status.reloads.fault) = ("b.runtimemap", "cut short")
        status.hosts.told = 7
        var reading = ClockReading()
        (reading.isRunning, reading.tick, reading.instant) = (true, 48, 4_000_000_000)
        reading.tickNanoseconds = 60e9 / (24 * 120)
        status.clocks = [
            ClockStatus(reading, port: "Drums", isFollowed: false, now: status.instant)
        ]
        let text = String(decoding: status.json.encoded(), as: UTF8.self)
        #expect(text.contains("\"reloads\":{\"taken\":2,\"refused\":1,"))
        #expect(text.contains("\"last\":{\"file\":\"a.runtimemap\",\"seconds_ago\":3"))
        #expect(text.contains("\"fault\":{\"file\":\"b.runtimemap\",\"message\":\"cut short\"}"))
        #expect(text.contains("\"hosts\":{\"told\":7,"))
        #expect(
            text.contains(
                "\"clocks\":[{\"port\":\"Drums\",\"followed\":false,\"running\":true,\"tempo\":120")
        )
        #expect(status.prometheus.contains("pipeline_runtime_map_reloads_total 2\n"))
        let root = try #require(JSONReader.read(Array(text.utf8), path: "status").root)
        let shown = StatusView(root).text()
        #expect(shown.contains("maps loaded anew: 2, last a.runtimemap 3 s ago"))
        #expect(shown.contains("b.runtimemap: cut short"))
        #expect(shown.contains("clock to Drums: runs, 120.0 beats a minute, at beat 4.0"))
    }

    @Test func `the policy in force is told`() throws {
        var status = RuntimeStatus()
        status.realtime = RealtimeClass(priority: 60, isMemoryLocked: true)
        let root = try #require(JSONReader.read(status.json.encoded(), path: "status").root)
        #expect(root["policy"]?["class"]?.string == "fifo")
        #expect(root["policy"]?["priority"]?.integer == 60)
        #expect(root["policy"]?["locked_memory"]?.boolean == true)
    }

    @Test func `what the sequencer lost was not sent`() {
        var status = RuntimeStatus()
        var output = RuntimeStatus.Output(name: "a", kind: .midi)
        output[.sent] = 10
        status.outputs = [output]
        status.sequencer = Array(repeating: 0, count: SequencerCounts.Counter.allCases.count)
        status.sequencer[SequencerCounts.Counter.lost.rawValue] = 3
        #expect(status.totals.sent == 7)
        #expect(status.totals.failed == 3)
    }
}

@Suite struct PrometheusTests {
    private let lines = workedStatus().prometheus.split(separator: "\n").map(String.init)

    @Test func `counts have their labels`() {
        #expect(lines.contains("pipeline_runtime_messages_sent_total{kind=\"osc\"} 1"))
        #expect(lines.contains("pipeline_runtime_active_ports{kind=\"midi\"} 1"))
        #expect(lines.contains("pipeline_runtime_queue_size 1"))
        #expect(
            lines.contains(
                "pipeline_runtime_output_messages_total"
                    + "{output=\"Synth\",kind=\"midi\",outcome=\"paired\"} 1"))
    }

    @Test func `every metric is described once, before its values`() {
        let types = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
        #expect(Set(types).count == types.count)
        var described: Set<String> = []
        for line in lines {
            if line.hasPrefix("# TYPE ") {
                described.insert(String(line.split(separator: " ")[2]))
            } else if !line.hasPrefix("#") {
                let name = String(line.prefix { $0 != "{" && $0 != " " })
                let base = ["_bucket", "_count"].reduce(name) {
                    $0.hasSuffix($1) && $0.hasPrefix("pipeline_runtime_lateness")
                        ? String($0.dropLast($1.count)) : $0
                }
                #expect(described.contains(base), "\(line)")
            }
        }
    }

    @Test func `a histogram's buckets never fall and end in the count`() {
        func values(_ start: String) -> [Int] {
            lines.filter { $0.hasPrefix(start) }.compactMap { $0.split(separator: " ").last }
                .compactMap { Int($0) }
        }
        let buckets = values("pipeline_runtime_lateness_seconds_bucket{output=\"Synth\"")
        #expect(buckets == buckets.sorted())
        #expect(buckets.count > 20)
        #expect(
            buckets.last == values("pipeline_runtime_lateness_seconds_count{output=\"Synth\"").first
        )
    }

    @Test func `names are escaped`() {
        var status = RuntimeStatus()
        status.outputs = [RuntimeStatus.Output(name: "a\"b\\c\nd", kind: .midi)]
        #expect(status.prometheus.contains("output=\"a\\\"b\\\\c\\nd\""))
    }
}

@Suite struct StatusRequestTests {
    @Test func `HTTP requests are answered as HTTP`() throws {
        let request = try #require(StatusRequest("GET /metrics HTTP/1.1"))
        let answer = String(
            decoding: try #require(request.answer(RuntimeStatus())), as: UTF8.self)
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("\r\n\r\n# HELP pipeline_runtime_messages_sent_total"))
    }

    @Test func `the length that HTTP is told is right`() throws {
        let answer = String(
            decoding: try #require(StatusRequest.http(path: "/nowhere").answer(RuntimeStatus())),
            as: UTF8.self)
        #expect(answer.hasPrefix("HTTP/1.1 404 "))
        #expect(answer.contains("Content-Length: 20\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n/metrics or /status\n"))
    }

    @Test(arguments: ["", "xml", "GET /metrics", "json please"])
    func `another line asks for nothing`(line: String) {
        #expect(StatusRequest(line) == nil)
    }
}
