import RuntimeMap
import Testing

/// A JACK server without sound, and JACK's own programs at both ends.
@Suite struct JACKTests {
    static let files = [
        "dump.map": SequencerGuardTests.map(to: "jack:midi-monitor:input"),
        "through.map": RuntimeMap(
            name: "through",
            device: RuntimeDevice(manufacturer: "", model: "Keys", port: "jack:keys:out"),
            plugin: nil,
            outputs: [
                RuntimeOutput(
                    name: "wire",
                    kind: .midi(RuntimePort(request: "jack:midi-monitor:input")))
            ], bindings: []
        ).binary(),
    ]

    private static let run = SequencerMachine.runHere("jack.py", files: files)

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
    }

    @Test func `a server and a port may come after the program`() {
        for fact in ["without", "came", "missing", "connected"] {
            #expect(Self.run[fact] == true, "\(fact)")
        }
    }

    @Test func `messages stand in the frames of their times`() {
        #expect(Self.run["notes"] == 400)
        #expect(Self.run["in_order"] == true)
        // 10 ms at 48,000 frames a second, but for the rounding of both ends.
        let gap: Int = Self.run["median_gap"] ?? 0
        #expect((479...481).contains(gap), "\(gap)")
    }

    @Test func `a program that is held up counts what missed its frame, and loses nothing`() {
        #expect(Self.run["after_a_stop"] == true)
        #expect(Self.run["after_a_stop_in_order"] == true)
        // It stood still for 300 ms. Two periods of 21 ms are ahead, a third is under way; a message
        // was due every 10 ms.
        let late: Int = Self.run["report.jack_late"] ?? 0
        #expect(late >= 20)
        #expect((Self.run["report.jack_sent"] ?? 0) >= 501)
        #expect(Self.run["report.jack_refused"] == 0)
    }

    @Test func `a long System Exclusive message is one event`() {
        #expect(Self.run["exclusive_bytes"] == 3_002)
    }

    @Test func `what is held when a port goes is ended when it is back`() {
        #expect(Self.run["gone"] == true)
        #expect(Self.run["ended_again"] == 20)
    }

    @Test func `ports of JACK's are listed under the names that commands take`() {
        let listed: [[String]] = Self.run["listed"] ?? []
        #expect(listed == [["out", "jack:midi-monitor:input", "JACK"]])
    }

    @Test(arguments: ["send.sent", "play.played"])
    func `commands send to a port of JACK's`(command: String) {
        let verb = command.split(separator: ".")[0]
        #expect(Self.run[command] == 0)
        #expect(Self.run["\(verb).heard"] == true)
    }

    @Test func `a port that is not there is answered with one that is`() {
        let answer: [Any] = Self.run["wrong"] ?? []
        #expect(answer.first as? Int == 3)
        #expect(
            answer.last as? String
                == "pipeline-runtime: there is no port 'jack:midi-moniter:input'; did you mean "
                + "'jack:midi-monitor:input'?")
    }

    @Test func `monitor shows what a port of JACK's sends`() {
        let lines: [String] = Self.run["monitor"] ?? []
        #expect(lines.count == 4)
        #expect(lines.allSatisfy { $0.contains("jack:keys:out") }, "\(lines)")
    }

    @Test(arguments: ["ended", "killed"])
    func `what is held at the end is ended, however that comes`(how: String) {
        #expect(Self.run["\(how).heard"] == true)
        #expect(Self.run["\(how).off"] == 20)
    }

    @Test func `a server that ends is waited for`() {
        #expect(Self.run["down"] == true)
        #expect(Self.run["up"] == true)
    }

    @Test func `a controller may be a port of JACK's`() {
        #expect(Self.run["heard"] == true)
        #expect(Self.run["passed"] == [true, true])
    }
}
