import Glibc
import Testing

@testable import PluginExtraction

/// Workers that are killed, stopped, shared and replaced.
@Suite struct WorkerPoolTests {
    let scratch = ScratchFolder()
    private var bundle: String {
        scratch.bundle("good.lv2", data: "<http://example.org/p> doap:name \"P\" .")
    }

    private func idleWorkers(of pool: WorkerPool) -> [pid_t] {
        pool.monitor.change { $0.idle.map(\.process) }
    }

    @Test func `a worker is used again`() throws {
        let pool = WorkerPool(program: workerProgram, size: 2)
        _ = try pool.identify(PluginModule(.lv2, bundle))
        let first = idleWorkers(of: pool)
        _ = try pool.describe(PluginModule(.lv2, bundle))
        #expect(idleWorkers(of: pool) == first)
        #expect(first.count == 1)
    }

    @Test func `a worn worker is replaced`() throws {
        let pool = WorkerPool(
            program: workerProgram, limits: WorkerLimits(requestsPerWorker: 1), size: 1)
        _ = try pool.identify(PluginModule(.lv2, bundle))
        #expect(idleWorkers(of: pool).isEmpty)
        _ = try pool.identify(PluginModule(.lv2, bundle))
    }

    @Test func `a worker killed between requests costs nothing`() throws {
        let pool = WorkerPool(program: workerProgram, size: 1)
        let identity = try pool.identify(PluginModule(.lv2, bundle))
        let worker = try #require(idleWorkers(of: pool).first)
        kill(worker, SIGKILL)
        #expect(try pool.identify(PluginModule(.lv2, bundle)) == identity)
        #expect(idleWorkers(of: pool) != [worker])
    }

    @Test func `a worker that hangs costs its request the time limit and nothing else`() throws {
        let pool = WorkerPool(
            program: workerProgram, limits: WorkerLimits(timeoutSeconds: 1), size: 1)
        let identity = try pool.identify(PluginModule(.lv2, bundle))
        let worker = try #require(idleWorkers(of: pool).first)
        kill(worker, SIGSTOP)
        #expect(try pool.identify(PluginModule(.lv2, bundle)) == identity)
        #expect(kill(worker, 0) == -1)
    }

    @Test func `a time-out counts once it happened with no other worker at work`() throws {
        // Each worker writes down how many there are.
        let program = scratch.program(
            """
            touch "\(scratch.path)/pid-$$"
            count=0
            for file in "\(scratch.path)"/pid-*; do
                kill -0 ${file##*-} 2>/dev/null && count=$((count + 1))
            done
            echo $count >>"\(scratch.path)/counts"
            exec sleep 1000
            """)
        let pool = WorkerPool(program: program, limits: WorkerLimits(timeoutSeconds: 1), size: 2)
        let reasons = inParallel(threads: 2) {
            (try? failure { () throws(ExtractionFailure) in
                try pool.identify(PluginModule(.ladspa, "/slow.so"))
            })?.reason
        }
        #expect(reasons == [.timedOut(seconds: 1), .timedOut(seconds: 1)])
        let counts = output(of: "cat '\(scratch.path)/counts'").split(separator: "\n")
        #expect(counts.count == 4)
        #expect(counts.suffix(2) == ["1", "1"])
    }

    @Test func `a bundle that kills a used worker is tried in a fresh one, and is to blame`() throws
    {
        let deep = prefixes + "<p> lv2:port " + String(repeating: "[ lv2:x ", count: 1_000_000)
        scratch.write(deep, to: "deep.lv2/manifest.ttl")
        let pool = WorkerPool(program: workerProgram, size: 1)
        let identity = try pool.identify(PluginModule(.lv2, bundle))
        let failure = try failure { () throws(ExtractionFailure) in
            try pool.identify(PluginModule(.lv2, scratch.path + "/deep.lv2"))
        }
        #expect(failure.reason == .killed(signal: SIGSEGV, name: "SIGSEGV"))
        #expect(try pool.identify(PluginModule(.lv2, bundle)) == identity)
    }

    @Test func `threads that share a pool get what one gets alone`() throws {
        let bundles = installedBundles()
        let single = WorkerPool(program: workerProgram, size: 1)
        let alone = bundles.map { try? single.describe(PluginModule(.lv2, $0)) }
        #expect(!alone.contains(nil))
        let pool = WorkerPool(
            program: workerProgram, limits: WorkerLimits(requestsPerWorker: 7), size: 2)
        let results = inParallel(threads: 4) {
            bundles.map { try? pool.describe(PluginModule(.lv2, $0)) }
        }
        #expect(results.count == 4)
        for result in results { #expect(result == alone) }
        #expect(idleWorkers(of: pool).count <= 2)
    }

    @Test func `cancelling ends a request under way at once, and all later ones`() throws {
        let pool = WorkerPool(program: scratch.program("exec sleep 1000"), size: 1)
        let bundle = bundle
        let reasons = inParallel(threads: 2) { () -> ExtractionFailure.Reason? in
            if pool.monitor.change({ $0.running == 0 }) {
                return
                    (try? failure { () throws(ExtractionFailure) in
                        try pool.identify(PluginModule(.lv2, bundle))
                    })?.reason
            }
            while pool.monitor.change({ $0.busy.isEmpty }) { sched_yield() }
            pool.cancel()
            return nil
        }
        _ = reasons
        pool.cancel()
        let later = try failure { () throws(ExtractionFailure) in
            try pool.identify(PluginModule(.lv2, bundle))
        }
        #expect(later.reason == .cancelled)
    }

    @Test func `after a shutdown no worker and no folder is left`() throws {
        let pool = WorkerPool(program: workerProgram, size: 1)
        _ = try pool.identify(PluginModule(.lv2, bundle))
        let worker = try #require(idleWorkers(of: pool).first)
        let home = try #require(pool.monitor.change { $0.home })
        #expect(access(home, F_OK) == 0)
        pool.shutdown()
        #expect(kill(worker, 0) == -1)
        #expect(access(home, F_OK) == -1)
        let later = try failure { () throws(ExtractionFailure) in
            try pool.identify(PluginModule(.lv2, bundle))
        }
        #expect(later.reason == .cancelled)
    }
}

/// Runs `body` in so many threads; results in no order.
func inParallel<Value: Sendable>(
    threads: Int, _ body: @escaping @Sendable () -> Value
) -> [Value] {
    let results = Monitor<[Value]>([])
    let work = Monitor<@Sendable () -> Void>({
        let value = body()
        results.change { $0.append(value) }
    })
    var handles: [pthread_t] = []
    for _ in 0..<threads {
        var handle = pthread_t()
        pthread_create(
            &handle, nil,
            { context in
                guard let context else { return nil }
                let work = Unmanaged<Monitor<@Sendable () -> Void>>.fromOpaque(context)
                    .takeRetainedValue()
                work.change { $0 }()
                return nil
            }, Unmanaged.passRetained(work).toOpaque())
        handles.append(handle)
    }
    for handle in handles { pthread_join(handle, nil) }
    return results.change { $0 }
}
