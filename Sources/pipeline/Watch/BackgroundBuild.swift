import BuildEngine
import ContentStore
import FileWatching
import Glibc
import Synchronization

/// Runs one build at a time on a thread of its own, so that keys, signals and events are answered
/// meanwhile.
///
/// - Thread: the one that made it, but for the build itself.
final class BackgroundBuild: @unchecked Sendable {
    // Unchecked: `shared` is locked; what is resident belongs to the build's thread from `start`
    // until its end was taken, and to the starting thread otherwise.

    struct Ended {
        var result: Result<BuildReport, FileError>
        var microseconds: UInt64
    }

    private struct Shared {
        var ended: Ended?
        var count = 0
        var running: [String: Int] = [:]
        var started = 0
        var waitsFor: String?
    }

    /// Readable when a build ended.
    let descriptor: Int32
    private let wakeDescriptor: Int32
    private let workspace: Workspace
    private let command: String
    private let resident: ResidentBuild
    private let shared = Mutex(Shared())
    private var thread: pthread_t?
    private(set) var startedAt: UInt64 = 0

    init(_ workspace: Workspace, command: String) throws {
        self.workspace = workspace
        self.command = command
        resident = ResidentBuild(workspace.engine)
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw fail("cannot open a pipe: \(String(cString: strerror(errno)))", 1)
        }
        (descriptor, wakeDescriptor) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    var isRunning: Bool { thread != nil }

    /// What builds know; `nil` while one is under way.
    var idleResident: ResidentBuild? { isRunning ? nil : resident }

    func start(_ options: BuildOptions, at paths: ChangedPaths) {
        precondition(!isRunning, "one build at a time")
        workspace.engine.allowBuilding()
        workspace.rules.resume()
        shared.withLock { $0 = Shared() }
        startedAt = steadyMicroseconds()
        let job = Job { [self] in
            let result = build(options, paths)
            let time = steadyMicroseconds() - startedAt
            shared.withLock { $0.ended = Ended(result: result, microseconds: time) }
            var byte: UInt8 = 0
            _ = write(wakeDescriptor, &byte, 1)
        }
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<Job>.fromOpaque(raw).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(job).toOpaque())
        precondition(code == 0, "the system gives this program no thread")
        self.thread = thread
    }

    private func build(
        _ options: BuildOptions, _ paths: ChangedPaths
    ) -> Result<BuildReport, FileError> {
        do throws(FileError) {
            return .success(
                try resident.build(
                    options, at: paths, command: command,
                    waiting: { holder in self.shared.withLock { $0.waitsFor = holder } },
                    observe: { self.note($0) }))
        } catch {
            return .failure(error)
        }
    }

    private func note(_ event: BuildEvent) {
        shared.withLock { shared in
            shared.waitsFor = nil
            switch event {
            case .remaining, .decided, .worked, .working: break
            case .started(let node, _):
                shared.started += 1
                shared.running[node] = shared.started
            case .ended(let outcome):
                shared.count += 1
                shared.running[outcome.node] = nil
            }
        }
    }

    /// The build that ended, once.
    func takeEnded() -> Ended? {
        guard let ended = shared.withLock({ $0.ended.take() }), let thread else { return nil }
        var byte: UInt8 = 0
        _ = read(descriptor, &byte, 1)
        pthread_join(thread, nil)
        self.thread = nil
        return ended
    }

    /// What is under way now.
    var activity: WatchActivity {
        shared.withLock { shared in
            var activity = WatchActivity()
            activity.isBuilding = isRunning
            activity.ended = shared.count
            activity.waitsFor = shared.waitsFor
            let running = shared.running.count > 64 ? [:] : shared.running
            activity.running = running.sorted { $0.value < $1.value }.prefix(3).map(\.key)
            return activity
        }
    }

    private final class Job {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }
}
