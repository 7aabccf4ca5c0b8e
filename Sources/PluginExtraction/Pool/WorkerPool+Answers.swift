extension WorkerPool {
    /// What a worker answered to one request, or why none did.
    typealias Answer = Result<ScanReply.Content, ExtractionFailure>

    /// So many requests go out in one write: few enough to fit any socket buffer, so that neither
    /// side can wait for the other.
    private static let requestsPerWrite = 16

    /// Asks one worker at a time until every request has an answer.
    func answers(to requests: [ScanRequest]) -> [Answer] {
        var answers: [Answer] = []
        var mustBeFresh = false
        while answers.count < requests.count {
            let rest = requests[answers.count...]
            switch attempt(rest, fresh: mustBeFresh) {
            case .answered(let contents):
                answers += contents.map { .success($0) }
                mustBeFresh = false
            case .broke(let contents, let failure, let wasFresh):
                answers += contents.map { .success($0) }
                let isFinal = wasFresh && contents.isEmpty || !failure.mayHangOnThePast
                if isFinal { answers.append(.failure(failure)) }
                mustBeFresh = !isFinal
            }
        }
        return answers
    }

    private enum Attempt {
        case answered([ScanReply.Content])
        /// The request after the last answered one has none, for the reason given.
        case broke([ScanReply.Content], ExtractionFailure, wasFresh: Bool)
    }

    /// Asks one worker as much as one write takes.
    private func attempt(_ requests: ArraySlice<ScanRequest>, fresh: Bool) -> Attempt {
        let batch = requests.prefix(Self.requestsPerWrite)
        var worker: WorkerProcess
        do {
            worker = try borrow(fresh: fresh)
        } catch {
            return .broke([], failure(batch.first, error, logTail: ""), wasFresh: true)
        }
        let wasFresh = worker.answered == 0
        var contents: [ScanReply.Content] = []
        _ = worker.channel.send(batch.flatMap(\.frame))
        for request in batch {
            switch nextReply(from: worker) {
            case .success(let reply):
                contents.append(reply.content)
                worker.answered += 1
                worker.residentBytes = reply.residentBytes
            case .failure(let trouble):
                return .broke(contents, failed(request, worker, trouble), wasFresh: wasFresh)
            }
        }
        giveBack(worker)
        return .answered(contents)
    }

    private enum Trouble: Error { case closed, timedOut, malformed(String) }

    private func nextReply(from worker: WorkerProcess) -> Result<ScanReply, Trouble> {
        switch worker.channel.receive(until: Deadline(seconds: limits.timeoutSeconds)) {
        case .closed: return .failure(.closed)
        case .timedOut: return .failure(.timedOut)
        case .malformed(let problem): return .failure(.malformed(problem))
        case .message(let message):
            do {
                return .success(try ScanReply(message: message))
            } catch {
                return .failure(.malformed(error.message))
            }
        }
    }

    /// Ends the worker and says why the request has no answer.
    private func failed(
        _ request: ScanRequest, _ worker: WorkerProcess, _ trouble: Trouble
    ) -> ExtractionFailure {
        var patience = 0
        if case .closed = trouble { patience = 500 }
        let end = end(worker, afterMilliseconds: patience)
        if isCancelled { return failure(request, .cancelled, logTail: "") }
        let reason: ExtractionFailure.Reason =
            switch trouble {
            case .closed: end.reason(limits)
            case .timedOut: .timedOut(seconds: limits.timeoutSeconds)
            case .malformed(let problem): .malformedReply(problem)
            }
        return failure(request, reason, logTail: end.logTail)
    }

    private func failure(
        _ request: ScanRequest?, _ reason: ExtractionFailure.Reason, logTail: String
    ) -> ExtractionFailure {
        ExtractionFailure(bundle: request?.bundle ?? "", reason: reason, logTail: logTail)
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
