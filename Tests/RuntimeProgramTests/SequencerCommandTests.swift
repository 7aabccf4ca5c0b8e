import Testing

/// The commands beside `run`, seen by programs that other people wrote.
@Suite struct SequencerCommandTests {
    private static let run = SequencerMachine.run("commands.py")

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
    }

    @Test func `send's messages are what aseqdump reads`() throws {
        #expect(Self.run["sent"] == [0, 0, 0, 0, 0, 0])
        let lines: [String] = try #require(Self.run["dumped"])
        #expect(
            lines == [
                "Note on 0, note 60, velocity 100", "Note off 0, note 60, velocity 64",
                "Control change 1, controller 74, value 64",
                "Control change 0, controller 99, value 2",
                "Control change 0, controller 98, value 44",
                "Control change 0, controller 6, value 64",
                "Control change 0, controller 38, value 0",
                "Control change 0, controller 101, value 127",
                "Control change 0, controller 100, value 127", "Pitch bend 0, value -100",
                "Program change 0, program 5", "System exclusive F0 7D 01 F7",
            ])
    }

    @Test func `a port that is not there ends with 3, and is told with the nearest name`() {
        #expect(Self.run["unknown.status"] == 3)
        let message: String? = Self.run["unknown.err"]
        #expect(
            message?.contains("there is no port 'asqdump'; did you mean 'aseqdump'?") == true)
        #expect(Self.run["ambiguous.status"] == 3)
        #expect(Self.run["wrong.status"] == 2)
    }

    @Test func `lines of a file are played at their times`() {
        #expect(Self.run["file.status"] == 0)
        #expect(
            Self.run["file_dumped"] == [
                "Note on 0, note 60, velocity 1", "Note off 0, note 60, velocity 0",
            ])
    }

    @Test func `play plays a file, and ends its notes when it is stopped`() throws {
        #expect(Self.run["play"] == 0)
        let played: [String] = try #require(Self.run["played"])
        #expect(played.count == 4)
        #expect(Self.run["play_stopped"] == 130)
        #expect(Self.run["play_ended"] == "Note off 0, note 64, velocity 64")
    }

    @Test func `monitor shows what aplaymidi sends`() throws {
        let lines: [String] = try #require(Self.run["monitored"])
        #expect(lines.count == 4)
        #expect(
            lines.map { $0.split(separator: " ").suffix(5).joined(separator: " ") }
                == [10, 20, 35, 50].map { "ch 3 cc 21 \($0)" })
    }

    @Test func `learn prints the line for a map`() {
        #expect(
            Self.run["learned"]
                == ["- { id: cutoff, send: { cc: 21, channel: 3 }, parameter: none }"])
    }

    @Test func `without a running one stats ends with 3`() {
        #expect(Self.run["nobody.status"] == 3)
    }

    @Test func `a message through the running one is sent, counted and watched`() throws {
        #expect(Self.run["running.status"] == 0)
        #expect(Self.run["running_wrong.status"] == 4)
        let watched: [[String: Any]] = try #require(Self.run["watched"])
        #expect(watched.first?["kind"] as? String == "note")
        #expect(watched.first?["way"] as? String == "out")
        let sent: Int = try #require(Self.run["stats.messages_sent"])
        #expect(sent >= 1)
        #expect(Self.run["stats.queue_size"] == 0)
        #expect(Self.run["stats.active_ports"] == 1)
        let lines: [String] = try #require(Self.run["prometheus"])
        #expect(lines.contains("pipeline_runtime_active_ports{kind=\"midi\"} 1"))
    }

    @Test func `panic ends the note that a running one holds`() throws {
        #expect(Self.run["panic.status"] == 0)
        let lines: [String] = try #require(Self.run["after_panic"])
        #expect(lines.contains { $0.hasPrefix("Note off 0, note 60") })
    }

    @Test func `panic silences a port on all channels when nothing runs`() {
        #expect(Self.run["direct_panic"] == 0)
        #expect(Self.run["silenced"] == 16)
    }

    @Test func `doctor finds the sequencer`() throws {
        let text: String = try #require(Self.run["doctor.out"])
        #expect(text.contains("ok    /dev/snd/seq can be opened"))
    }
}
