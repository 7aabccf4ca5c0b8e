import CSystem

/// How late plain loops are that wait for the same instants as `ScheduleMeasurement`, without any queue.
enum PeerMeasurement: CaseIterable {
    /// One absolute sleep for each instant: what this machine allows.
    case absoluteSleep
    /// A look at the clock each millisecond, as programs do that poll.
    case poll

    func run(_ schedule: ScheduleMeasurement) -> Figures {
        let start = pipeline_monotonic_ns() + 100_000_000
        let dues = schedule.instants(from: start)
        var late: [UInt64] = []
        late.reserveCapacity(dues.count)
        pipeline_set_timer_slack(1)
        let processor = MeasuredClock.threadProcessor()
        switch self {
        case .absoluteSleep:
            for due in dues {
                MeasuredClock.sleep(until: due)
                late.append(Self.lateness(due))
            }
        case .poll:
            var next = 0
            while next < dues.count {
                MeasuredClock.sleep(until: pipeline_monotonic_ns() + 1_000_000)
                while next < dues.count, dues[next] <= pipeline_monotonic_ns() {
                    late.append(Self.lateness(dues[next]))
                    next += 1
                }
            }
        }
        let used = MeasuredClock.threadProcessor() - processor
        var figures = Figures()
        figures.add("lateness", nanoseconds: late)
        figures.add("cpu_percent", Double(used) / (Double(schedule.seconds) * 1e9) * 100)
        return figures
    }

    private static func lateness(_ due: UInt64) -> UInt64 {
        let now = pipeline_monotonic_ns()
        return now > due ? now - due : 0
    }
}
