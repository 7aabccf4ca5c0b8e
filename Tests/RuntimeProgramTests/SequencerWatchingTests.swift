import Testing

/// What the commands that watch show of what python-rtmidi sends.
@Suite struct SequencerWatchingTests {
    private static let run = SequencerMachine.run("watching.py", ["--timeout", "240"])

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
    }

    @Test(arguments: [
        ("knob", "knob-21", "{ cc: 21 }"), ("fine", "knob-1", "{ cc: 1, bits: 14 }"),
        ("nrpn", "nrpn-300", "{ nrpn: 300 }"),
        ("encoder", "encoder-77", "{ cc: 77, encoder: twos-complement }"),
        ("offset", "encoder-77", "{ cc: 77, encoder: binary-offset }"),
        ("exclusive", "message", "{ sysex: \"F0 7D 01 02 F7\", button: momentary }"),
        ("bend", "pitch-wheel", "{ bend: true }"), ("pressure", "pressure", "{ pressure: true }"),
        ("poly", "pressure-40", "{ poly-pressure: 40 }"),
        ("program", "program-7", "{ program: 7, button: momentary }"),
        ("pad", "pad-36", "{ note: 36, button: momentary }"),
        ("button", "button-37", "{ cc: 37, button: momentary }"),
    ])
    func `learn prints the line of every kind of control`(kind: String, id: String, send: String) {
        #expect(
            Self.run["learned.\(kind)"] == ["- { id: \(id), send: \(send), parameter: none }"])
    }

    @Test func `learn takes the id and the parameter that it is told, and says another channel`() {
        #expect(
            Self.run["learned.channel"]
                == ["- { id: x, send: { cc: 21, channel: 5 }, parameter: { symbol: y } }"])
    }

    @Test func `learn gives up when nothing is moved`() {
        #expect(Self.run["nothing"] == [1])
    }

    @Test func `monitor shows all but clock ticks`() {
        #expect(
            Self.run["all"] == [
                "in Player:Keys ch 1 note on C4 (60) velocity 100", "in Player:Keys ch 2 cc 7 9",
                "in Player:Keys ch 2 bend 0", "in Player:Keys sysex F0 7D F7",
                "in Player:Keys ch 2 program 3", "in Player:Keys ch 2 pressure 4",
                "in Player:Pads ch 2 cc 8 10", "in Player:Keys ch 2 cc 9 11",
            ])
    }

    @Test func `monitor's filters leave out what was not asked for`() {
        let controllers = [
            "in Player:Keys ch 2 cc 7 9", "in Player:Pads ch 2 cc 8 10",
            "in Player:Keys ch 2 cc 9 11",
        ]
        #expect(Self.run["cc"] == controllers)
        // A clock tick and System Exclusive have no channel.
        #expect(Self.run["kinds"] == controllers)
        #expect(Self.run["port"] == ["in Player:Pads ch 2 cc 8 10"])
        let lines: [String] = Self.run["channel"] ?? []
        #expect(lines.count == 6 && lines.allSatisfy { $0.contains("ch 2") })
        #expect(Self.run["counted"] == 2)
    }

    @Test func `stats with watch goes on, with messages a second, until it is told to stop`() {
        let heads: Int = Self.run["heads"] ?? 0
        #expect(heads >= 2)
        let rates: [String] = Self.run["rates"] ?? []
        #expect(rates.first?.hasSuffix("/s") == true)
        #expect(Self.run["rows"] == ["aseqdump:aseqdump aseqdump:aseqdump 40"])
        #expect(Self.run["watch_status"] == 0)
        // Nobody looks at it in a terminal: nothing is cleared.
        #expect(Self.run["escapes"] == false)
    }

    @Test func `stats with watch ends when the run ends, and says so`() {
        #expect(Self.run["watch_alone"] == 3)
        let told: [String] = Self.run["watch_told"] ?? []
        #expect(told.first?.contains("no pipeline-runtime named") == true)
    }
}
