import OSCTransport

/// OSC that comes in at one endpoint, and what of it waits for room.
final class OSCSource {
    private var receiver: OSCReceiver
    /// With the names of controls as they are now.
    var input: OSCInput
    private let report: @Sendable (String) -> Void
    private var waiting: ArraySlice<TimedRequest> = []
    private var lastProblem = ""
    private var refusals = RepeatedRefusals()
    /// Packets and messages that could not be understood or done.
    private(set) var problems: UInt64 = 0

    /// - Parameter report: gets what is wrong, the same thing not twice in a row, and once for each name.
    init(
        at endpoint: OSCEndpoint, _ input: OSCInput, report: @escaping @Sendable (String) -> Void
    ) throws(OSCSocketError) {
        receiver = try OSCReceiver(at: endpoint)
        self.input = input
        self.report = report
    }

    var endpoint: OSCEndpoint { receiver.endpoint }
    var descriptors: [Int32] { receiver.descriptors }
    var counters: OSCReceiverCounters { receiver.counters }

    /// Takes what has come, and offers it.
    func receive<Sink: EventSink & ~Copyable>(
        into writer: inout RequestWriter<Sink>, at moment: Moment
    ) -> LineSource.State {
        var found: [TimedRequest] = []
        var wrong: [String] = []
        let hear = writer.directory.hear
        receiver.receive { bytes in
            if hear(bytes) { return }
            let reading = input.read(bytes, at: moment)
            found += reading.requests
            wrong += reading.problems
        }
        for problem in wrong { tell(problem) }
        waiting += found
        return offer(to: &writer)
    }

    /// Offers what has been received, in its order.
    func offer<Sink: EventSink & ~Copyable>(
        to writer: inout RequestWriter<Sink>
    ) -> LineSource.State {
        while let request = waiting.first {
            switch writer.offer(request) {
            case .taken:
                if !refusals.isEmpty, let sum = refusals.accept(request.subject) {
                    report(sum.message)
                }
            case .later: return .waiting
            case .refused(let code, let message):
                problems += 1
                for one in refusals.refuse(request.subject, code: code, message: message) {
                    report(one.message)
                }
            }
            waiting.removeFirst()
        }
        return .open
    }

    private func tell(_ problem: String) {
        problems += 1
        if problem != lastProblem { report(problem) }
        lastProblem = problem
    }
}
