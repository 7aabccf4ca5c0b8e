import ControlRuntime
import Testing

@testable import pipeline_runtime

/// What is made of messages that come 20 ms apart.
private func learned(_ messages: [[UInt8]], gap: UInt64 = 20_000_000) -> LearnedControl? {
    var recogniser = ControlRecogniser()
    for (place, bytes) in messages.enumerated() {
        recogniser.take(
            ShortMessage(
                status: bytes[0], first: bytes[1], second: bytes.count > 2 ? bytes[2] : 0),
            at: UInt64(place) * gap)
    }
    return recogniser.control
}

private func controllers(_ number: UInt8, _ values: [UInt8]) -> [[UInt8]] {
    values.map { [0xB0, number, $0] }
}

@Suite struct ControlRecogniserTests {
    @Test func `a knob's line can be pasted into a map`() throws {
        let control = try #require(learned(controllers(21, [10, 12, 15, 20, 24])))
        #expect(control.line() == "- { id: knob-21, send: { cc: 21 }, parameter: none }")
        #expect(
            control.line(id: "cutoff", parameter: "vcf_freq")
                == "- { id: cutoff, send: { cc: 21 }, parameter: { symbol: vcf_freq } }")
    }

    @Test func `a channel is said when it is not the map's`() throws {
        let control = try #require(learned([[0xB4, 7, 1], [0xB4, 7, 2], [0xB4, 7, 3]]))
        #expect(control.send() == "{ cc: 7, channel: 5 }")
        #expect(control.send(mapChannel: 5) == "{ cc: 7 }")
    }

    @Test func `two controllers 32 apart are one of 14 bits`() throws {
        let moves = (0..<6).flatMap { controllers(1, [40]) + controllers(33, [UInt8($0 * 9)]) }
        let control = try #require(learned(moves))
        #expect(control.send() == "{ cc: 1, bits: 14 }")
        #expect(control.others.isEmpty)
    }

    @Test func `a lone high controller is no fine part`() throws {
        #expect(try #require(learned(controllers(40, [1, 5, 9, 12]))).send() == "{ cc: 40 }")
    }

    @Test func `a parameter number is told from the controllers that it is made of`() throws {
        let moves = (0..<4).flatMap { value -> [[UInt8]] in
            controllers(99, [2]) + controllers(98, [44]) + controllers(6, [UInt8(value * 20)])
                + controllers(38, [5])
        }
        #expect(try #require(learned(moves)).send() == "{ nrpn: 300 }")
    }

    @Test func `a registered one is an RPN, and the null parameter none`() throws {
        let moves =
            controllers(101, [0]) + controllers(100, [1]) + controllers(6, [64])
            + controllers(101, [127]) + controllers(100, [127])
        #expect(try #require(learned(moves)).send() == "{ rpn: 1 }")
        let null = controllers(101, [127]) + controllers(100, [127]) + controllers(6, [1, 2, 3])
        #expect(try #require(learned(null)).send() == "{ cc: 6 }")
    }

    @Test(arguments: [
        ([1, 1, 1, 2, 1, 127, 127, 126, 127], "twos-complement"),
        ([1, 1, 1, 65, 65, 66, 65], "sign-bit"),
        ([65, 65, 66, 65, 63, 63, 62, 63], "binary-offset"),
        ([65, 65, 65, 1, 1, 2, 1], "sign-bit-up"),
    ])
    func `each relative encoding is known`(values: [UInt8], name: String) throws {
        let control = try #require(learned(controllers(77, values)))
        #expect(control.send() == "{ cc: 77, encoder: \(name) }")
        #expect(control.isCertain)
    }

    @Test func `an encoder turned one way only is not certain`() throws {
        let control = try #require(learned(controllers(77, [1, 1, 1, 1])))
        #expect(control.send() == "{ cc: 77, encoder: twos-complement }")
        #expect(!control.isCertain)
    }

    @Test func `a knob moved through the values of an encoder is a knob`() throws {
        #expect(
            try #require(learned(controllers(12, [1, 2, 3, 4, 5, 6, 5, 4]))).send()
                == "{ cc: 12 }")
        #expect(
            try #require(learned(controllers(12, [62, 63, 64, 65, 66, 67]))).send() == "{ cc: 12 }")
    }

    @Test func `two presses of a momentary button are four messages, of a latching one two`() throws
    {
        #expect(
            try #require(learned(controllers(37, [127, 0, 127, 0]))).send()
                == "{ cc: 37, button: momentary }")
        #expect(
            try #require(learned(controllers(37, [127, 0]), gap: 900_000_000)).send()
                == "{ cc: 37, button: latching }")
        #expect(
            try #require(learned(controllers(37, [127, 0]))).send()
                == "{ cc: 37, button: momentary }")
    }

    @Test func `a button's own values are said`() throws {
        #expect(
            try #require(learned(controllers(37, [100, 10, 100, 10]))).send()
                == "{ cc: 37, button: momentary, on: 100, off: 10 }")
    }

    @Test func `a pad is a note, whatever its velocity`() throws {
        let control = try #require(
            learned([[0x90, 36, 80], [0x80, 36, 0], [0x90, 36, 111], [0x90, 36, 0]]))
        #expect(control.send() == "{ note: 36, button: momentary }")
        #expect(control.id == "pad-36")
    }

    @Test func `wheels, pressure and programs are known`() throws {
        #expect(try #require(learned([[0xE0, 0, 65], [0xE0, 5, 66]])).send() == "{ bend: true }")
        #expect(try #require(learned([[0xD0, 5], [0xD0, 9]])).send() == "{ pressure: true }")
        #expect(try #require(learned([[0xA0, 40, 5]])).send() == "{ poly-pressure: 40 }")
        #expect(try #require(learned([[0xC0, 7]])).send() == "{ program: 7, button: momentary }")
    }

    @Test func `of the System Exclusive that a button sends the press is its own`() throws {
        var recogniser = ControlRecogniser()
        for (time, value) in [1, 0, 1, 0].enumerated() as EnumeratedSequence<[UInt8]> {
            recogniser.take(exclusive: [0xF0, 0x7D, value, 0xF7], at: UInt64(time))
        }
        let control = try #require(recogniser.control)
        #expect(
            control.line(mapChannel: 5)
                == "- { id: message, send: { sysex: \"F0 7D 01 F7\", button: momentary }, "
                + "parameter: none }")
        #expect(control.others.map(\.words) == ["sysex: \"F0 7D 00 F7\""])
    }

    @Test func `a piece of System Exclusive is no message`() {
        var recogniser = ControlRecogniser()
        recogniser.take(exclusive: [0xF0, 0x7D, 1], at: 1)
        recogniser.take(exclusive: [2, 3, 0xF7], at: 2)
        #expect(recogniser.control == nil)
    }

    @Test func `a wheel of fourteen bits and a bend are not taken for one another`() throws {
        let both = controllers(1, [40, 41]) + controllers(33, [1, 2]) + [[0xE0, 1, 2]]
        let control = try #require(learned(both))
        #expect(control.send() == "{ cc: 1, bits: 14 }")
        #expect(control.others.map(\.words) == ["bend: true"])
    }

    @Test func `what came besides is named`() throws {
        let control = try #require(learned(controllers(21, [1, 5, 9]) + controllers(50, [3])))
        #expect(control.send() == "{ cc: 21 }")
        #expect(control.others.map(\.words) == ["cc: 50"])
    }

    @Test func `from clock ticks nothing is learned`() {
        var recogniser = ControlRecogniser()
        recogniser.take(ShortMessage(status: 0xF8), at: 1)
        #expect(recogniser.control == nil)
    }
}
