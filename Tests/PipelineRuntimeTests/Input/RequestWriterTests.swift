import ControlRuntime
import OSCTransport
import Synchronization
import Testing

@testable import pipeline_runtime

@Suite struct RequestWriterTests {
    private func written(
        _ actions: TimedRequest.Action..., due: UInt64 = 5_000_000_000
    ) -> (outcomes: [RequestWriter<RecordingSink>.Outcome], events: [TimedEvent], bytes: [[UInt8]])
    {
        var writer = RequestWriter(RecordingSink(), directory())
        let outcomes = actions.map { writer.offer(TimedRequest(due: due, action: $0)) }
        return (outcomes, writer.sink.events, writer.sink.bytes)
    }

    @Test func `a short message lies in the event, its status first`() {
        let found = written(.midi(port: .name("Sampler"), bytes: [0x90, 60, 100]))
        #expect(found.outcomes == [.taken])
        #expect(
            found.events
                == [TimedEvent(.midi, due: 5_000_000_000, output: 1, payload: 0x64_3C90, count: 3)])
    }

    @Test func `System Exclusive goes with its bytes`() {
        let bytes: [UInt8] = [0xF0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xF7]
        let found = written(.midi(port: .index(1), bytes: bytes))
        #expect(found.events.map(\.kind) == [.systemExclusive] && found.bytes == [bytes])
    }

    @Test func `a parameter's controllers are one event`() {
        let parameter = ParameterNumber(1000, value: 8192, channel: 2)
        let found = written(.parameterNumber(port: .name("Sampler"), parameter))
        #expect(found.events == [parameter.event(due: 5_000_000_000, output: 1)])
    }

    @Test func `a control is its place and its position`() {
        let found = written(.control(name: "resonance", position: 0.25))
        let payload = UInt64(1) | UInt64(Float(0.25).bitPattern) << 32
        #expect(
            found.events
                == [TimedEvent(.control, due: 5_000_000_000, payload: payload, count: 8)])
    }

    @Test func `OSC for a live target is the message, at its time`() throws {
        let message = OSCMessage("/a", [.int32(1)])
        let found = written(.osc(target: nil, message))
        #expect(found.events == [TimedEvent(.osc, due: 5_000_000_000, output: 5)])
        #expect(found.bytes == [message.encoded()])
    }

    @Test func `OSC for a target with time tags goes ahead of its time and carries it`() throws {
        let message = OSCMessage("/a", [.int32(1)])
        let found = written(.osc(target: "timed", message))
        #expect(found.events == [TimedEvent(.osc, due: 4_900_000_000, output: 6)])
        #expect(
            try OSCPacket(decoding: found.bytes[0])
                == OSCDeferredTime.wrap(.message(message), due: 5_000_000_000))
    }

    @Test func `OSC that is meant at once carries no time`() throws {
        let message = OSCMessage("/a")
        let found = written(.osc(target: "timed", message), due: 0)
        #expect(found.events.map(\.due) == [0] && found.bytes == [message.encoded()])
    }

    @Test func `names that are not there are told with the nearest`() {
        let found = written(
            .control(name: "cutof", position: 0), .midi(port: .name("Synht"), bytes: [248]),
            .midi(port: .name("S"), bytes: [248]), .osc(target: "lvie", OSCMessage("/a")),
            .midi(port: .index(9), bytes: [248]), .midi(port: .name("Organ"), bytes: [248]))
        #expect(found.events.isEmpty)
        #expect(
            found.outcomes == [
                .refused(
                    code: "unknown-control",
                    message: "the map has no control 'cutof'; did you mean 'cutoff'?"),
                .refused(
                    code: "unknown-port",
                    message: "there is no MIDI port 'Synht'; did you mean 'Synth'?"),
                .refused(
                    code: "ambiguous-port",
                    message: "'S' could be 'Synth' or 'Sampler'; write more of the name"),
                .refused(
                    code: "unknown-target",
                    message: "there is no OSC target 'lvie'; did you mean 'live'?"),
                .refused(code: "unknown-port", message: "there is no port 9, but 0 to 1"),
                .refused(
                    code: "unknown-port",
                    message: "there is no MIDI port 'Organ'; there are 'Synth', 'Sampler'"),
            ])
    }

    @Test func `a port is looked up once until ports change`() {
        var writer = RequestWriter(RecordingSink(), directory())
        let counts = Lookups()
        writer.directory = directory(
            generation: { counts.generation.load(ordering: .relaxed) },
            asked: { _ in counts.asked.add(1, ordering: .relaxed) })
        for _ in 0..<100 { _ = writer.offer(midi([248], port: .name("Synth"))) }
        #expect(counts.asked.load(ordering: .relaxed) == 1)
        counts.generation.add(1, ordering: .relaxed)
        for _ in 0..<100 { _ = writer.offer(midi([248], port: .name("Synth"))) }
        #expect(counts.asked.load(ordering: .relaxed) == 2)
    }

    @Test func `OSC that no packet holds is refused`() {
        let found = written(
            .osc(target: nil, OSCMessage("/a", [.blob([UInt8](repeating: 0, count: 70_000))])))
        guard case .refused(code: "too-long", _) = found.outcomes[0] else {
            Issue.record("\(found.outcomes)")
            return
        }
    }

    @Test func `panic goes to whoever can end all that sounds`() {
        let counts = Lookups()
        var writer = RequestWriter(
            RecordingSink(), directory(panic: { counts.asked.add(1, ordering: .relaxed) }))
        #expect(writer.offer(TimedRequest(due: 0, action: .panic)) == .taken)
        #expect(counts.asked.load(ordering: .relaxed) == 1)
    }
}

private final class Lookups: Sendable {
    let asked = Atomic<Int>(0)
    let generation = Atomic<UInt64>(0)
}
