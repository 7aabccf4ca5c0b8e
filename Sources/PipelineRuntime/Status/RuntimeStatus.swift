import ALSAMIDI
import ControlRuntime
import OSCTransport

/// What a running `run` has done so far and how it stands: plain values, read at one instant by the control
/// thread while the player goes on.
struct RuntimeStatus: Sendable, Equatable {
    /// One output and its counts.
    struct Output: Sendable, Equatable {
        var name: String
        var kind: Kind
        /// The port it is bound to, or its endpoint; empty when there is none.
        var place = ""
        /// In the order of `OutputCounter`.
        var counts: [UInt64] = Array(repeating: 0, count: OutputCounter.allCases.count)
        var lateness = LatenessHistogram()
        /// What became of an OSC target's messages behind the lanes.
        var osc: OSCTargetCounters?

        subscript(counter: OutputCounter) -> UInt64 {
            get { counts[counter.rawValue] }
            set { counts[counter.rawValue] = newValue }
        }
    }

    enum Kind: String, Sendable, CaseIterable {
        case midi
        case osc
    }

    /// What is asked first, for all outputs or those of one kind.
    struct Totals: Sendable, Equatable {
        /// Left, and nothing said that they were lost since.
        var sent: UInt64 = 0
        /// Offered, and will never be sent: late, without room, without a receiver, refused or malformed.
        var failed: UInt64 = 0
        /// Wait in lanes; of all outputs, those that wait for their time too.
        var queued: UInt64 = 0
        /// Outputs where somebody is there.
        var active: UInt64 = 0
    }

    var name = "pipeline-runtime"
    var uptimeSeconds: Double = 0
    var realtime = RealtimeClass()
    var outputs: [Output] = []
    /// In the order of `PlayerCounter`.
    var player: [UInt64] = Array(repeating: 0, count: PlayerCounter.allCases.count)
    var reloads = ReloadCounts()
    var hosts = HostCounts()
    var clocks: [ClockStatus] = []
    /// When the status was read, in nanoseconds of the monotonic clock.
    var instant: UInt64 = 0
    /// In the order of `SequencerCounts.Counter`; empty where there is no ALSA.
    var sequencer: [UInt64] = []

    subscript(counter: PlayerCounter) -> UInt64 {
        get { player[counter.rawValue] }
        set { player[counter.rawValue] = newValue }
    }

    subscript(counter: SequencerCounts.Counter) -> UInt64 {
        sequencer.indices.contains(counter.rawValue) ? sequencer[counter.rawValue] : 0
    }

    /// Of the outputs of one kind.
    func totals(_ kind: Kind) -> Totals {
        var totals = Totals()
        var lost: UInt64 = 0
        for output in outputs where output.kind == kind {
            totals.sent += output[.sent]
            totals.failed += OutputCounter.failures.reduce(0) { $0 + output[$1] }
            totals.queued += output[.waiting]
            totals.active += output[.present]
            lost += (output.osc?.failures ?? 0) + (output.osc?.lost ?? 0)
        }
        if kind == .midi { lost += self[.lost] + self[.refused] }
        totals.failed += lost
        totals.sent -= min(totals.sent, lost)
        return totals
    }

    /// Of all outputs; events that wait for their time and those for outputs that do not exist count too.
    var totals: Totals {
        let (midi, osc) = (totals(.midi), totals(.osc))
        return Totals(
            sent: midi.sent + osc.sent, failed: midi.failed + osc.failed + self[.astray],
            queued: midi.queued + osc.queued + self[.waiting], active: midi.active + osc.active)
    }
}

extension OutputCounter {
    /// Ends of a message that nobody wanted. A controller's value that gave way to a newer one is none of
    /// them, nor is what a panic took back.
    static let failures: [OutputCounter] = [
        .tooLate, .paired, .queueFull, .absent, .refused, .malformed,
    ]

    /// How a message may end.
    static let outcomes: [OutputCounter] = [.sent, .replaced, .panicked] + failures

    /// What rises and falls.
    var isGauge: Bool { [.waiting, .waitingMost, .present].contains(self) }

    /// As JSON and Prometheus write it.
    var word: String { "\(self)".snakeCased }
}

extension PlayerCounter {
    var isGauge: Bool { [.waiting, .waitingMost].contains(self) }

    var word: String { "\(self)".snakeCased }
}

extension SequencerCounts.Counter {
    var word: String { "\(self)".snakeCased }
}

extension String {
    /// `queueFull` as `queue_full`.
    fileprivate var snakeCased: String {
        reduce(into: "") { text, letter in
            if letter.isUppercase { text.append("_") }
            text += letter.lowercased()
        }
    }
}
