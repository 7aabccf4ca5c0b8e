import SourceText
import Testing

@testable import pipeline_runtime

/// Facts of a machine on which nothing is wrong.
private let healthy = DoctorFacts(
    isInAudioGroup: true, realtimePriority: .value(95), lockedMemory: .unlimited,
    rawDevices: ["/dev/snd/midiC1D0"], portsThatTake: ["Synth:in"],
    portsThatGive: ["Keys:out", "Pads:out"], governor: "schedutil")

private func verdict(_ subject: String, _ change: (inout DoctorFacts) -> Void) -> DoctorVerdict? {
    var facts = healthy
    change(&facts)
    return DoctorVerdict.all(facts).first { $0.subject == subject }
}

@Suite struct DoctorTests {
    @Test func `where nothing is wrong all is well, without any remedy`() {
        let verdicts = DoctorVerdict.all(healthy)
        #expect(verdicts.map(\.level) == Array(repeating: .good, count: 9))
        #expect(verdicts.allSatisfy { $0.remedy == nil })
        #expect(
            verdicts[1].line
                == "ok    2 to hear from, 1 to send to; 'pipeline-runtime ports' lists them")
    }

    @Test func `a missing sequencer is loaded`() {
        let found = verdict("sequencer") { $0.sequencer = .missing }
        #expect(found?.level == .bad)
        #expect(found?.remedy?.hasPrefix("sudo modprobe snd-seq;") == true)
    }

    @Test func `who may not open it joins the group, unless he is in it`() {
        let outside = verdict("sequencer") {
            $0.sequencer = .refused
            $0.isInAudioGroup = false
        }
        #expect(outside?.remedy == "sudo usermod -aG audio \"$USER\", then log in anew")
        let inside = verdict("sequencer") { $0.sequencer = .refused }
        #expect(inside?.remedy?.contains("usermod") == false)
    }

    @Test func `in a container, or without the module, modprobe is no remedy`() {
        let container = verdict("sequencer") {
            $0.sequencer = .missing
            $0.isContainer = true
        }
        #expect(container?.remedy?.contains("--device /dev/snd") == true)
        let cloud = verdict("sequencer") {
            $0.sequencer = .missing
            $0.hasSequencerModule = false
        }
        #expect(cloud?.remedy?.hasPrefix("this kernel has no snd-seq") == true)
    }

    @Test func `without a sequencer nothing is said of its ports`() {
        #expect(verdict("ports") { $0.sequencer = .missing } == nil)
        #expect(verdict("ports") { $0.sequencerProblem = "busy" } == nil)
    }

    @Test func `who joined the group after logging in logs in anew`() {
        let found = verdict("sequencer") {
            $0.sequencer = .refused
            $0.isInAudioGroup = false
            $0.isListedInAudioGroup = true
        }
        #expect(
            found?.remedy == "you are a member of 'audio' since you logged in: log in anew")
    }

    @Test func `raw devices that may not be opened are weak, with the same remedy`() {
        let found = verdict("raw") {
            $0.refusedRawDevices = ["/dev/snd/midiC1D0", "/dev/snd/midiC2D0"]
            $0.isInAudioGroup = false
        }
        #expect(found?.level == .weak)
        #expect(found?.text.hasPrefix("/dev/snd/midiC1D0 and 1 more may not be opened") == true)
        #expect(found?.remedy == "sudo usermod -aG audio \"$USER\", then log in anew")
        #expect(verdict("raw") { $0.rawDevices = [] } == nil)
    }

    @Test func `JACK is nothing that must be there`() {
        let missing = verdict("jack") { $0.jack = .noLibrary }
        #expect(missing?.level == .good)
        #expect(missing?.remedy?.contains("libjack-jackd2-0") == true)
        #expect(verdict("jack") { $0.jack = .noServer }?.remedy == nil)
    }

    @Test func `root is not told to become it`() {
        let found = verdict("sequencer") {
            $0.sequencer = .missing
            $0.isRoot = true
        }
        #expect(
            found?.remedy
                == "modprobe snd-seq; to have it at every start: "
                + "echo snd-seq | tee /etc/modules-load.d/snd-seq.conf")
    }

    @Test func `limits that are too low are weak, and say which line helps`() {
        let class_ = verdict("realtime") { $0.realtimePriority = .value(0) }
        #expect(class_?.level == .weak)
        #expect(class_?.remedy?.contains("'@audio - rtprio 95'") == true)
        let memory = verdict("memory") { $0.lockedMemory = .value(8 << 20) }
        #expect(memory?.level == .weak)
        #expect(memory?.remedy?.contains("'@audio - memlock unlimited'") == true)
    }

    @Test func `limits do not bind root`() {
        #expect(
            verdict("realtime") {
                $0.realtimePriority = .value(0)
                $0.isRoot = true
            }?.level == .good)
    }

    @Test func `without ports, with coarse timers or a slow processor it is weak`() {
        #expect(
            verdict("ports") {
                $0.portsThatGive = []
                $0.portsThatTake = []
            }?.level == .weak)
        #expect(
            verdict("timers") { $0.timerResolution = 4_000_000 }?.text
                == "timers are coarse: 4000 µs")
        #expect(verdict("processor") { $0.governor = "powersave" }?.level == .weak)
    }

    @Test func `targets and maps are judged one by one`() {
        var facts = healthy
        facts.targets = [
            .init(endpoint: "udp://a:1", problem: "Connection refused"),
            .init(endpoint: "udp://b:1", isUnanswered: true), .init(endpoint: "tcp://c:1"),
        ]
        facts.maps = [.init(path: "m.bin", problem: "version 9")]
        let found = DoctorVerdict.all(facts).suffix(4)
        #expect(found.map(\.level) == [.bad, .good, .good, .bad])
        #expect(
            found.map(\.text) == [
                "udp://a:1: Connection refused", "udp://b:1: nobody refuses",
                "tcp://c:1: somebody listens", "m.bin: version 9",
            ])
    }

    @Test func `a remedy stands below its line`() {
        let found = DoctorVerdict(level: .weak, subject: "x", text: "slow", remedy: "faster")
        #expect(found.line == "weak  slow\n      → faster")
        #expect(
            String(decoding: found.json.encoded(), as: UTF8.self)
                == "{\"level\":\"weak\",\"subject\":\"x\",\"text\":\"slow\",\"remedy\":\"faster\"}")
    }

    @Test func `limits are read as the kernel writes them`() {
        let text = """
            Limit                     Soft Limit           Hard Limit           Units
            Max locked memory         8388608              unlimited            bytes
            Max realtime priority     unlimited            0
            """
        #expect(DoctorFacts.limit("Max locked memory", in: text) == .value(8_388_608))
        #expect(DoctorFacts.limit("Max realtime priority", in: text) == .unlimited)
        #expect(DoctorFacts.limit("Max open files", in: text) == .value(0))
    }
}
