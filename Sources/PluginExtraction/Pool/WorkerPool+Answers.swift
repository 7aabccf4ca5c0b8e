extension WorkerPool {
    /// Asks a worker; one that served others before and breaks is followed by a fresh one.
    func answer(to request: ScanRequest) throws(ExtractionFailure) -> ScanReply.Content {
        switch attempt(request, fresh: false) {
        case .answered(let content): return content
        case .broke(let failure, let wasFresh):
            if wasFresh || !failure.mayHangOnThePast { throw failure }
        }
        switch attempt(request, fresh: true) {
        case .answered(let content): return content
        case .broke(let failure, _): throw failure
        }
    }

    private enum Attempt {
        case answered(ScanReply.Content)
        case broke(ExtractionFailure, wasFresh: Bool)
    }

    private func attempt(_ request: ScanRequest, fresh: Bool) -> Attempt {
        var worker: WorkerProcess
        do {
            worker = try borrow(fresh: fresh)
        } catch {
            return .broke(ExtractionFailure(request.module, reason: error), wasFresh: true)
        }
        _ = worker.channel.send(request.frame)
        do throws(Trouble) {
            let reply = try nextReply(from: worker)
            worker.answered += 1
            worker.residentBytes = reply.residentBytes
            giveBack(worker)
            return .answered(reply.content)
        } catch {
            let wasFresh = request.module.format.runsCodeToList || worker.answered == 0
            return .broke(failure(request, worker, error), wasFresh: wasFresh)
        }
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
            case .closed: end.reason(limits)
            case .timedOut: .timedOut(seconds: limits.timeoutSeconds)
            case .malformed(let problem): .malformedReply(problem)
            }
        return ExtractionFailure(request.module, reason: reason, logTail: end.logTail)
    }
}

extension ExtractionFailure {
    /// Whether what the worker did before may have caused it, so that a fresh one should try.
    fileprivate var mayHangOnThePast: Bool {
        switch reason {
        case .exited, .killed, .outOfMemory, .malformedReply: true
        case .cannotStart, .timedOut, .outOfProcessorTime, .cancelled: false
        }
    }
}
