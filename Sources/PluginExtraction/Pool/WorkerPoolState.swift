import Glibc

/// Which workers a pool has, and who uses them.
struct WorkerPoolState {
    let capacity: Int
    /// Workers that wait for a request; the last one used comes first.
    var idle: [WorkerProcess] = []
    /// Process numbers of the workers in use. A number leaves before its worker is waited for, so
    /// a kill can never meet a stranger under the same number.
    var busy: Set<pid_t> = []
    /// Idle workers, workers in use, and those being started or ended.
    var running = 0
    var isCancelled = false
    /// Whether a worker is to be the only one that works, and how many requests wait for that.
    var isAlone = false
    var waitingToBeAlone = 0
    /// The folder that workers have as HOME, and make their modules' folders in; made with the first
    /// worker.
    var home: String?

    init(capacity: Int, isCancelled: Bool = false) {
        self.capacity = capacity
        self.isCancelled = isCancelled
    }
}

extension WorkerPoolState {
    /// Whether a request may have a worker now.
    func lets(_ way: WorkerPool.Way) -> Bool {
        if isAlone { return false }
        return way == .alone ? running == idle.count : waitingToBeAlone == 0
    }

    mutating func enter(_ way: WorkerPool.Way) {
        guard way == .alone else { return }
        isAlone = true
        waitingToBeAlone -= 1
    }
}

extension WorkerPool {
    /// An idle worker, else a new one; waits while all are in use, or one must work alone.
    func borrow(_ way: Way) throws(ExtractionFailure.Reason) -> WorkerProcess {
        enum Turn {
            case worker(WorkerProcess), start(home: String?, instead: WorkerProcess?), stop
        }
        if way == .alone { monitor.change { $0.waitingToBeAlone += 1 } }
        let turn = monitor.wait { state -> Turn? in
            if state.isCancelled { return .stop }
            guard state.lets(way) else { return nil }
            if way == .any, let worker = state.idle.popLast() {
                state.busy.insert(worker.process)
                return .worker(worker)
            }
            if state.running < state.capacity {
                state.running += 1
                state.enter(way)
                return .start(home: state.home, instead: nil)
            }
            guard let old = state.idle.popLast() else { return nil }
            state.enter(way)
            return .start(home: state.home, instead: old)
        }
        switch turn {
        case .stop:
            if way == .alone { monitor.change { $0.waitingToBeAlone -= 1 } }
            throw .cancelled
        case .worker(let worker): return worker
        case .start(let home, let old):
            if let old { _ = old.end(afterMilliseconds: 0) }
            do throws(ExtractionFailure.Reason) {
                return try start(home: home)
            } catch {
                if way == .alone { leaveAlone() }
                throw error
            }
        }
    }

    /// Others may work again.
    func leaveAlone() { monitor.change { $0.isAlone = false } }

    private func start(home: String?) throws(ExtractionFailure.Reason) -> WorkerProcess {
        do throws(ExtractionFailure.Reason) {
            let folder = if let home { home } else { try makeHome() }
            let worker = try WorkerProcess.start(program: program, limits: limits, home: folder)
            monitor.change { state in
                state.busy.insert(worker.process)
                if state.isCancelled { worker.kill() }
            }
            return worker
        } catch {
            monitor.change { $0.running -= 1 }
            throw error
        }
    }

    /// Makes the workers' HOME; when two threads make one each, the first stays.
    private func makeHome() throws(ExtractionFailure.Reason) -> String {
        var path = Array("/tmp/pipeline-scan-XXXXXX".utf8CString)
        guard mkdtemp(&path) != nil else {
            throw .cannotStart(program: program, number: errno)
        }
        let made = String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let kept = monitor.change { state in
            if state.home == nil { state.home = made }
            return state.home ?? made
        }
        if kept != made { rmdir(made) }
        return kept
    }

    /// Takes a worker back that answered everything; keeps it unless it has done or grown enough.
    func giveBack(_ worker: WorkerProcess) {
        let isWorn =
            worker.answered >= limits.requestsPerWorker
            || worker.residentBytes > UInt64(limits.residentMegabytesKept) << 20
        guard isWorn else {
            monitor.change { state in
                state.busy.remove(worker.process)
                state.idle.append(worker)
            }
            return
        }
        _ = end(worker, afterMilliseconds: 0)
    }

    /// Ends a worker and makes room for another.
    func end(_ worker: WorkerProcess, afterMilliseconds patience: Int) -> WorkerProcess.End {
        _ = monitor.change { $0.busy.remove(worker.process) }
        let end = worker.end(afterMilliseconds: patience)
        monitor.change { $0.running -= 1 }
        return end
    }

    var isCancelled: Bool { monitor.change { $0.isCancelled } }
}
