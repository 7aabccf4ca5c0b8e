import Glibc
import PluginExtraction
import Synchronization
import Testing

/// Modules that take much memory are not read at the same time.
@Suite struct MemoryTurnTests {
    private let scratch = ScratchFolder()

    /// Whether a process below this one is stopped.
    private var someoneIsStopped: Bool {
        !output(
            of:
                "ps -o stat= --ppid $(pgrep -d, -P \(getpid()) -x pipeline-scan) 2>/dev/null | grep T"
        )
        .isEmpty
    }

    @Test func `of two modules that grow one waits, and both are read`() throws {
        let modules = try ["large", "large-too"].map {
            try MisbehavingLibrary.make($0, in: scratch)
        }
        let pool = WorkerPool(program: workerProgram, size: 2)
        let answers = Mutex<[String: Int]>([:])
        var threads: [pthread_t] = []
        for module in modules {
            threads.append(
                thread {
                    let plugins = (try? pool.describe(module))?.plugins.count ?? -1
                    answers.withLock { $0[module.path] = plugins }
                })
        }
        var waited = false
        for _ in 0..<600 where !waited {
            waited = someoneIsStopped
            usleep(20_000)
        }
        #expect(waited)
        #expect(answers.withLock { $0.isEmpty })
        for name in ["large", "large-too"] { scratch.write("", to: "\(name).so.enough") }
        for thread in threads { pthread_join(thread, nil) }
        #expect(answers.withLock { Array($0.values) } == [1, 1])
    }

    private func thread(_ body: @escaping @Sendable () -> Void) -> pthread_t {
        final class Box: Sendable {
            let body: @Sendable () -> Void
            init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { raw in
                guard let raw else { return nil }
                Unmanaged<Box>.fromOpaque(raw).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(Box(body)).toOpaque())
        return thread
    }
}
