import ControlRuntime
import Diagnostics
import OSCTransport
import SourceText

/// The two batches that the Strudel desktop bridge takes, as it takes them:
/// `{"messagesfromjs": [{"message": […], "offset": ms, "requestedport": …}]}` and
/// `{"messagesfromjs": [{"target": …, "timestamp": s, "params": [{"name": …, "value": "…",
/// "valueisnumber": …}]}]}`.
///
/// Beyond it: times that have passed are late, not lost; numbers that are no data bytes are rounded and
/// limited, with a warning; what is wrong in one message costs that one; `now`, the sender's wall clock
/// when it counted the offsets, takes the way here out of them; and with an `id` it is answered.
extension RequestContext {
    mutating func readStrudelBatch(_ node: SourceNode) {
        guard
            var fields = FieldReader(
                node, of: "a batch", path: options.name, area: "input",
                diagnostics: &reading.diagnostics)
        else { return }
        // What the bridge's own transport adds.
        fields.allow("cmd", "callback", "error")
        readIdentity(&fields)
        let origin = origin(&fields)
        let messages = fields.list("messagesfromjs", .required)?.value ?? []
        fields.finish()
        reading.diagnostics += fields.diagnostics
        for message in messages {
            if message["params"] != nil || message["target"] != nil {
                readStrudelOSC(message)
            } else {
                readStrudelMIDI(message, origin)
            }
        }
    }

    /// The moment that offsets count from: `now` of the batch, or its arrival.
    private func origin(_ fields: inout FieldReader) -> Moment {
        guard let now = fields.number("now", in: 0...9e9) else { return moment }
        let wall = Moment.nanoseconds(ofSeconds: now.value)
        return Moment(monotonic: moment.monotonic(forWall: wall), wall: wall)
    }

    private mutating func readStrudelMIDI(_ node: SourceNode, _ origin: Moment) {
        guard
            var fields = FieldReader(
                node, of: "a MIDI message", path: options.name, area: "input",
                diagnostics: &reading.diagnostics)
        else { return }
        let offset = fields.number("offset", .required)
        let port = port("requestedport", &fields)
        let list = fields.list("message", .required)
        let bytes = list.flatMap { strudelBytes($0.value, &fields) }
        let due = offset.flatMap { offset -> UInt64? in
            let due = clock.due(afterMilliseconds: offset.value, origin)
            if due == nil {
                fields.report(
                    .error, "out-of-range", "'offset' is in milliseconds, and at most a day ahead",
                    at: offset.range)
            }
            return due
        }
        fields.finish()
        if let list, let bytes { addStrudel(bytes, list.value, due, port, &fields) }
        reading.diagnostics += fields.diagnostics
    }

    private mutating func addStrudel(
        _ bytes: [UInt8], _ items: [SourceNode], _ due: UInt64?,
        _ port: Located<TimedRequest.PortRequest>?, _ fields: inout FieldReader
    ) {
        do throws(MIDIBytes.Problem) {
            let messages = try MIDIBytes.messages(in: bytes)
            guard let due, let port else { return }
            addMessages(messages, port, due)
        } catch {
            let range = error.index < items.count ? items[error.index].range : fields.range
            fields.report(.error, "not-midi", error.sentence, at: range)
        }
    }

    /// Bytes of a message: fractions of notes are rounded, and data beyond 127 is 127.
    private func strudelBytes(
        _ items: [SourceNode], _ fields: inout FieldReader
    ) -> [UInt8]? {
        // Of System Exclusive every byte means something: none is changed.
        let isExclusive = items.first?.number == 240
        var bytes: [UInt8] = []
        // Bytes of data that the last status wants.
        var missing = 0
        for item in items {
            guard let number = item.number, number.isFinite else {
                fields.report(
                    .error, "wrong-type",
                    "a byte of MIDI is a number, but this is \(item.kindName)",
                    at: item.range)
                return nil
            }
            let limit = missing == 0 || isExclusive ? 255.0 : 127
            let fitting = max(0, min(limit, number.rounded()))
            if fitting != number {
                if isExclusive {
                    fields.report(
                        .error, "out-of-range", "a byte of MIDI is a whole number from 0 to 255",
                        at: item.range)
                    return nil
                }
                fields.report(
                    .warning, "adjusted",
                    "\(item.scalarText) is no byte of MIDI; \(Int(fitting)) is sent",
                    at: item.range)
            }
            let byte = UInt8(fitting)
            missing = missing > 0 ? missing - 1 : ShortMessage(status: byte).byteCount - 1
            bytes.append(byte)
        }
        return bytes
    }

    private mutating func readStrudelOSC(_ node: SourceNode) {
        guard
            var fields = FieldReader(
                node, of: "an OSC message", path: options.name, area: "input",
                diagnostics: &reading.diagnostics)
        else { return }
        let address = fields.string("target", .required)
        let seconds = fields.number("timestamp", .required)
        var arguments: [OSCArgument]? = []
        for parameter in fields.list("params", .required)?.value ?? [] {
            let pair = strudelParameter(parameter, &fields)
            arguments = pair.flatMap { pair in arguments.map { $0 + pair } }
        }
        let due = seconds.flatMap { seconds -> UInt64? in
            let due = clock.due(atSeconds: seconds.value, moment)
            if due == nil {
                fields.report(
                    .error, "out-of-range",
                    "'timestamp' is in seconds since 1970, and at most a day ahead",
                    at: seconds.range)
            }
            return due
        }
        if let address { checkAddress(address, &fields) }
        fields.finish()
        let isSound = !fields.diagnostics.contains { $0.severity == .error }
        reading.diagnostics += fields.diagnostics
        guard isSound, let address, let due, let arguments else { return }
        add(
            .osc(target: options.target, OSCMessage(address.value, arguments)), due, address.range)
    }

    private func checkAddress(_ address: Located<String>, _ fields: inout FieldReader) {
        guard !address.value.hasPrefix("/") else { return }
        fields.report(
            .error, "not-an-address", "'\(address.value)' is no OSC address; it begins with '/'",
            at: address.range)
    }

    /// A name and its value, one argument each.
    private func strudelParameter(
        _ node: SourceNode, _ fields: inout FieldReader
    ) -> [OSCArgument]? {
        guard
            var inner = FieldReader(
                node, of: "a parameter", path: options.name, area: "input",
                diagnostics: &fields.diagnostics)
        else { return nil }
        let name = inner.string("name", .required)
        let isNumber = inner.boolean("valueisnumber", .required)
        let value = inner.node("value", .required)
        var argument: OSCArgument?
        if let value, let isNumber {
            if !isNumber.value {
                argument = .string(value.string ?? value.scalarText)
            } else if let number = value.number ?? value.string.flatMap(Double.init) {
                argument =
                    options.strudelNumbers == .float64 ? .float64(number) : .float32(Float(number))
            } else {
                inner.report(
                    .error, "wrong-type",
                    "'\(value.scalarText)' is no number, but 'valueisnumber' says so",
                    at: value.range)
            }
        }
        fields.absorb(inner)
        guard let name, let argument else { return nil }
        return [.string(name.value), argument]
    }
}

extension SourceNode {
    /// The text of a scalar as it stands in the line, shortened; what kind it is otherwise.
    fileprivate var scalarText: String {
        guard case .scalar(let scalar) = content else { return kindName }
        return String(scalar.text.prefix(40))
    }
}
