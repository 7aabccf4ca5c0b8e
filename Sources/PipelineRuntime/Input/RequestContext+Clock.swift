import ControlRuntime
import Diagnostics
import SourceText

extension RequestContext {
    /// Reads `clock` as a word: a MIDI clock starts, goes on, stops, or gets another tempo.
    mutating func readMIDIClock(_ word: Located<String>, _ fields: inout FieldReader, due: UInt64?)
    {
        let port = fields.entry("port") == nil ? nil : port("port", &fields)
        let tempo = fields.number("tempo", in: 1...1_000)
        let beat = fields.number("beat", in: 0...4_095.75)
        let isSaid = (fields.entry("tempo") == nil, fields.entry("beat") == nil)
        guard isSaid == (tempo == nil, beat == nil) else { return }
        let request: TimedRequest.ClockRequest
        switch word.value {
        case "start":
            guard let beginning = beginning(beat, &fields) else { return }
            request = .start(tempo: tempo?.value, beginning)
        case "continue": request = .start(tempo: tempo?.value, .resume)
        case "stop": request = .stop
        case "tempo":
            guard let tempo else {
                return fields.report(
                    .error, "missing-key", "a new tempo needs 'tempo', in beats a minute",
                    at: word.range)
            }
            request = .tempo(tempo.value)
        default:
            return fields.report(
                .error, "unknown-value",
                "'clock' is '\(word.value)', but must be start, continue, stop or tempo, or what "
                    + "the source's own clock shows in seconds", at: word.range)
        }
        if beat != nil, word.value != "start" {
            fields.report(
                .error, "unknown-value", "'beat' says where a clock starts; leave it out here",
                at: word.range)
            return
        }
        guard let due else { return }
        add(.clock(port: port?.value, request), due, word.range)
    }

    private mutating func beginning(
        _ beat: Located<Double>?, _ fields: inout FieldReader
    ) -> ClockBeginning? {
        guard let beat, beat.value > 0 else { return .start }
        let sixteenths = beat.value * 4
        guard sixteenths == sixteenths.rounded() else {
            fields.report(
                .error, "out-of-range",
                "'beat' is \(beat.value), but a song position is a whole number of quarters of a beat",
                at: beat.range)
            return nil
        }
        return .position(UInt16(sixteenths))
    }
}
