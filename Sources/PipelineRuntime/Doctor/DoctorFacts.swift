import ALSAMIDI
import CSystem
import ControlRuntime
import Glibc
import OSCTransport

/// What `doctor` looks at; the judgements know nothing else.
struct DoctorFacts: Equatable {
    /// A file that must be opened for reading and writing.
    enum Access: Equatable {
        case granted
        case missing
        case refused
    }

    /// A limit of this process: a number, or none.
    enum Limit: Equatable {
        case unlimited
        case value(UInt64)

        func reaches(_ wanted: UInt64) -> Bool {
            switch self {
            case .unlimited: true
            case .value(let value): value >= wanted
            }
        }
    }

    /// An OSC target, and what became of reaching it.
    struct Target: Equatable {
        var endpoint: String
        /// `nil` when it was reached.
        var problem: String?
        /// Whether it was reached without anybody having answered: nothing listens at a datagram's end
        /// that could.
        var isUnanswered = false
    }

    /// A map, and what is wrong with it.
    struct Map: Equatable {
        var path: String
        var problem: String?
    }

    /// What of JACK there is, which is wanted by few.
    enum JACK: Equatable {
        case running
        case noServer
        case noLibrary
    }

    var sequencer = Access.granted
    /// Whether the kernel has the sequencer as a module that is not loaded; `nil` when that cannot be seen.
    var hasSequencerModule: Bool?
    /// Whether this is a container, whose devices are the host's to give.
    var isContainer = false
    /// Why the sequencer cannot be opened although its file can; `nil` when it can.
    var sequencerProblem: String?
    var isRoot = false
    /// `nil` when the system has no such group.
    var isInAudioGroup: Bool?
    /// Whether the user is a member, and would be after logging in anew.
    var isListedInAudioGroup = false
    var realtimePriority = Limit.value(0)
    var lockedMemory = Limit.value(0)
    /// Raw devices that may be opened, and those that may not.
    var rawDevices: [String] = []
    var refusedRawDevices: [String] = []
    var jack = JACK.running
    var portsThatTake: [String] = []
    var portsThatGive: [String] = []
    /// Nanoseconds; 1 where there are fine timers.
    var timerResolution = 1
    /// How the processor's frequency is chosen; `nil` where nobody says.
    var governor: String?
    /// Whether a `run` of the usual name can be asked; `nil` when none runs.
    var runningStatus: Bool?
    /// Whether the folder of the sockets can be used; what is wrong with it otherwise.
    var folderProblem: String?
    var targets: [Target] = []
    var maps: [Map] = []
}

