/// Gives ticks their nanoseconds, exactly: what does not divide is carried on to the next tick.
struct MIDITimeline {
    /// Longest music, in nanoseconds: 30 years.
    private static let longest: UInt64 = 946_080_000_000_000_000

    /// A tick takes `numerator / denominator` nanoseconds.
    private var numerator: UInt64
    private let denominator: UInt64
    private let hasTempo: Bool
    private var tick: UInt64 = 0
    private var time: UInt64 = 0
    private var rest: UInt64 = 0

    init(_ division: StandardMIDIFile.Division) {
        switch division {
        case .ticksPerQuarter(let ticks):
            // 120 beats a minute until the file says otherwise.
            numerator = 500_000_000
            denominator = UInt64(ticks)
            hasTempo = true
        case .frames(29, let ticks):
            // 30,000 frames in 1,001 seconds.
            numerator = 1001 * 1_000_000_000 / 10_000
            denominator = 3 * UInt64(ticks)
            hasTempo = false
        case .frames(let perSecond, let ticks):
            numerator = 1_000_000_000
            denominator = UInt64(perSecond * ticks)
            hasTempo = false
        }
    }

    /// All tracks' events in order of time.
    mutating func merge(
        _ tracks: [MIDITrack]
    ) throws(MIDIFileError) -> (
        events: [StandardMIDIFile.Event], tempos: [StandardMIDIFile.Tempo], length: UInt64
    ) {
        var order: [(tick: UInt64, track: Int, index: Int)] = []
        order.reserveCapacity(tracks.reduce(0) { $0 + $1.events.count })
        for (track, content) in tracks.enumerated() {
            for (index, event) in content.events.enumerated() {
                order.append((event.tick, track, index))
            }
        }
        order.sort { ($0.tick, $0.track, $0.index) < ($1.tick, $1.track, $1.index) }
        var events: [StandardMIDIFile.Event] = []
        events.reserveCapacity(order.count)
        var tempos: [StandardMIDIFile.Tempo] = []
        for (tick, track, index) in order {
            let event = tracks[track].events[index]
            try advance(to: tick, event.offset, track + 1)
            switch event.content {
            case .content(let content):
                events.append(
                    StandardMIDIFile.Event(
                        time: time, tick: tick, track: track + 1, content: content))
            case .tempo(let tempo) where hasTempo:
                numerator = UInt64(tempo) * 1000
                tempos.append(
                    StandardMIDIFile.Tempo(
                        time: time, tick: tick, microsecondsPerQuarter: tempo))
            case .tempo, .end: break
            }
        }
        return (events, tempos, time)
    }

    private mutating func advance(
        to next: UInt64, _ offset: Int, _ track: Int
    ) throws(MIDIFileError) {
        // One step's product fits, but a track may take many with nothing to send in between.
        let (product, overflow) = (next - tick).multipliedReportingOverflow(by: numerator)
        let (sum, carry) = product.addingReportingOverflow(rest)
        let (steps, remainder) = sum.quotientAndRemainder(dividingBy: denominator)
        guard !overflow, !carry, steps <= Self.longest, time + steps <= Self.longest else {
            throw MIDIFileError(.tooLong, at: offset, track: track)
        }
        tick = next
        time += steps
        rest = remainder
    }
}
