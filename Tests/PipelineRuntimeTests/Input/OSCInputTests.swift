import OSCTransport
import Testing

@testable import pipeline_runtime

@Suite struct OSCInputTests {
    private func read(_ packet: OSCPacket) -> OSCInput.Reading { read(packet.encoded()) }

    private func read(_ bytes: [UInt8]) -> OSCInput.Reading {
        let input = OSCInput(controls: ["cutoff", "knob-1", "knob-2"])
        return bytes.withUnsafeBytes { input.read($0, at: noon) }
    }

    private func read(_ address: String, _ arguments: OSCArgument...) -> OSCInput.Reading {
        read(.message(OSCMessage(address, arguments)))
    }

    private func control(_ name: String, _ position: Float, due: UInt64 = 0) -> TimedRequest {
        TimedRequest(due: due, action: .control(name: name, position: position))
    }

    @Test func `a control is moved by its address or its name`() {
        #expect(read("/control/cutoff", .float32(0.5)).requests == [control("cutoff", 0.5)])
        #expect(read("/control", .string("cutoff"), .int32(1)).requests == [control("cutoff", 1)])
        #expect(read("/control/cutoff", .boolean(true)).requests == [control("cutoff", 1)])
    }

    @Test func `a pattern moves all controls that it means`() {
        #expect(
            read("/control/knob-[1-9]", .float64(0.25)).requests
                == [control("knob-1", 0.25), control("knob-2", 0.25)])
        #expect(read("//knob-2", .float64(0.25)).requests == [control("knob-2", 0.25)])
    }

    @Test func `MIDI comes as m, as numbers and as a blob`() {
        let expected = [midi([0x90, 60, 100], port: .name("Synth"))]
        #expect(read("/midi", .string("Synth"), .midi(0x0090_3C64)).requests == expected)
        #expect(
            read("/midi", .string("Synth"), .int32(0x90), .int32(60), .int64(100)).requests
                == expected)
        #expect(read("/midi", .string("Synth"), .blob([0x90, 60, 100])).requests == expected)
        #expect(read("/midi", .midi(0x00C0_0500)).requests == [midi([0xC0, 5])])
        #expect(read("/midi", .blob([0xF0, 1, 0xF7])).requests == [midi([0xF0, 1, 0xF7])])
    }

    @Test func `a message can be passed on`() {
        #expect(
            read("/osc", .string("dirt"), .string("/play"), .int32(1)).requests
                == [
                    TimedRequest(
                        due: 0, action: .osc(target: "dirt", OSCMessage("/play", [.int32(1)])))
                ])
    }

    @Test func `a bundle's time tag is the wall clock`() {
        func bundle(_ nanoseconds: UInt64, _ packets: OSCPacket...) -> OSCPacket {
            .bundle(OSCBundle(at: OSCTimeTag(unixNanoseconds: nanoseconds), packets))
        }
        let move = OSCPacket.message(OSCMessage("/control/cutoff", [.float32(1)]))
        let later = bundle(noon.wall + 2_000_000, move)
        let found = read(
            bundle(noon.wall + 1_000_000, move, later, .bundle(OSCBundle([move]))))
        #expect(
            found.requests.map(\.due)
                == [1_000_000, 2_000_000, 1_000_000].map { noon.monotonic + $0 })
        #expect(read(.bundle(OSCBundle([move]))).requests.map(\.due) == [0])
        let past = read(bundle(noon.wall - 3_000_000, move)).requests.map(\.due)
        #expect(past == [noon.monotonic - 3_000_000])
    }

    @Test func `a clock that is years ahead keeps nothing waiting`() {
        let move = OSCPacket.message(OSCMessage("/control/cutoff", [.float32(1)]))
        let found = read(
            .bundle(
                OSCBundle(
                    at: OSCTimeTag(unixNanoseconds: noon.wall + 200_000_000_000_000), [move])))
        #expect(found.requests.isEmpty)
        #expect(
            found.problems
                == ["the bundle's time tag lies more than a day ahead; set the sender's clock"])
    }

    @Test(arguments: [
        (OSCMessage("/nothing"), "nothing here has the address /nothing"),
        (
            OSCMessage("/control/cutoff", [.float32(2)]),
            "/control/cutoff wants one number from 0 to 1"
        ),
        (OSCMessage("/control/cutoff"), "/control/cutoff wants one number from 0 to 1"),
        (OSCMessage("/control"), "/control wants a name and a number from 0 to 1"),
        (OSCMessage("/midi", [.float32(1)]), "/midi wants m, numbers from 0 to 255, or a blob"),
        (
            OSCMessage("/midi", [.int32(1)]),
            "/midi: byte 0: 1 is here, but a status from 128 on must be"
        ),
        (
            OSCMessage("/osc", [.string("a")]),
            "/osc wants the names of a target and of an address there"
        ),
        (OSCMessage("/[", []), "the address /[ is no pattern: byte 1: the '[' has no ']'"),
    ]) func `what is wrong is said`(message: OSCMessage, problem: String) {
        let found = read(.message(message))
        #expect(found.requests.isEmpty && found.problems == [problem])
    }

    @Test func `one wrong message of a bundle costs that one`() {
        let found = read(
            .bundle(
                OSCBundle([
                    .message(OSCMessage("/x")),
                    .message(OSCMessage("/control/cutoff", [.int32(0)])),
                ])))
        #expect(found.requests.count == 1 && found.problems.count == 1)
    }

    @Test func `bytes that are no OSC are told with the place`() {
        #expect(
            read([1, 2, 3, 4]).problems == ["not OSC: byte 0: the address must begin with '/'"])
    }
}
