import Diagnostics
import OSCTransport
import SourceText

/// What a line of JSON asks for.
struct LineReading: Sendable, Equatable {
    var requests: [TimedRequest] = []
    /// What is wrong, each about one request; the others are played.
    var diagnostics: [Diagnostic] = []
    /// What the sender wants its answer to be known by.
    var id: JSONValue?
}

/// Reads lines of JSON: one request, or a list of them, or a batch of the Strudel desktop bridge.
///
///     {"at": 1.5, "port": "Synth", "midi": [144, 60, 100]}
///     {"at": "+250", "control": "cutoff", "value": 0.7}
///     {"osc": {"target": "dirt", "address": "/play", "arguments": [1, 0.5, "bd"]}}
struct RequestReader: Sendable {
    let options: InputOptions
    private(set) var clock: SourceClock
    private var line = 0

    init(_ options: InputOptions, startingAt moment: Moment) {
        self.options = options
        clock = SourceClock(startingAt: moment)
    }

    /// Reads the next line.
    mutating func read(_ text: LineSplitter.Line, at moment: Moment) -> LineReading {
        line += 1
        var reading = LineReading()
        switch text {
        case .tooLong(let bytes):
            reading.diagnostics = [
                Diagnostic(
                    .error, "input.too-long",
                    "the line has \(bytes) bytes, but may have \(LineSplitter.longest); send less "
                        + "at a time", path: options.name, range: SourceRange(line: 1, column: 1))
            ]
        case .text(let bytes):
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return reading }
            let source = JSONReader.read(bytes, path: options.name)
            reading.diagnostics = source.diagnostics
            if let root = source.root {
                var context = RequestContext(reader: self, moment: moment, reading: reading)
                context.readLine(root)
                reading = context.reading
                clock = context.clock
            }
            reading.diagnostics = reading.diagnostics.attachingExcerpts(
                from: bytes, path: options.name)
        }
        move(&reading)
        return reading
    }

    /// Gives what was found its line in the stream.
    private func move(_ reading: inout LineReading) {
        func moved(_ range: SourceRange) -> SourceRange {
            var range = range
            range.start.line += line - 1
            range.end.line += line - 1
            return range
        }
        for index in reading.diagnostics.indices {
            reading.diagnostics[index].range = reading.diagnostics[index].range.map(moved)
            reading.diagnostics[index].fixIt = nil
        }
        for index in reading.requests.indices {
            reading.requests[index].range = reading.requests[index].range.map(moved)
        }
    }
}

/// The reading of one line.
struct RequestContext {
    let options: InputOptions
    let moment: Moment
    var clock: SourceClock
    var reading: LineReading
    /// The beat at which the request in hand is due, if it says one.
    private var beat: Double?

    init(reader: RequestReader, moment: Moment, reading: LineReading) {
        options = reader.options
        clock = reader.clock
        self.moment = moment
        self.reading = reading
    }

    mutating func readLine(_ root: SourceNode) {
        for node in root.sequence ?? [root] {
            if node["messagesfromjs"] != nil {
                readStrudelBatch(node)
            } else {
                readRequest(node)
            }
        }
    }

    private mutating func readRequest(_ node: SourceNode) {
        guard
            var fields = FieldReader(
                node, of: "a request", path: options.name, area: "input",
                diagnostics: &reading.diagnostics)
        else { return }
        beat = nil
        let due = time(&fields)
        let isKnown = readAction(&fields, due, node.range)
        // Last: a misspelt 'midi' is near to it too.
        readIdentity(&fields)
        fields.finish()
        if !isKnown, !fields.diagnostics.contains(where: { $0.code == "input.unknown-key" }) {
            fields.report(
                .error, "no-action",
                "the request asks for nothing; give it 'midi', 'control', 'osc', 'nrpn', 'clock' or "
                    + "'panic'", at: node.range)
        }
        reading.diagnostics += fields.diagnostics
    }

