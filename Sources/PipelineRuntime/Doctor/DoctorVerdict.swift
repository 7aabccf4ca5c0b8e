import SourceText

/// What `doctor` says of one thing, and what to do about it.
struct DoctorVerdict: Equatable {
    enum Level: String {
        case good = "ok"
        /// It works, but not as well as it could.
        case weak = "weak"
        /// It does not work.
        case bad = "bad"
    }

    var level: Level
    /// One word for other programs.
    var subject: String
    var text: String
    var remedy: String?

    /// Judges facts; one verdict for each thing that was looked at.
    static func all(_ facts: DoctorFacts) -> [DoctorVerdict] {
        var all = [
            sequencer(facts), ports(facts), rawDevices(facts), jack(facts), realtime(facts),
            memory(facts), timers(facts), governor(facts), sockets(facts),
        ].compactMap { $0 }
        all += facts.targets.map(target) + facts.maps.map(map)
        guard facts.isRoot else { return all }
        // Who is root need not become it.
        for place in all.indices {
            all[place].remedy = all[place].remedy.map {
                $0.split(separator: "sudo ", omittingEmptySubsequences: false).joined()
            }
        }
        return all
    }

    /// What makes the sequencer come.
    private static func missingSequencer(_ facts: DoctorFacts) -> String {
        if facts.isContainer {
            return
                "this is a container: start it with the host's devices (--device /dev/snd), and on "
                + "the host: sudo modprobe snd-seq"
        }
        if facts.hasSequencerModule == false {
            return
                "this kernel has no snd-seq: install one that has (Debian and Ubuntu: sudo apt-get "
                + "install linux-image-amd64 or linux-generic, cloud kernels have no sound), then "
                + "restart"
        }
        return "sudo modprobe snd-seq; to have it at every start: "
            + "echo snd-seq | sudo tee /etc/modules-load.d/snd-seq.conf"
    }

    /// What gives the right to sound devices.
    private static func rights(_ facts: DoctorFacts, to path: String) -> String {
        if facts.isInAudioGroup == true {
            return "log in at the machine itself, or give the group 'audio' the right: "
                + "sudo chgrp audio \(path) && sudo chmod 660 \(path)"
        }
        if facts.isListedInAudioGroup {
            return "you are a member of 'audio' since you logged in: log in anew"
        }
        return "sudo usermod -aG audio \"$USER\", then log in anew"
    }

    private static func sequencer(_ facts: DoctorFacts) -> DoctorVerdict {
        let subject = "sequencer"
        switch facts.sequencer {
        case .missing:
            return DoctorVerdict(
                level: .bad, subject: subject,
                text: "/dev/snd/seq is missing: no MIDI port can be opened (OSC works)",
                remedy: missingSequencer(facts))
        case .refused:
            return DoctorVerdict(
                level: .bad, subject: subject, text: "/dev/snd/seq may not be opened",
                remedy: rights(facts, to: "/dev/snd/seq"))
        case .granted:
            guard let problem = facts.sequencerProblem else {
                return DoctorVerdict(
                    level: .good, subject: subject, text: "/dev/snd/seq can be opened")
            }
            return DoctorVerdict(
                level: .bad, subject: subject, text: "the sequencer cannot be opened: \(problem)",
                remedy: "sudo modprobe snd-seq")
        }
    }

    /// Nothing without a sequencer: what to do about that was said.
    private static func ports(_ facts: DoctorFacts) -> DoctorVerdict? {
        guard facts.sequencer == .granted, facts.sequencerProblem == nil else { return nil }
        let (takes, gives) = (facts.portsThatTake.count, facts.portsThatGive.count)
        guard takes + gives > 0 else {
            return DoctorVerdict(
                level: .weak, subject: "ports", text: "there is no MIDI port",
                remedy: "plug a device in or start a program with MIDI ports; for a port between "
                    + "programs: sudo modprobe snd-seq-dummy")
        }
        return DoctorVerdict(
            level: .good, subject: "ports",
            text: "\(gives) to hear from, \(takes) to send to; 'pipeline-runtime ports' lists them")
    }

    /// Nothing where there is none.
    private static func rawDevices(_ facts: DoctorFacts) -> DoctorVerdict? {
        if let first = facts.refusedRawDevices.first {
            let others = facts.refusedRawDevices.count - 1
            return DoctorVerdict(
                level: .weak, subject: "raw",
                text: "\(first)\(others > 0 ? " and \(others) more" : "") may not be opened: "
                    + "no 'rawmidi:' name will do",
                remedy: rights(facts, to: first))
        }
        guard !facts.rawDevices.isEmpty else { return nil }
        let count = facts.rawDevices.count
        return DoctorVerdict(
            level: .good, subject: "raw",
            text: "\(count) raw device\(count == 1 ? "" : "s") for 'rawmidi:' names")
    }

