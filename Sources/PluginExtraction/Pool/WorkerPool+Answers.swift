import Diagnostics
import Glibc

extension WorkerPool {
    /// Asks a worker; one that served others before and breaks is followed by a fresh one, and one
    /// that takes too long by one that has the machine to itself, as far as the pool goes.
    func answer(to request: ScanRequest) throws(ExtractionFailure) -> ScanReply.Content {
        var next = Way.any
        while true {
            switch attempt(request, next) {
            case .answered(let content): return content
            case .broke(let failure, let wasFresh):
                switch failure.reason {
                case .timedOut where next != .alone: next = .alone
                case _ where next == .any && !wasFresh && failure.mayHangOnThePast: next = .fresh
                default: throw failure
                }
            }
        }
    }

    /// Which worker to ask.
    enum Way {
        case any
        /// One that has served no one.
        case fresh
        /// A fresh one, while no other works.
        case alone
    }

    private enum Attempt {
        case answered(ScanReply.Content)
        case broke(ExtractionFailure, wasFresh: Bool)
    }

    private func attempt(_ request: ScanRequest, _ way: Way) -> Attempt {
        var worker: WorkerProcess
        do {
            worker = try borrow(way)
        } catch {
            return .broke(ExtractionFailure(request.module, reason: error), wasFresh: true)
        }
        defer { if way == .alone { leaveAlone() } }
        _ = worker.channel.send(request.frame)
        do throws(Trouble) {
            let reply = try nextReply(from: worker)
            worker.answered += 1
            worker.residentBytes = reply.residentBytes
            defer { giveBack(worker) }
            guard case .ended(let end) = reply.content else {
                return .answered(reply.content.adding(reply.findings))
            }
            return .broke(failure(request, worker, end, reply.findings), wasFresh: true)
        } catch {
            let wasFresh = request.module.format.runsCodeToList || worker.answered == 0
            return .broke(failure(request, worker, error), wasFresh: wasFresh)
        }
    }

    /// Why a module's process ended without an answer, which its worker survived.
    private func failure(
        _ request: ScanRequest, _ worker: WorkerProcess, _ end: ModuleEnd,
        _ findings: [Diagnostic]
    ) -> ExtractionFailure {
        let end = worker.end(ofModule: end)
        return ExtractionFailure(
            request.module, reason: end.reason(limits), logTail: end.logTail,
            deeds: findings.map(\.message))
    }

    /// Why a worker ended.
    ///
    /// A worker that has a process of its own for each module ends by itself only when it gets none.
    private func reason(
        of end: WorkerProcess.End, _ module: PluginModule
    ) -> ExtractionFailure.Reason {
        let reason = end.reason(limits)
        guard module.format.runsCodeToList, reason == .exited(code: 4) else { return reason }
        return .cannotStart(program: program, number: EAGAIN)
    }

    private enum Trouble: Error { case closed, timedOut, malformed(String) }

    private func nextReply(from worker: WorkerProcess) throws(Trouble) -> ScanReply {
        switch worker.channel.receive(until: Deadline(seconds: limits.timeoutSeconds)) {
        case .closed: throw .closed
        case .timedOut: throw .timedOut
        case .malformed(let problem): throw .malformed(problem)
        case .message(let message):
            do {
                return try ScanReply(message: message)
            } catch {
                throw .malformed(error.message)
            }
        }
    }

    /// Ends the worker and says why the request has no answer.
    private func failure(
        _ request: ScanRequest, _ worker: WorkerProcess, _ trouble: Trouble
    ) -> ExtractionFailure {
        var patience = 0
        if case .closed = trouble { patience = 500 }
        let end = end(worker, afterMilliseconds: patience)
        if isCancelled { return ExtractionFailure(request.module, reason: .cancelled) }
        let reason: ExtractionFailure.Reason =
            switch trouble {
            case .closed: reason(of: end, request.module)
            case .timedOut: .timedOut(seconds: limits.timeoutSeconds)
            case .malformed(let problem): .malformedReply(problem)
            }
        return ExtractionFailure(request.module, reason: reason, logTail: end.logTail)
    }
}

extension ScanReply.Content {
    /// With what the worker saw.
    fileprivate func adding(_ findings: [Diagnostic]) -> Self {
        switch self {
        case .identity(var identity):
            identity.diagnostics += findings
            return .identity(identity)
        case .description(var description):
            description.diagnostics += findings
            return .description(description)
        case .ended: return self
        }
    }
}

extension ExtractionFailure {
    /// Whether what the worker did before may have caused it, so that a fresh one should try.
    fileprivate var mayHangOnThePast: Bool {
        switch reason {
        case .exited, .killed, .outOfMemory, .malformedReply, .wroteTooMuch: true
        case .cannotStart, .timedOut, .outOfProcessorTime, .cancelled: false
        }
    }
}