    /// - Returns: whether the request asks for something, be it in the wrong way.
    private mutating func readAction(
        _ fields: inout FieldReader, _ due: UInt64?, _ range: SourceRange
    ) -> Bool {
        if let osc = fields.node("osc") {
            let action = OSCRequestReader(options: options).action(osc, &fields)
            if let action, let due { add(action, due, osc.range) }
        } else if fields.entry("midi") != nil {
            readMIDI(&fields, due: due)
        } else if fields.entry("control") != nil {
            readControl(&fields, due: due)
        } else if fields.entry("nrpn") != nil || fields.entry("rpn") != nil {
            readParameterNumber(&fields, due: due)
        } else if fields.entry("panic") != nil {
            if fields.boolean("panic")?.value == true, let due { add(.panic, due, range) }
        } else if fields.entry("clock") != nil {
            if fields.node("clock")?.string != nil, let word = fields.string("clock") {
                readMIDIClock(word, &fields, due: due)
            } else if let seconds = fields.number("clock") {
                readClock(seconds, &fields)
            }
        } else {
            fields.allow(
                "midi", "control", "osc", "nrpn", "rpn", "panic", "clock", "port", "value", "tempo",
                "beat")
            return false
        }
        return true
    }

    private mutating func readControl(_ fields: inout FieldReader, due: UInt64?) {
        let name = fields.string("control")
        let value = fields.number("value", .required, in: 0...1)
        guard let name, let value, let due else { return }
        add(.control(name: name.value, position: Float(value.value)), due, name.range)
    }

    /// Follows the source's clock, and tells when it was set.
    private mutating func readClock(_ seconds: Located<Double>, _ fields: inout FieldReader) {
        guard let step = clock.set(seconds.value, at: moment) else { return }
        fields.report(
            .warning, "clock-step",
            "the source's clock was set by \(step / 1_000_000) ms; times count from it anew",
            at: seconds.range)
    }

    /// What the answer is to be known by.
    mutating func readIdentity(_ fields: inout FieldReader) {
        guard let node = fields.node("id") else { return }
        if let text = node.string {
            reading.id = .string(text)
        } else if let number = node.integer {
            reading.id = .integer(number)
        } else {
            fields.report(
                .error, "wrong-type",
                "'id' is \(node.kindName), but must be text or a whole number",
                at: node.range)
        }
    }

    mutating func add(_ action: TimedRequest.Action, _ due: UInt64, _ range: SourceRange?) {
        reading.requests.append(
            TimedRequest(due: due, action: action, beat: beat, range: range))
    }

    /// When a request is due; `nil`, with a finding, when `at` says nothing that makes sense.
    private mutating func time(_ fields: inout FieldReader) -> UInt64? {
        guard let node = fields.node("at") else { return 0 }
        if let beat = node["beat"] { return time(atBeat: beat, node, &fields) }
        if let seconds = node.number {
            if let due = clock.due(atSeconds: seconds, moment) { return due }
            fields.report(
                .error, "out-of-range",
                "'at' is in seconds and at most a day ahead\(hint(seconds))", at: node.range)
            return nil
        }
        if let text = node.string, let milliseconds = delay(text) {
            if let due = clock.due(afterMilliseconds: milliseconds, moment) { return due }
            fields.report(
                .error, "out-of-range", "'at' is at most a day ahead, \"+86400000\"", at: node.range
            )
            return nil
        }
        fields.report(
            .error, "wrong-type",
            "'at' must be seconds such as 1.5, or milliseconds from now such as \"+250\"",
            at: node.range)
        return nil
    }

    /// The beat is made an instant when the request is offered, by the clock as it is then.
    private mutating func time(
        atBeat beat: SourceNode, _ node: SourceNode, _ fields: inout FieldReader
    ) -> UInt64? {
        guard let number = beat.number, number >= 0, number <= 1e6, node.mapping?.count == 1 else {
            fields.report(
                .error, "out-of-range", "'at' in beats is {\"beat\": 4}, from 0 to 1000000",
                at: node.range)
            return nil
        }
        self.beat = number
        return 0
    }

    private func hint(_ seconds: Double) -> String {
        seconds >= 1e12 ? "; this looks like milliseconds since 1970" : ""
    }

    /// Milliseconds of a text such as `+250`, `+12.5ms` or `-3`.
    private func delay(_ text: String) -> Double? {
        guard text.hasPrefix("+") || text.hasPrefix("-") else { return nil }
        let digits = text.hasSuffix("ms") ? text.dropLast(2) : Substring(text)
        guard digits.utf8.allSatisfy({ (0x2B...0x39).contains($0) && $0 != 0x2C }) else {
            return nil
        }
        return Double(digits)
    }
}
