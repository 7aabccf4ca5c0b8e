import CSystem
import Glibc

/// What holds the processes of modules; made once for a worker, by what its kernel allows.
struct Confinement {
    /// One protection that a kernel may lack.
    enum Measure: Int32, CaseIterable {
        case writeRules = 1
        case refusals = 2
        case notices = 4
        case noNetwork = 8
        case ownUsers = 16

        /// The name by which a test does without it.
        var name: String {
            switch self {
            case .writeRules: "landlock"
            case .refusals: "seccomp"
            case .notices: "notices"
            case .noNetwork: "namespace"
            case .ownUsers: "users"
            }
        }
    }

    private let options: WorkerOptions
    /// Landlock's rules, or negative.
    private let rules: Int32
    private var way: (Int32, Int32) = (-1, -1)
    /// What the worker itself has done.
    private var outer: Int32 = 0

    init(_ options: WorkerOptions, folder: PrivateFolder?) {
        self.options = options
        func wants(_ measure: Measure) -> Bool { !options.without.contains(measure.name) }
        if wants(.noNetwork) {
            let left = pipeline_leave_network()
            if left & Int32(pipeline_network_left) != 0 { outer |= Measure.noNetwork.rawValue }
            if left & Int32(pipeline_users_left) != 0 { outer |= Measure.ownUsers.rawValue }
        }
        rules =
            wants(.writeRules) ? folder.map { pipeline_write_rules($0.path) } ?? -1 : -1
        let descriptors = UnsafeMutablePointer<Int32>.allocate(capacity: 2)
        defer { descriptors.deallocate() }
        if pipeline_descriptor_pipe(descriptors) == 0 { way = (descriptors[0], descriptors[1]) }
    }

    /// In the new process of a module: gives up everything that opening it does not need.
    ///
    /// - Parameter channel: The worker's, which is none of the module's business.
    func enter(closing channel: Int32) {
        signal(SIGTERM, SIG_DFL)
        close(channel)
        if let seconds = options.processorSeconds {
            limitProcessorTime(seconds: seconds, forGood: true)
        }
        if outer & Measure.ownUsers.rawValue != 0 { _ = pipeline_limit_processes(512) }
        _ = pipeline_drop_capabilities()
        var measures = outer
        var leave: Int32 = -1
        if pipeline_forbid_privileges() == 0 {
            if rules >= 0, pipeline_keep_write_rules(rules) == 0 {
                measures |= Measure.writeRules.rawValue
            }
            leave = askForLeave()
            if leave >= 0 { measures |= Measure.refusals.rawValue }
            if leave > 0 { measures |= Measure.notices.rawValue }
        }
        _ = pipeline_send_descriptor(way.1, leave > 0 ? leave : -1, measures)
        for descriptor in [leave, rules, way.0, way.1] where descriptor > 0 { close(descriptor) }
    }

    private func askForLeave() -> Int32 {
        if options.without.contains(Measure.refusals.name) { return -1 }
        // A process that is kept by such means already cannot be kept so twice.
        let leave =
            options.without.contains(Measure.notices.name) ? -1 : pipeline_ask_for_leave(1)
        return leave > 0 ? leave : pipeline_ask_for_leave(0)
    }

    /// In the worker: answers what a module's process asks leave for, until it has ended.
    ///
    /// - Parameter channel: To the build tool; when that is gone, the process is ended.
    /// - Returns: The measures that held it.
    func keep(_ process: pid_t, _ channel: Int32, _ record: inout AttemptRecord) -> Int32 {
        let end = pipeline_process_descriptor(process)
        guard end >= 0 else { return 0 }
        defer { close(end) }
        var measures: Int32 = 0
        var watch = Watch(
            process: process, end: end, channel: channel,
            turn: MemoryTurn(of: process, at: options.folder))
        defer { watch.turn.end() }
        // The process ends before it has said anything when it cannot even start.
        watch.waits(for: way.0)
        let leave = pipeline_receive_descriptor(way.0, &measures)
        defer { if leave >= 0 { close(leave) } }
        while watch.waits(for: max(-1, leave)) {
            var attempt = pipeline_attempt()
            let found = pipeline_next_attempt(leave, &attempt)
            if found < 0 { break }
            if found > 0 {
                _ = pipeline_answer_attempt(leave, &attempt, record.judge(attempt))
            }
        }
        return measures
    }

    /// Waits for a process to say something or end, and ends it when no one wants its answer.
    private struct Watch {
        let process: pid_t
        let end: Int32
        var channel: Int32
        var turn: MemoryTurn

        /// - Returns: `false` once the process has ended and there is nothing more to read.
        @discardableResult
        mutating func waits(for descriptor: Int32) -> Bool {
            while true {
                var entries = [
                    pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: end, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: channel, events: 0, revents: 0),
                ]
                let pause = turn.isSettled ? -1 : MemoryTurn.pauseMilliseconds
                let found = poll(&entries, 3, pause)
                if found == 0 { turn.look() }
                if found <= 0 { continue }
                if entries[0].revents & Int16(POLLIN) != 0 { return true }
                if entries[0].revents != 0 || entries[1].revents != 0 { return false }
                kill(process, SIGKILL)
                channel = -1
            }
        }
    }
}
