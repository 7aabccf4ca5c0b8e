import BuildEngine
import CSystem
import ContentStore
import Diagnostics
import FileWatching
import Glibc
import PipelineTasks

/// A watch from its start to its end: waits for events, keys and signals, and has builds run.
final class WatchSession {
    private let workspace: Workspace
    private let options: BuildOptions
    private let view: any WatchView
    private let watch: FolderWatch
    private let background: BackgroundBuild
    private let signals: Int32
    private let readsKeys: Bool
    private let rootIdentity: FileIdentity

    private var gathering = ChangeGathering()
    /// Files that builds read.
    private var inputs: Set<String> = []
    private var findings: [Diagnostic] = []
    private var buildCount = 0
    /// Nodes of builds that were cut short by later changes, told with the build that follows.
    private var carried = BuildReport()
    private var isCutShort = false
    private var mustBuild = false
    /// The code to end with, once the build under way has ended.
    private var ending: Int32?
    private var nextScan: UInt64?
    private var hasToldRefusal = false
    private var isSettled = false
    /// What changed since the manifest went: there is nothing to build without it.
    private var held = ChangedPaths()

    /// Builds shorter than this are not cut short by later changes: they end as soon.
    private static let shortBuild: UInt64 = 30_000

    init(
        _ workspace: Workspace, _ options: BuildOptions, command: String, view: any WatchView
    ) throws {
        self.workspace = workspace
        self.options = options
        self.view = view
        watch = FolderWatch(root: workspace.root)
        background = try BackgroundBuild(workspace, command: command)
        let handled = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP]
        signals = pipeline_signal_descriptor(handled, handled.count)
        readsKeys = view is WatchScreen
        rootIdentity = identity(ofFolder: workspace.root)
    }

    /// - Returns: the code to end with.
    func run() throws -> Int32 {
        view.begin()
        defer {
            view.leave()
            workspace.rules.restartWorkers()
        }
        _ = watch.want([""])
        start(at: .all)
        while true {
            waitForSomething()
            let now = steadyMicroseconds()
            takeSignals()
            takeKeys()
            takeEvents(at: now)
            if let ended = background.takeEnded() { finish(ended) }
            if let ending, !background.isRunning || background.activity.waitsFor != nil {
                return ending
            }
            scanIfDue(at: now)
            startIfDue(at: steadyMicroseconds())
            cutShortIfStale(at: now)
            drawIfDue()
        }
    }

    private func waitForSomething() {
        var waited = [
            pollfd(fd: watch.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
            pollfd(fd: background.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: readsKeys ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0),
        ]
        let due = [
            background.isRunning ? cutDue : gathering.due, view.drawDue,
            background.isRunning ? nil : nextScan,
        ].compactMap { $0 }.min()
        guard let due else {
            poll(&waited, nfds_t(waited.count), -1)
            return
        }
        let now = steadyMicroseconds()
        var rest = timespec()
        if due > now {
            rest.tv_sec = Int((due - now) / 1_000_000)
            rest.tv_nsec = Int((due - now) % 1_000_000) * 1000
        }
        pipeline_poll(&waited, waited.count, &rest)
    }
}

// Building

extension WatchSession {
    private func start(at paths: ChangedPaths) {
        BuildRun(workspace, CommonSettings()).keepCacheOutOfGit()
        mustBuild = false
        isCutShort = false
        background.start(options, at: paths)
        showActivity()
    }

    private func startIfDue(at now: UInt64) {
        guard ending == nil, let resident = background.idleResident, let due = gathering.due,
            due <= now
        else { return }
        var paths = gathering.take(at: now)
        if access(workspace.root + "/" + manifestPath, F_OK) != 0 {
            if held.isEmpty {
                view.tell("\(manifestPath) is gone; nothing is built until it is back")
            }
            held.formUnion(paths)
            return
        }
        paths.formUnion(held)
        held = ChangedPaths()
        if mustBuild || resident.differs(at: paths) { start(at: paths) }
    }

    /// A long build is cut short when what it reads was saved anew; what it did so far stands.
    private func cutShortIfStale(at now: UInt64) {
        guard background.isRunning, let cutDue, cutDue <= now else { return }
        isCutShort = true
        workspace.engine.cancel()
        workspace.rules.cancelCommands()
    }

    private var cutDue: UInt64? {
        isCutShort || !gathering.holdsSave ? nil : background.startedAt + Self.shortBuild
    }

    private func finish(_ ended: BackgroundBuild.Ended) {
        workspace.rules.restartWorkers()
        watchNewFolders()
        switch ended.result {
        case .failure(let error):
            mustBuild = true
            view.tell("\(error); the next change tries again")
        case .success(let report) where report.wasInterrupted:
            carried.outcomes += report.outcomes
            carried.changedFiles += report.changedFiles
            carried.removed += report.removed
            mustBuild = true
            // What was cut short goes on even if the change turns out to be none.
            if gathering.isEmpty { gathering.add(.all, at: steadyMicroseconds()) }
        case .success(let report): show(report, ended.microseconds)
        }
        showActivity()
        if !isSettled, !mustBuild {
            isSettled = true
            view.tell("watching \(counted(watch.count, "folder")); Ctrl-C ends")
        }
    }