extension DoctorFacts {
    /// Looks.
    static func gather(name: String, endpoints: [OSCEndpoint], maps: [Map]) -> DoctorFacts {
        var facts = DoctorFacts()
        facts.lookAtSequencer()
        facts.lookAtKernel()
        facts.lookAtRawDevices()
        facts.lookAtJACK()
        facts.isRoot = geteuid() == 0
        facts.isInAudioGroup = isMember(of: "audio")
        facts.isListedInAudioGroup = isListed(in: "audio")
        let limits = text(of: "/proc/self/limits")
        facts.realtimePriority = limit("Max realtime priority", in: limits)
        facts.lockedMemory = limit("Max locked memory", in: limits)
        var resolution = timespec()
        clock_getres(CLOCK_MONOTONIC, &resolution)
        facts.timerResolution = resolution.tv_sec * 1_000_000_000 + resolution.tv_nsec
        facts.governor = text(of: "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
            .split(separator: "\n").first.map(String.init)
        do throws(RuntimeTrouble) { try RuntimePlace.makeFolder() } catch {
            facts.folderProblem = error.description
        }
        do throws(RuntimeTrouble) {
            facts.runningStatus = try !StatusClient(name).ask("json").isEmpty
        } catch {
            facts.runningStatus = error.exitCode == .notFound ? nil : false
        }
        facts.targets = endpoints.map(target)
        facts.maps = maps
        return facts
    }

    private mutating func lookAtSequencer() {
        let path = "/dev/snd/seq"
        sequencer =
            access(path, F_OK) != 0
            ? .missing : access(path, R_OK | W_OK) != 0 ? .refused : .granted
        do throws(SequencerError) {
            let watcher = try PortWatcher(name: "pipeline-runtime doctor")
            var directory = PortDirectory()
            _ = directory.update(watcher.ports(leavingOut: []))
            portsThatTake = directory.ports(.takes).map(\.name)
            portsThatGive = directory.ports(.gives).map(\.name)
        } catch {
            sequencerProblem = "\(error)"
        }
    }

    private mutating func lookAtKernel() {
        isContainer = ["/.dockerenv", "/run/.containerenv", "/run/host/container-manager"]
            .contains { (path: String) in access(path, F_OK) == 0 }
        let release = Self.text(of: "/proc/sys/kernel/osrelease").prefix { $0 != "\n" }
        // A list of what is built in is there wherever modules are.
        let folder = "/lib/modules/\(release)/"
        guard access(folder + "modules.dep", R_OK) == 0 else {
            // In a container the host's modules are not to be seen.
            hasSequencerModule = isContainer ? nil : false
            return
        }
        let names = ["", ".xz", ".zst", ".gz"].map { "kernel/sound/core/seq/snd-seq.ko" + $0 }
        hasSequencerModule = names.contains { access(folder + $0, F_OK) == 0 }
    }

    private mutating func lookAtRawDevices() {
        guard let folder = opendir("/dev/snd") else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { start in
                start.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix("midiC") else { continue }
            let path = "/dev/snd/" + name
            if access(path, R_OK | W_OK) == 0 {
                rawDevices.append(path)
            } else {
                refusedRawDevices.append(path)
            }
        }
        rawDevices.sort()
        refusedRawDevices.sort()
    }

    private mutating func lookAtJACK() {
        do throws(JACKError) {
            jack = try JACKLibrary().hasServer() ? .running : .noServer
        } catch {
            jack = .noLibrary
        }
    }

    private static func target(_ endpoint: OSCEndpoint) -> Target {
        do throws(OSCSocketError) {
            let descriptor = try OSCSocket.connected(to: endpoint)
            defer { closeDescriptor(descriptor) }
            guard endpoint.transport == .udp else { return Target(endpoint: "\(endpoint)") }
            return Target(
                endpoint: "\(endpoint)", problem: refusal(descriptor).map(systemMessage),
                isUnanswered: true)
        } catch {
            return Target(endpoint: "\(endpoint)", problem: "\(error)")
        }
    }

    /// What the host says to an empty datagram, if it is this one or near: nobody takes it for a message.
    private static func refusal(_ descriptor: Int32) -> Int32? {
        var byte: UInt8 = 0
        send(descriptor, &byte, 0, 0)
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, 200) > 0, recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) < 0,
            errno == ECONNREFUSED
        else { return nil }
        return ECONNREFUSED
    }

    /// `nil` when there is no such group.
    private static func isMember(of name: String) -> Bool? {
        guard let group = getgrnam(name) else { return nil }
        let number = group.pointee.gr_gid
        var groups = [gid_t](repeating: 0, count: 256)
        let count = getgroups(Int32(groups.count), &groups)
        return getegid() == number || groups.prefix(Int(max(0, count))).contains(number)
    }

    /// Whether the system's list of groups has the user in one.
    private static func isListed(in group: String) -> Bool {
        guard let user = getpwuid(geteuid()), let name = user.pointee.pw_name else { return false }
        let own = String(cString: name)
        guard let found = getgrnam(group), var member = found.pointee.gr_mem else { return false }
        while let one = member.pointee {
            if String(cString: one) == own { return true }
            member += 1
        }
        return false
    }

    /// The soft limit of a line of /proc/self/limits.
    static func limit(_ name: String, in text: String) -> Limit {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
            let word = line.dropFirst(name.count).split(separator: " ").first
        else { return .value(0) }
        return word == "unlimited" ? .unlimited : .value(UInt64(word) ?? 0)
    }

    /// A small file of the kernel's; empty when there is none.
    private static func text(of path: String) -> String {
        let file = pipeline_open(AT_FDCWD, path, O_RDONLY, 0)
        guard file >= 0 else { return "" }
        defer { closeDescriptor(file) }
        var bytes = [UInt8](repeating: 0, count: 8_192)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
