import ControlRuntime
import OSCTransport
import Testing

@testable import pipeline_runtime

private func bytes(_ text: String, channel: UInt8 = 0) throws -> [[UInt8]] {
    try MessageWords(channel: channel).messages(text.split(separator: " ").map(String.init))
        .map(\.bytes)
}

private func problem(_ text: String) -> String {
    do throws(MessageWords.Problem) {
        _ = try MessageWords().messages(text.split(separator: " ").map(String.init))
        return "none"
    } catch {
        return error.description
    }
}

@Suite struct MessageWordsTests {
    @Test(
        arguments: [
            ("note-on 60 100", [[0x90, 60, 100]]), ("note-off 60", [[0x80, 60, 64]]),
            ("note-off C4 3", [[0x80, 60, 3]]), ("cc 74 64", [[0xB0, 74, 64]]),
            ("cc14 1 8193", [[0xB0, 1, 64], [0xB0, 33, 1]]), ("bend 0", [[0xE0, 0, 64]]),
            ("pitch-bend -8192", [[0xE0, 0, 0]]), ("bend 8191", [[0xE0, 127, 127]]),
            ("pressure 5", [[0xD0, 5]]), ("poly-pressure 60 5", [[0xA0, 60, 5]]),
            ("program 9", [[0xC0, 9]]), ("start", [[0xFA]]), ("90 3C 64", [[0x90, 60, 100]]),
            ("F0 7E F7", [[0xF0, 0x7E, 0xF7]]), ("sysex F0 01 F7", [[0xF0, 1, 0xF7]]),
            ("B0 07 01 C0 05", [[0xB0, 7, 1], [0xC0, 5]]),
        ] as [(String, [[UInt8]])])
    func `words become their bytes`(text: String, expected: [[UInt8]]) throws {
        #expect(try bytes(text) == expected)
    }

    @Test func `a channel goes into the status`() throws {
        #expect(try bytes("cc 1 2", channel: 15) == [[0xBF, 1, 2]])
    }

    @Test func `a parameter number selects, sets and closes`() throws {
        #expect(
            try bytes("nrpn 300 8192") == [
                [
                    0xB0, 99, 2, 0xB0, 98, 44, 0xB0, 6, 64, 0xB0, 38, 0, 0xB0, 101, 127, 0xB0, 100,
                    127,
                ]
            ])
        #expect(try bytes("rpn 0 256")[0].prefix(6) == [0xB0, 101, 0, 0xB0, 100, 0])
    }

    @Test func `a note ends by itself`() throws {
        let messages = try MessageWords().messages(["note", "F#3", "90", "250"])
        #expect(messages.map(\.bytes) == [[0x90, 54, 90], [0x80, 54, 64]])
        #expect(messages.map(\.after) == [0, 250_000_000])
    }

    @Test func `what is wrong is said in one sentence`() {
        #expect(problem("nott 60 1") == "'nott' is no message; did you mean 'note'?")
        #expect(problem("cc 128 1") == "'128' is here, but NUMBER is a whole number from 0 to 127")
        #expect(problem("cc 1") == "write 'cc NUMBER VALUE'")
        #expect(problem("note H4 1") == "'H4' is here, but KEY is a whole number from 0 to 127")
        #expect(problem("note C12 1") == "'C12' is no key; write 0 to 127, or C-1 to G9")
        #expect(problem("90 3C").contains("has 3 bytes, but 2 are here"))
        #expect(
            problem("90 XX 1") == "'XX' is no byte; write two hexadecimal digits, such as 90 3C 64")
    }

    @Test func `a running run gets the same as a line`() throws {
        let messages = try MessageWords().messages(["note", "60", "1"])
        let lines = messages.map {
            String(decoding: $0.request(port: "Synth").encoded(), as: UTF8.self)
        }
        #expect(
            lines == [
                "{\"port\":\"Synth\",\"midi\":[144,60,1]}",
                "{\"at\":\"+500\",\"port\":\"Synth\",\"midi\":[128,60,64]}",
            ])
        #expect(reading(lines.joined(separator: "\n")).flatMap(\.diagnostics).isEmpty)
    }
}

@Suite struct OneOSCMessageTests {
    @Test func `words become arguments of the types that they look like`() {
        #expect(
            OneOSCMessage("/a", ["1", "-2", "0.5", "true", "bd", "\"7\"", "5000000000", "nan"])
                .message.arguments == [
                    .int32(1), .int32(-2), .float32(0.5), .boolean(true), .string("bd"),
                    .string("7"), .int64(5_000_000_000), .string("nan"),
                ])
    }

    @Test func `streams frame the packet`() {
        #expect(OneOSCMessage.framed([1, 2], .tcp) == [0, 0, 0, 2, 1, 2])
        #expect(
            OneOSCMessage.framed([1, 0xC0, 0xDB], .tcpSLIP)
                == [0xC0, 1, 0xDB, 0xDC, 0xDB, 0xDD, 0xC0])
        #expect(OneOSCMessage.framed([1, 2], .udp) == [1, 2])
    }
}

@Suite struct PlayMessagesTests {
    @Test func `from the middle on, notes before are left out and values are set at once`() throws {
        // Program, note on at 0, note off at 480 ticks, controller at 960; half a second each 480 ticks.
        let track: [UInt8] = [
            0, 0xC0, 5, 0, 0x90, 60, 100, 0x83, 0x60, 0x80, 60, 0, 0x83, 0x60, 0xB0, 7, 1,
            0, 0xFF, 0x2F, 0,
        ]
        let file: [UInt8] =
            Array("MThd".utf8) + [0, 0, 0, 6, 0, 0, 0, 1, 1, 0xE0] + Array("MTrk".utf8)
            + [0, 0, 0, UInt8(track.count)] + track
        let music = try StandardMIDIFile(file)
        let all = PlayCommand.messages(of: music)
        #expect(all.map(\.bytes) == [[0xC0, 5], [0x90, 60, 100], [0x80, 60, 0], [0xB0, 7, 1]])
        #expect(all.map(\.after) == [0, 0, 500_000_000, 1_000_000_000])
        let late = PlayCommand.messages(of: music, from: 700_000_000)
        #expect(late.map(\.bytes) == [[0xC0, 5], [0xB0, 7, 1]])
        #expect(late.map(\.after) == [0, 300_000_000])
    }
}
