import ControlRuntime
import Testing

@testable import pipeline_runtime

/// Lines that start, stop and count by MIDI clocks.
@Suite struct ClockLinesTests {
    private func only(_ line: String) -> TimedRequest? {
        let found = reading(line)
        return found.count == 1 && found[0].diagnostics.isEmpty ? found[0].requests.first : nil
    }

    @Test func `a clock starts at a tempo, at a beat, at a port`() {
        #expect(
            only("{\"clock\": \"start\", \"tempo\": 97.5, \"port\": \"Drums\"}")?.action
                == .clock(port: .name("Drums"), .start(tempo: 97.5, .start)))
        #expect(
            only("{\"clock\": \"start\", \"beat\": 8.25}")?.action
                == .clock(port: nil, .start(tempo: nil, .position(33))))
        #expect(
            only("{\"clock\": \"continue\"}")?.action
                == .clock(port: nil, .start(tempo: nil, .resume)))
        #expect(
            only("{\"clock\": \"stop\", \"port\": 1}")?.action == .clock(port: .index(1), .stop))
        #expect(
            only("{\"clock\": \"tempo\", \"tempo\": 60}")?.action == .clock(port: nil, .tempo(60)))
    }

    @Test func `a number is still the source's own clock`() {
        let found = reading("{\"clock\": 12.5}")
        #expect(found[0].diagnostics.isEmpty && found[0].requests.isEmpty)
    }

    @Test(arguments: [
        ("{\"clock\": \"go\"}", "1:11 input.unknown-value"),
        ("{\"clock\": \"tempo\"}", "1:11 input.missing-key"),
        ("{\"clock\": \"start\", \"beat\": 0.1}", "1:28 input.out-of-range"),
        ("{\"clock\": \"start\", \"tempo\": 0}", "1:29 input.out-of-range"),
        ("{\"clock\": \"stop\", \"beat\": 1}", "1:11 input.unknown-value"),
        ("{\"at\": {\"beat\": -1}, \"midi\": [248]}", "1:8 input.out-of-range"),
        ("{\"at\": {\"beat\": 1, \"bar\": 2}, \"midi\": [248]}", "1:8 input.out-of-range"),
        ("{\"at\": {\"bar\": 2}, \"midi\": [248]}", "1:8 input.wrong-type"),
    ])
    func `what is wrong is pointed at, and nothing is played`(line: String, finding: String) {
        let found = reading(line)
        #expect(found[0].found == [finding])
        #expect(found[0].requests.isEmpty)
    }

    @Test func `a time in beats is of the one request that says it`() {
        let found = reading("[{\"at\": {\"beat\": 4.5}, \"midi\": [248]}, {\"midi\": [250]}]")
        #expect(found[0].requests.map(\.beat) == [4.5, nil])
    }
}

@Suite struct ClockWriterTests {
    private func writer(_ instant: UInt64?) -> RequestWriter<RecordingSink> {
        var known = directory()
        known.clocks = [3, 4]
        known.instantOfBeat = { beat in instant.map { $0 + UInt64(beat * 1_000) } }
        return RequestWriter(RecordingSink(), known)
    }

    private func request(
        _ clock: TimedRequest.ClockRequest, port: TimedRequest.PortRequest? = nil, due: UInt64 = 0
    ) -> TimedRequest {
        TimedRequest(due: due, action: .clock(port: port, clock))
    }

    @Test func `without a port all clocks are meant, and the player is told early enough`() {
        var writer = writer(nil)
        #expect(
            writer.offer(request(.start(tempo: 120, .position(5)), due: 1_000_000_000)) == .taken)
        #expect(writer.sink.events.map(\.output) == [3, 4])
        #expect(writer.sink.events.map(\.due) == [998_000_000, 998_000_000])
        #expect(
            writer.sink.events.compactMap { PlayerCommand($0) }
                == [3, 4].map {
                    .startClock(output: $0, beatsPerMinute: 120, from: .position(5))
                })
    }

    @Test func `a command is read as it was written`() {
        for command: PlayerCommand in [
            .startClock(output: 2, beatsPerMinute: nil, from: .start),
            .startClock(output: 9, beatsPerMinute: 97.5, from: .resume),
            .startClock(output: 9, beatsPerMinute: 1, from: .position(16_383)),
            .stopClock(output: 7), .setTempo(output: 65_535, beatsPerMinute: 333),
            .silence(output: 4),
        ] { #expect(PlayerCommand(command.event) == command) }
    }

    @Test func `a port that is named is looked up, as is the usual one where there is no clock`() {
        var writer = writer(nil)
        _ = writer.offer(request(.stop, port: .name("Sampler"), due: 7))
        writer.directory.clocks = []
        _ = writer.offer(request(.tempo(60)))
        #expect(
            writer.sink.events.compactMap { PlayerCommand($0) } == [
                .stopClock(output: 1), .setTempo(output: 0, beatsPerMinute: 60),
            ])
        #expect(writer.sink.events[0].due == 7)
        let outcome = writer.offer(request(.stop, port: .name("Organ")))
        guard case .refused(code: "unknown-port", _) = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test func `a beat is the instant that the clock gives it`() {
        var writer = writer(5_000)
        var timed = midi([248])
        timed.beat = 2
        #expect(writer.offer(timed) == .taken)
        #expect(writer.sink.events.map(\.due) == [7_000])
    }

    @Test func `without a clock a beat is refused with what would help`() {
        var writer = writer(nil)
        var timed = midi([248])
        timed.beat = 2
        guard case .refused(code: "no-clock", let message) = writer.offer(timed) else {
            Issue.record("a beat without a clock was taken")
            return
        }
        #expect(message.contains("--follow"))
    }
}
