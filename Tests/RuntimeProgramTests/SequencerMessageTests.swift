import Testing

/// What other programs see of ours.
@Suite struct SequencerMessageTests {
    private static let run = SequencerMachine.run("messages.py")

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
    }

    @Test func `aconnect shows the program by its name, with a port to connect to`() {
        let clients: [String] = Self.run["clients"] ?? []
        #expect(clients.filter { $0 == "Desk" }.count == 1)
        let ports: [String] = Self.run["own_ports"] ?? []
        #expect(ports == ["out"])
    }

    @Test func `ports are listed by name, ways and address`() {
        let ports: [String] = Self.run["ports"] ?? []
        #expect(ports.contains("in out  Midi Through:Midi Through Port-0  14:0"))
        #expect(ports.contains("   out  aseqdump:aseqdump  128:0"))
        #expect(ports.contains { $0.hasPrefix("in out  Virtual Raw MIDI 0-3:VirMIDI 0-3  ") })
        #expect(ports.filter { $0.contains("announcements") }.isEmpty)
    }

    @Test func `aseqdump prints every kind of message as it was sent`() {
        let lines: [String] = Self.run["dumped"] ?? []
        #expect(
            lines == [
                "Note on 0, note 60, velocity 100", "Note off 0, note 60, velocity 64",
                "Polyphonic aftertouch 1, note 61, value 7",
                "Control change 2, controller 7, value 100", "Program change 3, program 5",
                "Channel aftertouch 4, value 9", "Pitch bend 5, value -8192",
                "Pitch bend 5, value 8191", "MTC quarter frame 35h",
                "Song position pointer value 257", "Song select value 3", "Tune request", "Clock",
                "Start", "Continue", "Stop", "Active Sensing", "System exclusive F0 7D 01 02 F7",
                "Control change 0, controller 9, value 9",
            ])
    }

    @Test func `a long System Exclusive message comes out of a card whole, its notes beside it`() {
        #expect(Self.run["exclusive_whole"] == true)
        #expect(Self.run["raw_besides"] == "903c64803c00")
    }

    @Test func `a name that fits several ports is answered with all of them`() throws {
        let findings: [String] = Self.run["findings"] ?? []
        let finding = try #require(findings.first { $0.contains("input.ambiguous-port") })
        for number in 0...3 {
            #expect(finding.contains("'Virtual Raw MIDI 0-\(number):VirMIDI 0-\(number)'"))
        }
    }

    @Test func `a name that fits none is answered`() {
        let findings: [String] = Self.run["findings"] ?? []
        #expect(findings.contains { $0.contains("no MIDI port 'No such port'") })
    }

    @Test func `a name that is not there is told once, and at the end how often`() {
        let findings: [String] = Self.run["all_findings"] ?? []
        let about = findings.filter { $0.contains("No such port") }
        #expect(about.count == 2, "\(about)")
        #expect(about.last?.contains("3 more messages for 'No such port' went nowhere") == true)
    }

    @Test func `first messages that come at once open one client with one port`() {
        #expect(Self.run["first_notes"] == Array(0..<8))
        #expect(Self.run["clients_then"] == 1)
        #expect(Self.run["own_ports_then"] == ["out"])
    }

    @Test func `nothing is lost, and the end is in order`() {
        #expect(Self.run["status"] == 0)
        for counter in ["sequencer_lost", "queue_full", "refused", "absent", "too_late"] {
            #expect(Self.run["report.\(counter)"] == 0, "\(counter)")
        }
    }
}

/// 10,000 controllers and 64 notes, as fast as they can be written, to aseqdump with its default pool.
@Suite struct SequencerFloodTests {
    private static let run = SequencerMachine.run("flood.py", ["--timeout", "240"])

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
    }

    @Test func `the reader gets every event that was sent`() {
        let sent: Int? = Self.run["report.sequencer_sent"]
        #expect(sent != nil && Self.run["received"] == sent)
    }

    @Test func `no note is lost`() {
        #expect(Self.run["notes_on"] == 64)
        #expect(Self.run["notes_off"] == 64)
    }

    @Test func `a controller may give way to a newer value only, and each is counted`() {
        #expect(Self.run["last_values_right"] == true)
        let sent: Int = Self.run["report.sent"] ?? 0
        let replaced: Int = Self.run["report.replaced"] ?? 0
        #expect(sent + replaced == 10_000 + 128)
    }
}