    private static func jack(_ facts: DoctorFacts) -> DoctorVerdict {
        switch facts.jack {
        case .running:
            DoctorVerdict(level: .good, subject: "jack", text: "a JACK server is running")
        case .noServer:
            DoctorVerdict(
                level: .good, subject: "jack",
                text:
                    "the JACK library is there; no server is running, which only 'jack:' names need"
            )
        case .noLibrary:
            DoctorVerdict(
                level: .good, subject: "jack",
                text: "there is no JACK library, which only 'jack:' names need",
                remedy:
                    "for these: sudo apt-get install libjack-jackd2-0, or PipeWire's pipewire-jack")
        }
    }

    /// Lines for the system's limits, which hold from the next login on.
    private static func limits(_ facts: DoctorFacts, _ line: String) -> String {
        let group = facts.isInAudioGroup == nil ? "*" : "@audio"
        let join =
            facts.isInAudioGroup == false ? "sudo usermod -aG audio \"$USER\"; " : ""
        return join + "echo '\(group) - \(line)' | sudo tee -a /etc/security/limits.d/audio.conf, "
            + "then log in anew"
    }

    private static func realtime(_ facts: DoctorFacts) -> DoctorVerdict {
        let wanted = UInt64(RealtimeClass.usualPriority)
        guard facts.isRoot || facts.realtimePriority.reaches(wanted) else {
            return DoctorVerdict(
                level: .weak, subject: "realtime",
                text: "'run --realtime' gets no real-time class (RLIMIT_RTPRIO below \(wanted)): "
                    + "messages are later when the machine is busy",
                remedy: limits(facts, "rtprio 95"))
        }
        return DoctorVerdict(
            level: .good, subject: "realtime", text: "'run --realtime' gets priority \(wanted)")
    }

    private static func memory(_ facts: DoctorFacts) -> DoctorVerdict {
        guard facts.isRoot || facts.lockedMemory.reaches(256 << 20) else {
            return DoctorVerdict(
                level: .weak, subject: "memory",
                text: "'run --realtime' cannot lock its memory (RLIMIT_MEMLOCK below 256 MiB)",
                remedy: limits(facts, "memlock unlimited"))
        }
        return DoctorVerdict(
            level: .good, subject: "memory", text: "'run --realtime' can lock its memory")
    }

    private static func timers(_ facts: DoctorFacts) -> DoctorVerdict {
        guard facts.timerResolution > 1_000 else {
            return DoctorVerdict(level: .good, subject: "timers", text: "fine timers are there")
        }
        return DoctorVerdict(
            level: .weak, subject: "timers",
            text: "timers are coarse: \(facts.timerResolution / 1_000) µs",
            remedy: "boot without highres=off, with a kernel that has CONFIG_HIGH_RES_TIMERS")
    }

    private static func governor(_ facts: DoctorFacts) -> DoctorVerdict? {
        guard let governor = facts.governor else { return nil }
        guard governor == "powersave" else {
            return DoctorVerdict(
                level: .good, subject: "processor", text: "its frequency is chosen by '\(governor)'"
            )
        }
        return DoctorVerdict(
            level: .weak, subject: "processor",
            text: "its frequency is chosen by 'powersave': waking takes longer",
            remedy: "sudo cpupower frequency-set -g performance")
    }

    private static func sockets(_ facts: DoctorFacts) -> DoctorVerdict {
        if let problem = facts.folderProblem {
            return DoctorVerdict(
                level: .weak, subject: "status",
                text: "no place for sockets: \(problem); 'stats' and 'panic' find nothing",
                remedy: "log in so that XDG_RUNTIME_DIR is set, or set it to a folder of your own")
        }
        let text =
            switch facts.runningStatus {
            case true?: "a 'run' is running and answers"
            case false?: "a 'run' is running but gives no answer"
            case nil: "no 'run' is running"
            }
        return DoctorVerdict(
            level: facts.runningStatus == false ? .bad : .good, subject: "status", text: text,
            remedy: facts.runningStatus == false ? "stop it and start it anew" : nil)
    }

    private static func target(_ target: DoctorFacts.Target) -> DoctorVerdict {
        if let problem = target.problem {
            return DoctorVerdict(
                level: .bad, subject: "osc", text: "\(target.endpoint): \(problem)",
                remedy: "start the program that listens there, or correct host and port")
        }
        return DoctorVerdict(
            level: .good, subject: "osc",
            text: "\(target.endpoint): "
                + (target.isUnanswered ? "nobody refuses" : "somebody listens"))
    }

    private static func map(_ map: DoctorFacts.Map) -> DoctorVerdict {
        guard let problem = map.problem else {
            return DoctorVerdict(level: .good, subject: "map", text: "\(map.path) can be played")
        }
        return DoctorVerdict(
            level: .bad, subject: "map", text: "\(map.path): \(problem)",
            remedy: "make it anew with 'pipeline build'")
    }

    /// One line, and one for what to do.
    var line: String {
        let word = level.rawValue + String(repeating: " ", count: 4 - level.rawValue.count)
        return "\(word)  \(text)" + (remedy.map { "\n      → \($0)" } ?? "")
    }

    var json: JSONValue {
        .object([
            .init("level", .string(level.rawValue)), .init("subject", .string(subject)),
            .init("text", .string(text)), .init("remedy", remedy.map { .string($0) } ?? .null),
        ])
    }
}
