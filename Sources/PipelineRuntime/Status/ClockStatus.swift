import ControlRuntime
import SourceText

/// How a MIDI clock stands: one that is sent, or the one that is followed.
struct ClockStatus: Sendable, Equatable {
    /// The output that it goes to, or the input that it comes from.
    var port: String
    var isFollowed: Bool
    var isRunning: Bool
    /// Quarter notes a minute, 0 before they are known.
    var tempo: Double
    var beat: Double

    init(_ reading: ClockReading, port: String, isFollowed: Bool, now: UInt64) {
        self.port = port
        self.isFollowed = isFollowed
        isRunning = reading.isRunning
        tempo = (reading.beatsPerMinute * 100).rounded() / 100
        beat = (reading.beat(at: now) * 100).rounded() / 100
    }

    var json: JSONValue {
        .object([
            .init("port", .string(port)), .init("followed", .bool(isFollowed)),
            .init("running", .bool(isRunning)), .init("tempo", .number(tempo)),
            .init("beat", .number(beat)),
        ])
    }
}

extension ClockBoard {
    /// When a beat is, of the clock that is followed or else of the first that runs.
    func instant(ofBeat beat: Double) -> UInt64? {
        let places = [followed] + (0..<followed)
        return places.lazy.compactMap { reading($0).instant(ofBeat: beat) }.first
    }
}
