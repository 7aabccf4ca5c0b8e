import Testing

/// 64 held notes and a pedal when the program ends. On the virtual clock: what is seen is how long the
/// program waits, not how busy the machine is.
@Suite struct SequencerEndTests {
    private static let run = SequencerMachine.run(
        "ending.py", ["--virtual-time", "--timeout", "240"])

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
    }

    @Test(arguments: ["terminated", "interrupted", "killed"])
    func `every note is ended, the pedal let go, the channels silenced`(how: String) {
        #expect(Self.run["\(how).notes_off"] == 64)
        #expect(Self.run["\(how).pedals_up"] == 1)
        #expect(Self.run["\(how).all_notes_off"] == 4)
    }

    @Test(arguments: ["terminated", "interrupted"])
    func `after a signal all is off within 50 ms, before the port closes`(how: String) {
        let milliseconds: Double = Self.run["\(how).milliseconds"] ?? -1
        #expect((0...50).contains(milliseconds))
        #expect(Self.run["\(how).ended_before_port_closed"] == true)
        #expect(Self.run["\(how).status"] == 0)
    }

    @Test func `when it is killed hard the guard has all off within 200 ms`() {
        let milliseconds: Double = Self.run["killed.milliseconds"] ?? -1
        #expect((0...200).contains(milliseconds))
        #expect(Self.run["killed.status"] == -9)
    }

    @Test func `the guard ends with its ward`() {
        #expect(Self.run["left_over"] == 0)
    }
}

/// A card is pulled out and put in again, thrice, under a load of notes and controllers.
@Suite struct SequencerReplugTests {
    private static let run = SequencerMachine.run(
        "replug.py", ["--virtual-time", "--timeout", "240"])

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
    }

    @Test func `the first event comes within 300 ms of the port's return`() {
        let milliseconds: [Double] = Self.run["milliseconds"] ?? []
        #expect(milliseconds.count == 3)
        #expect(milliseconds.allSatisfy { (0...300).contains($0) }, "\(milliseconds)")
    }

    @Test func `no note hangs, and those held through it are ended`() {
        #expect(Self.run["sounding"] == 0)
        let extra: Int = Self.run["report.extra"] ?? 0
        // Eight notes, and the volume each time.
        #expect(extra >= 8 + 3)
    }

    @Test func `each return is found once, without a restart`() {
        #expect(Self.run["report.losses"] == 3)
        #expect(Self.run["report.returns"] == 3)
    }
}

/// The scheduler on a clock that only moves while everybody waits.
@Suite struct VirtualClockTests {
    private static let run = SequencerMachine.run(
        "clock.py", ["--virtual-time", "--timeout", "240"])

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
    }

    @Test func `at 200 messages a second none is later than 10 microseconds`() {
        #expect(Self.run["schedule.lost"] == 0)
        let latest: Double = Self.run["schedule.lateness_max_us"] ?? .infinity
        #expect(latest <= 10)
    }

    @Test func `after an hour of MIDI clock the last tick is where it ought to be`() {
        #expect(Self.run["clock.missing"] == 0)
        let error: Double = Self.run["clock.last_error_us"] ?? .infinity
        #expect(error <= 10)
    }

    @Test func `nobody wakes while nothing is due`() {
        #expect(Self.run["idle.wakes"] == 0)
    }
}
