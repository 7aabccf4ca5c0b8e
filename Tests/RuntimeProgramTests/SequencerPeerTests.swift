import RuntimeMap
import Testing

/// python-rtmidi and mido hear what we send, and we hear them.
@Suite struct SequencerPeerTests {
    private static let map = RuntimeMap(
        name: "peers",
        device: RuntimeDevice(manufacturer: "Nobody", model: "Keys", port: "Player:Keys"),
        plugin: nil,
        outputs: [RuntimeOutput(name: "synth", kind: .midi(RuntimePort(request: "Judge:Ears")))],
        bindings: [
            binding(
                0, "knob", RuntimeMessage(.controlChange, number: 21), to: 2,
                RuntimeMessage(.nrpn, number: 300)),
            binding(
                1, "fine", RuntimeMessage(.nrpn, number: 1000), to: 3, RuntimeMessage(.pitchBend)),
            binding(
                2, "wheel", RuntimeMessage(.pitchBend), to: 4,
                RuntimeMessage(.controlChange14, number: 1)),
            binding(
                3, "page", RuntimeMessage(.systemExclusive, bytes: [0xF0, 0x7D, 9, 0xF7]), to: 5,
                RuntimeMessage(
                    .systemExclusive,
                    bytes: [0xF0, 0x7D, 8, RuntimeMessage.valueByte, 0xF7])),
            binding(
                4, "patch", RuntimeMessage(.programChange, number: 5), to: 6,
                RuntimeMessage(.programChange, number: 9)),
        ])

    private static func binding(
        _ id: Int, _ control: String, _ heard: RuntimeMessage, to channel: Int,
        _ sent: RuntimeMessage
    ) -> RuntimeBinding {
        let isFine = [.nrpn, .pitchBend, .controlChange14].contains(sent.kind)
        var target = RuntimeTarget(
            id: id, parameter: -1, symbol: control, kind: .continuous, minimum: 0,
            maximum: isFine ? 16_383 : 127, defaultValue: 0)
        target.route = .midi(output: 0, channel: channel, message: sent)
        let isButton = [.systemExclusive, .programChange].contains(heard.kind)
        return RuntimeBinding(
            control: control, channel: 1, message: heard,
            behaviour: isButton ? .latching(on: 127, off: 0) : .absolute, targets: [target],
            feedback: nil)
    }

    private static let run = SequencerMachine.run("peers.py", files: ["peers.map": map.binary()])

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
    }

    @Test(arguments: ["rtmidi", "mido"])
    func `each message of send is heard as it was meant`(peer: String) throws {
        #expect(Self.run["\(peer).commands.statuses"] == [0, 0, 0, 0, 0, 0, 0, 0])
        let heard: [String] = try #require(Self.run["\(peer).commands.heard"])
        #expect(
            heard == [
                "903c64", "803c40",
                // Parameter 300, its value, and none selected any more.
                "b26302", "b2622c", "b20640", "b22600", "b2657f", "b2647f",
                "b06500", "b06400", "b00602", "b02600", "b0657f", "b0647f",
                "ef0000", "e07f7f", "c07f", "long", "f07e7f0601f7",
            ])
    }

    @Test(arguments: ["rtmidi", "mido"])
    func `a file that mido wrote is heard as mido wrote it`(peer: String) {
        #expect(Self.run["\(peer).file.status"] == 0)
        #expect(Self.run["\(peer).file.same"] == true)
        #expect(Self.run["\(peer).file.count"] == 44)
    }

    @Test(arguments: ["rtmidi", "mido"])
    func `lines are heard whole, messages in a row and a long one too`(peer: String) throws {
        let heard: [String] = try #require(Self.run["\(peer).lines.heard"])
        #expect(
            heard == [
                "903c64", "903e64", "803c00", "803e00", "long",
                "b16307", "b16268", "b10640", "b12601", "b1657f", "b1647f",
                "e00102", "fa", "f8", "f8", "fc", "f20304",
            ])
        for counter in ["queue_full", "absent", "refused", "too_late", "sequencer_lost"] {
            #expect(Self.run["\(peer).lines.report.\(counter)"] == 0, "\(counter)")
        }
    }

    @Test(arguments: ["rtmidi", "mido"])
    func `the monitor shows what they send`(peer: String) throws {
        #expect(Self.run["\(peer).monitor.status"] == 0)
        #expect(Self.run["\(peer).monitor.ports"] == ["Player:Keys"])
        #expect(
            Self.run["\(peer).monitor.messages"] == [
                "note 3 903c64", "cc 3 b46307", "bend 3 e00102", "sysex 3000 f07d00",
                "program 2 c105", "clock 3 f20304", "note 3 803c07",
            ])
    }

    @Test(arguments: ["rtmidi", "mido"])
    func `a map between them does what it says, in every kind of message`(peer: String) {
        #expect(
            Self.run["\(peer).map.nrpn"]
                == ["b16302", "b1622c", "b1067f", "b1267f", "b1657f", "b1647f"])
        #expect(Self.run["\(peer).map.bend"] == ["e20140"])
        #expect(Self.run["\(peer).map.fine"] == ["b30140", "b32101"])
        #expect(Self.run["\(peer).map.exclusive"] == ["f07d087ff7"])
        #expect(Self.run["\(peer).map.program"] == ["c509"])
        #expect(
            Self.run["\(peer).map.by_name"]
                == ["b16302", "b1622c", "b10640", "b12600", "b1657f", "b1647f"])
        #expect(Self.run["\(peer).map.status"] == 0)
    }
}
