import ControlRuntime
import Diagnostics
import OSCTransport
import Testing

@testable import pipeline_runtime

/// The two batches of the Strudel desktop bridge, and what it did wrong.
@Suite struct StrudelTests {
    private func batch(_ messages: String..., rest: String = "") -> LineReading {
        reading("{\"messagesfromjs\": [\(messages.joined(separator: ", "))]\(rest)}")[0]
    }

    private func note(
        _ bytes: String = "[144, 60, 90]", offset: String = "34", port: String = "\"IAC\""
    ) -> String {
        "{\"message\": \(bytes), \"offset\": \(offset), \"requestedport\": \(port)}"
    }

    private func dirt(_ value: String, isNumber: Bool = true, time: String = "1763726400.5")
        -> String
    {
        "{\"target\": \"/dirt/play\", \"timestamp\": \(time), \"params\": [{\"name\": \"cycle\", "
            + "\"value\": \(value), \"valueisnumber\": \(isNumber)}]}"
    }

    private func osc(_ argument: OSCArgument, due: UInt64) -> TimedRequest {
        TimedRequest(
            due: due,
            action: .osc(target: nil, OSCMessage("/dirt/play", [.string("cycle"), argument])))
    }

    @Test func `a batch of MIDI is taken unchanged`() {
        let found = batch(note(), note("[128, 60, 0]", offset: "124"))
        #expect(found.diagnostics.isEmpty)
        #expect(
            found.bare == [
                midi([144, 60, 90], due: noon.monotonic + 34_000_000, port: .name("IAC")),
                midi([128, 60, 0], due: noon.monotonic + 124_000_000, port: .name("IAC")),
            ])
    }

    @Test func `a batch of OSC is taken unchanged`() {
        let found = batch(dirt("\"1.25\""), dirt("\"bd\"", isNumber: false))
        #expect(found.diagnostics.isEmpty)
        let due = noon.monotonic + 500_000_000
        #expect(found.bare == [osc(.float64(1.25), due: due), osc(.string("bd"), due: due)])
    }

    @Test func `the envelope of the bridge's transport is no mistake`() {
        let found = batch(note(), rest: ", \"cmd\": \"sendmidi\", \"callback\": 1, \"error\": 2")
        #expect(found.requests.count == 1 && found.diagnostics.isEmpty)
    }

    @Test func `a batch with an id is answered`() {
        #expect(batch(note()).id == nil)
        #expect(batch(note(), rest: ", \"id\": 7").id == .integer(7))
    }

    @Test func `a controller and a value of 0 are sent`() {
        let found = batch(note("[176, 0, 0]"))
        #expect(found.requests.map(\.action) == [.midi(port: .name("IAC"), bytes: [176, 0, 0])])
    }

    @Test func `a velocity above 127 is 127, and is told`() {
        let found = batch(note("[144, 60, 140]"))
        #expect(found.requests.map(\.action) == [.midi(port: .name("IAC"), bytes: [144, 60, 127])])
        #expect(found.diagnostics.map(\.message) == ["140 is no byte of MIDI; 127 is sent"])
        #expect(found.diagnostics.map(\.severity) == [.warning])
    }

    @Test func `a late message costs neither itself nor its batch`() {
        let found = batch(note(offset: "-12"), note(offset: "5"))
        #expect(
            found.requests.map(\.due)
                == [noon.monotonic - 12_000_000, noon.monotonic + 5_000_000])
        #expect(found.diagnostics.isEmpty)
    }

    @Test func `a note between two keys is the nearest, on and off alike`() {
        let found = batch(note("[144, 60.5, 90]"), note("[128, 60.5, 0]"))
        #expect(
            found.requests.map(\.action) == [
                .midi(port: .name("IAC"), bytes: [144, 61, 90]),
                .midi(port: .name("IAC"), bytes: [128, 61, 0]),
            ])
        #expect(found.diagnostics.map(\.code) == ["input.adjusted", "input.adjusted"])
    }

    @Test func `the way from the sender is no delay when the batch says when it is`() {
        // Counted 40 ms ago.
        let found = batch(note(offset: "100"), rest: ", \"now\": 1763726399.960")
        let due = found.requests.first?.due ?? 0
        // A Double of seconds since 1970 is exact to a quarter of a microsecond.
        #expect(due.distance(to: noon.monotonic + 60_000_000).magnitude < 500)
    }

    @Test func `offsets may have fractions`() {
        #expect(batch(note(offset: "0.5")).requests.first?.due == noon.monotonic + 500_000)
    }

    @Test func `one wrong message costs that one`() {
        let found = batch(note(), note("[60, 1, 1]"), dirt("\"x\""), dirt("\"2\""))
        #expect(found.requests.count == 2)
        #expect(found.diagnostics.map(\.code) == ["input.not-midi", "input.wrong-type"])
        #expect(found.diagnostics[1].message == "'x' is no number, but 'valueisnumber' says so")
    }

    @Test func `what is wrong is pointed at`() {
        let found = reading(
            #"{"messagesfromjs": [{"message": [144, "x", 1], "offset": 1, "requestedport": ""}]}"#)
        #expect(found[0].found == ["1:39 input.wrong-type"])
    }

    @Test func `numbers keep 64 bits, or have 32 where the receiver wants them`() {
        // A count of cycles that 32 bits cannot hold.
        let line = "{\"messagesfromjs\": [\(dirt("\"1234567.125\""))]}"
        let due = noon.monotonic + 500_000_000
        #expect(reading(line)[0].bare == [osc(.float64(1_234_567.125), due: due)])
        let short = reading(line, InputOptions(strudelNumbers: .float32))[0]
        #expect(short.bare == [osc(.float32(1_234_567.125), due: due)])
    }

    @Test func `the target is the one that the options say`() {
        let line = "{\"messagesfromjs\": [\(dirt("\"1\""))]}"
        guard
            case .osc(let target, _) = reading(line, InputOptions(target: "dirt"))[0].requests[0]
                .action
        else {
            Issue.record("no OSC")
            return
        }
        #expect(target == "dirt")
    }

    @Test(arguments: [
        ("[192, 5]", [192, 5] as [UInt8]), ("[224, 0, 64]", [224, 0, 64]), ("[248]", [248]),
        ("[240, 125, 1, 247]", [240, 125, 1, 247]), ("[208, 9]", [208, 9]), ("[250]", [250]),
    ]) func `every kind of message goes through`(text: String, expected: [UInt8]) {
        #expect(
            batch(note(text)).requests.map(\.action) == [.midi(port: .name("IAC"), bytes: expected)]
        )
    }

    @Test func `NRPN in a row of controllers goes through, and stays together`() {
        let found = batch(note("[176, 99, 1, 176, 98, 2, 176, 6, 3, 176, 38, 4]"))
        let parameter = ParameterNumber(130, value: 388, channel: 0, isClosed: false)
        #expect(
            found.requests.map(\.action)
                == [.parameterNumber(port: .name("IAC"), parameter)])
    }

    @Test func `System Exclusive is sent as it is or not at all`() {
        let found = batch(note("[240, 1.5, 247]"))
        #expect(found.requests.isEmpty && found.found == ["1:39 input.out-of-range"])
    }

    @Test func `a port can be asked for by its place`() {
        #expect(
            batch(note(port: "1")).requests.map(\.action)
                == [.midi(port: .index(1), bytes: [144, 60, 90])])
    }

    @Test func `a time stamp in milliseconds is told`() {
        let found = batch(dirt("\"1\"", time: "1763726400500"))
        #expect(found.requests.isEmpty && found.diagnostics.map(\.code) == ["input.out-of-range"])
    }
}
