import Testing

/// MIDI clock as users ask for it, seen by aseqdump on a clock that only moves while everybody waits.
@Suite struct SequencerClockTests {
    private static let run = SequencerMachine.run(
        "midiclock.py", ["--virtual-time", "--timeout", "240"])

    private static func list(_ name: String) -> [String] {
        let found: [Any] = run[name] ?? []
        return found.map { "\($0)" }
    }

    private static func clock(_ name: String) -> [String: Any] {
        let found: [[String: Any]] = run[name] ?? []
        return found.first ?? [:]
    }

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
        #expect(Self.run["status"] == 0)
    }

    @Test func `start, ticks and stop reach the port of the clock`() throws {
        let first = Self.list("first")
        #expect(first.count == 3 && first.first == "Start" && first.last == "Stop", "\(first)")
        #expect(try #require(Int(first[1])) >= 10)
    }

    @Test func `stats show port, tempo and beat`() throws {
        let running = Self.clock("running")
        #expect(running["port"] as? String == "aseqdump")
        #expect(running["running"] as? Bool == true && running["followed"] as? Bool == false)
        #expect(running["tempo"] as? Double == 250)
        #expect(try #require(running["beat"] as? Double) >= 0.3)
        #expect(Self.clock("stopped")["running"] as? Bool == false)
    }

    @Test func `continue goes on without a position`() {
        let continued = Self.list("continued")
        #expect(
            continued.count == 3 && continued.first == "Continue" && continued.last == "Stop",
            "\(continued)")
    }

    @Test func `from a beat on the position goes first, and lines at beats come among their ticks`()
    {
        // Beat 4.25 is sixteenth 17 and tick 102; beat 6 is tick 144, beat 7 tick 168. What is due with a tick
        // may stand on either side of it.
        let found = Self.list("from_beat")
        #expect(
            found.filter { Int($0) == nil } == [
                "Song position pointer value 17", "Continue", "Note on 0, note 60, velocity 1",
                "Note off 0, note 60, velocity 1", "Stop",
            ], "\(found)")
        let ticks = found.compactMap { Int($0) }
        #expect(
            ticks.count == 3 && ticks.reduce(0, +) >= 66 && ticks.reduce(0, +) <= 67, "\(found)")
        #expect((42...43).contains(ticks.first ?? 0), "\(found)")
    }

    @Test func `beats of a clock that stands are refused, and told`() {
        #expect(Self.run["without"] == 1)
    }

    @Test func `a receiver that comes while the clock runs is told where the song is`() {
        let returned = Self.list("returned")
        #expect(returned.first?.hasPrefix("Song position pointer value ") == true, "\(returned)")
        #expect(returned.last == "Continue", "\(returned)")
    }

    @Test func `the end of the run stops the clock, and no tick counts as failed`() {
        #expect(Self.run["at_end"] == "Stop")
        for counter in ["absent", "too_late", "queue_full"] {
            #expect(Self.run["failed.\(counter)"] == 0, "\(counter)")
        }
    }

    @Test func `a clock that comes in is followed, and passed on`() throws {
        #expect(
            Self.list("passed") == ["Song position pointer value 8", "Continue", "49", "Stop"])
        let clocks: [[String: Any]] = Self.run["followed"] ?? []
        let followed = try #require(clocks.first { $0["followed"] as? Bool == true })
        #expect(followed["port"] as? String == "VirMIDI 0-2")
        #expect(followed["running"] as? Bool == true)
        #expect((try #require(followed["tempo"] as? Double) - 125).magnitude < 2)
        // Eight sixteenths and 48 ticks.
        #expect((try #require(followed["beat"] as? Double) - 4).magnitude < 0.5)
    }
}