    private func show(_ found: BuildReport, _ microseconds: UInt64) {
        var report = found
        report.outcomes = carried.outcomes + report.outcomes
        report.changedFiles = Set(carried.changedFiles + report.changedFiles).sorted()
        report.removed = carried.removed + report.removed
        carried = BuildReport()
        let build = WatchedBuild(
            report, number: buildCount + 1, microseconds: microseconds, after: findings)
        findings = report.diagnostics.map(\.diagnostic)
        if build.isSilent, buildCount > 0 { return }
        buildCount += 1
        view.show(build)
        LastBuild(report, microseconds: microseconds).keep(in: workspace)
        RunHistory.Build.note(report, microseconds: microseconds, root: workspace.root)
    }

    /// Watches what the last build read or wrote for the first time, and then looks at it again: it
    /// may have changed before it was watched.
    private func watchNewFolders() {
        guard let resident = background.idleResident else { return }
        var folders: Set<String> = []
        for file in resident.newFiles() {
            if file.role == .listing { folders.insert(file.path) }
            if file.role == .input { inputs.insert(file.path) }
            if let folder = folderPath(of: file.path) { folders.insert(folder) }
        }
        let fresh = watch.want(folders.sorted())
        tellRefusal()
        if fresh.isEmpty { return }
        var paths = ChangedPaths()
        if fresh.count > 16 { paths.everything = true } else { paths.trees = Set(fresh) }
        if resident.differs(at: paths) { gathering.add(paths, at: steadyMicroseconds()) }
    }
}

// Events, signals and keys

extension WatchSession {
    private func takeEvents(at now: UInt64) {
        for event in watch.events() {
            if event.kind == .rootGone {
                if identity(ofFolder: workspace.root) != rootIdentity { workspaceIsGone() }
                continue
            }
            gathering.add(event, isInput: inputs.contains(event.path), at: now)
        }
    }

    private func workspaceIsGone() {
        view.leave()
        printMessage(
            "pipeline: \(workspace.root) is gone or was moved; nothing is watched any more\n")
        end(with: Outcome.notFound)
    }

    private func takeSignals() {
        while true {
            switch pipeline_next_signal(signals) {
            case 0: return
            case SIGWINCH: view.resize()
            case SIGTSTP:
                view.leave()
                kill(getpid(), SIGSTOP)
                view.enter()
            default: end(with: Outcome.interrupted)
            }
        }
    }

    private func takeKeys() {
        guard readsKeys else { return }
        var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        var key: UInt8 = 0
        while poll(&waiting, 1, 0) > 0, read(STDIN_FILENO, &key, 1) == 1 {
            switch key {
            case UInt8(ascii: "q"): end(with: 0)
            case UInt8(ascii: "e"): view.toggleExplanation()
            case UInt8(ascii: "r"):
                mustBuild = true
                gathering.add(.all, at: 0)
            default: break
            }
        }
    }

    /// Ends when the build under way has ended; the second time at once.
    private func end(with code: Int32) {
        if ending != nil {
            view.leave()
            _exit(code)
        }
        ending = code
        if background.isRunning {
            workspace.engine.cancel()
            workspace.rules.cancel()
        }
    }
}

// What is shown, and what is looked at by the clock

extension WatchSession {
    private func showActivity() {
        var activity = background.activity
        activity.folderCount = watch.count
        view.show(activity)
    }

    private func drawIfDue() {
        let now = steadyMicroseconds()
        guard let due = view.drawDue, due <= now else { return }
        if background.isRunning { showActivity() }
        view.draw(at: now)
    }

    /// The system's limits leave some folders unwatched: they are looked at by the clock instead.
    private func tellRefusal() {
        guard let refusal = watch.refusal else { return }
        if nextScan == nil { nextScan = steadyMicroseconds() + Self.scanPause }
        if hasToldRefusal { return }
        hasToldRefusal = true
        let limit = refusal.code == ENOSPC ? "max_user_watches" : "max_user_instances"
        view.tell(
            "the system's limit fs.inotify.\(limit) is reached; everything is looked at every few "
                + "seconds instead; 'sysctl fs.inotify.\(limit)=…' raises it")
    }

    private static let scanPause: UInt64 = 2_000_000

    private func scanIfDue(at now: UInt64) {
        guard let due = nextScan, due <= now, let resident = background.idleResident else { return }
        if resident.differs(at: .all) { gathering.add(.all, at: 0) }
        // Looking takes at most a twentieth of the time.
        let spent = steadyMicroseconds() - now
        nextScan = now + max(Self.scanPause, spent * 20)
    }
}

/// Device and inode of a folder, by its path.
private func identity(ofFolder path: String) -> FileIdentity {
    var found = FileIdentity()
    var status = stat()
    if stat(path, &status) == 0 {
        found.inode = UInt64(status.st_ino)
        found.device = UInt64(status.st_dev)
    }
    return found
}
