import OSCTransport
import SourceText
import Testing

@testable import pipeline_runtime

private func message(_ bytes: [UInt8], seconds: Double = 1.25) -> MonitoredMessage {
    MonitoredMessage(
        seconds: seconds, isIncoming: true, port: "Keys:in", bytes: bytes, length: bytes.count)
}

@Suite struct MonitoredMessageTests {
    @Test(arguments: [
        ([0x90, 60, 100], "ch 1   note on   C4 (60)  velocity 100"),
        ([0x95, 60, 0], "ch 6   note off  C4 (60)  velocity 0"),
        ([0x8F, 0, 64], "ch 16  note off  C-1 (0)  velocity 64"),
        ([0xB0, 74, 64], "ch 1   cc 74  64"),
        ([0xC9, 5], "ch 10  program 5"),
        ([0xE0, 0, 64], "ch 1   bend  0"),
        ([0xE0, 0, 0], "ch 1   bend  -8192"),
        ([0xE0, 127, 127], "ch 1   bend  8191"),
        ([0xD2, 3], "ch 3   pressure  3"),
        ([0xA0, 61, 3], "ch 1   pressure  C#4 (61)  3"),
        ([0xF2, 1, 1], "song position  129"),
        ([0xFA], "start"),
        ([0xF0, 0x7E, 0x0A, 0xF7], "sysex  F0 7E 0A F7"),
    ])
    func `a message reads as a person would say it`(bytes: [UInt8], text: String) {
        #expect(message(bytes).text == text)
    }

    @Test func `a line says when, which way and where`() {
        #expect(
            message([0xB0, 1, 2], seconds: 1.2504).line
                == "    1.250  in   Keys:in  ch 1   cc 1  2")
        #expect(message([0xB0, 1, 2], seconds: 0).line.hasPrefix("    0.000  in "))
    }

    @Test func `an OSC message shows its arguments`() {
        let bytes = OSCMessage("/play", [.int32(1), .float32(0.5), .string("bd")]).encoded()
        var one = message(bytes)
        one.isOSC = true
        #expect(one.text == "/play 1 0.5 \"bd\"")
        #expect(one.kind == .osc)
        #expect(one.channel == nil)
    }

    @Test func `a packet that is too long for the monitor shows its address`() {
        var one = message(Array(OSCMessage("/long", [.string("abc")]).encoded().prefix(12)))
        one.isOSC = true
        one.length = 400
        #expect(one.text == "/long  (400 bytes)")
    }

    @Test func `what goes over the socket comes back the same`() throws {
        for bytes in [[0x90, 60, 1], [0xF8], [0xF0, 1, 0xF7]] as [[UInt8]] {
            let one = message(bytes)
            let root = try #require(JSONReader.read(one.json.encoded(), path: "line").root)
            #expect(MonitoredMessage(root) == one)
        }
    }

    @Test func `a long message is kept by its beginning, with its length`() {
        var record = MonitorRecord()
        record.length = 500
        #expect(record.bytes.count == MonitorRecord.room)
        record.length = 2
        #expect(record.bytes == [0, 0])
    }
}

@Suite struct MonitorFilterTests {
    @Test func `clock ticks and active sensing are left out unless they are asked for`() {
        #expect(!MonitorFilter().admits(message([0xF8])))
        #expect(!MonitorFilter().admits(message([0xFE])))
        #expect(MonitorFilter(kinds: [.clock]).admits(message([0xF8])))
        #expect(MonitorFilter().admits(message([0xFA])))
    }

    @Test func `kinds, channels and ports narrow each other`() {
        let filter = MonitorFilter(kinds: [.cc], channels: [2], ports: ["keys"])
        #expect(filter.admits(message([0xB1, 1, 1])))
        #expect(!filter.admits(message([0xB0, 1, 1])))
        #expect(!filter.admits(message([0x91, 1, 1])))
        var elsewhere = message([0xB1, 1, 1])
        elsewhere.port = "Synth"
        #expect(!filter.admits(elsewhere))
    }

    @Test func `what has no channel is not of one`() {
        #expect(!MonitorFilter(channels: [1]).admits(message([0xFA])))
    }
}
