import RuntimeMap
import Testing

/// The batches of the Strudel desktop bridge at a socket of ours, and python-rtmidi and an OSC socket behind it.
@Suite struct StrudelBridgeTests {
    private static let map = RuntimeMap(
        name: "bridge", device: RuntimeDevice(manufacturer: "Nobody", model: "Nothing"),
        plugin: nil,
        outputs: [
            RuntimeOutput(
                name: "dirt",
                kind: .osc(RuntimeOSCTarget(address: "udp://127.0.0.1:57120", timing: .bundle)))
        ], bindings: [])

    private static let run = SequencerMachine.run("bridge.py", files: ["bridge.map": map.binary()])

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
    }

    @Test func `a port that is not there yet costs its message, and is found when it comes`() {
        #expect(Self.run["nobody.accepted"] == 0)
        #expect(Self.run["nobody.codes"] == ["input.unknown-port"])
        #expect(Self.run["came"] == 1)
    }

    @Test func `of two ports with the same names each gets its own, in order`() {
        #expect(Self.run["first"] == true)
        #expect(Self.run["second"] == true)
    }

    @Test func `a port that vanishes in the middle costs the other nothing, and returns`() {
        #expect(Self.run["beside_the_gone"] == true)
        #expect(Self.run["returned"] == true)
    }

    @Test func `what is wrong in a batch costs that message, and nobody ends`() {
        // The message that is none, and the number that is none.
        #expect(Self.run["strange.accepted"] == 6)
        #expect(
            Self.run["strange.codes"] == [
                "input.adjusted", "input.adjusted", "input.not-midi", "input.wrong-type",
            ])
    }

    @Test func `a controller and a value of 0, late ones, halves of notes and all kinds go out`() {
        #expect(
            Self.run["strange_heard"]
                == ["b00000", "903c7f", "903e5a", "f07d01f7", "c005", "e00040"]
                || Self.run["strange_heard"]
                    == ["903c7f", "b00000", "903e5a", "f07d01f7", "c005", "e00040"]
        )
    }

    @Test func `an OSC batch is a bundle ahead of its time, with that time and all digits`() {
        #expect(Self.run["dirt.bundle"] == true)
        #expect(Self.run["dirt.early"] == true)
        #expect(Self.run["dirt.time"] == true)
        let message =
            "2f646972742f706c617900002c7364737300000063796" + "36c65000000"
            + "4132d687200000007300000062640000"
        #expect(Self.run["dirt.message"] == message)
    }

    @Test func `what is still to come at the end is no hanging note`() {
        #expect(Self.run["status"] == 0)
        #expect(Self.run["ended"] == true)
    }
}
