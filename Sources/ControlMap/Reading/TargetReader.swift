import Diagnostics
import SourceText

extension MIDIEntry {
    /// Reads what `midi` says; `nil` inside for `none`.
    static func read(from fields: inout FieldReader) -> Located<MIDIEntry?>? {
        guard let node = fields.node("midi") else { return nil }
        if node.string == "none" { return Located(nil, at: node.range) }
        guard var midi = fields.nested("midi", of: "'midi'") else { return nil }
        let output = midi.string("output", .required)
        var send = SendEntry(range: node.range)
        // Without a number, the program is the value.
        if let program = midi.entry("program"), program.value.string == "value" {
            midi.allow("program")
            _ = midi.node("program")
            send.message = Located(.programChange(program: nil), at: program.value.range)
            send.channel = midi.integer("channel", in: 1...16)
        } else {
            send.readMessage(&midi, sendsValue: true)
        }
        if send.message == nil, !send.hasUnreadMessage {
            midi.report(
                .error, "missing-key", "'midi' must say which message is sent, 'cc' for example",
                at: node.range)
        }
        if let bits = send.bits, bits.value == 14, send.fullMessage == send.message?.value {
            midi.report(
                .error, "bits-not-possible",
                "14 bits are sent only by CC 0 to 31, whose low halves are CC 32 to 63",
                at: bits.range)
        }
        let greatest = Double(send.fullMessage?.greatestValue ?? 16383)
        let values = ControlEntry.values(&midi, within: 0...greatest)
        fields.absorb(midi)
        guard let output, send.message != nil else { return nil }
        return Located(MIDIEntry(output: output, send: send, values: values), at: node.range)
    }
}

extension OSCEntry {
    /// Reads what `osc` says; `nil` inside for `none`.
    static func read(from fields: inout FieldReader) -> Located<OSCEntry?>? {
        guard let node = fields.node("osc") else { return nil }
        if node.string == "none" { return Located(nil, at: node.range) }
        guard var osc = fields.nested("osc", of: "'osc'") else { return nil }
        let output = osc.string("output", .required)
        var address = osc.string("address", .required)
        if let found = address, !isOSCAddress(found.value) {
            osc.report(
                .error, "unknown-value",
                "'address' must begin with '/' and have no blanks and none of # * , ? [ ] { }",
                at: found.range)
            address = nil
        }
        var arguments: [OSCArgument] = [.value]
        if let items = osc.list("arguments") {
            arguments = items.value.compactMap { item in
                let argument = OSCArgument(item)
                if argument == nil {
                    osc.report(
                        .error, "unknown-value",
                        "an argument must be a number, a text, or one of "
                            + OSCArgument.words.map { "'\($0.word)'" }.joined(separator: ", "),
                        at: item.range)
                }
                return argument
            }
        }
        let values = ControlEntry.values(&osc)
        fields.absorb(osc)
        guard let output, let address else { return nil }
        return Located(
            OSCEntry(output: output, address: address, arguments: arguments, values: values),
            at: node.range)
    }
}

/// Whether a message may go to this address: patterns are for who receives.
public func isOSCAddress(_ text: String) -> Bool {
    text.utf8.first == UInt8(ascii: "/")
        && text.utf8.allSatisfy { byte in
            (0x21...0x7E).contains(byte) && !"#*,?[]{}".utf8.contains(byte)
        }
}

extension OSCArgument {
    /// Reads one as maps write it; `nil` when it is none.
    public init?(_ node: SourceNode) {
        switch node.content {
        case .mapping(let entries):
            guard entries.count == 1, let found = OSCArgument(entries[0]) else { return nil }
            self = found
        case .sequence: return nil
        default:
            if let number = node.integer {
                guard let whole = Int32(exactly: number) else { return nil }
                self = .int(whole)
            } else if let number = node.number {
                guard number.isFinite else { return nil }
                self = .float(Float(number))
            } else if node.boolean == nil, !node.isNull, let text = node.string {
                self = Self.words.first { $0.word == text }?.argument ?? .string(text)
            } else {
                return nil
            }
        }
    }

    /// `{ string: value }`: what would be taken for something else.
    private init?(_ entry: SourceEntry) {
        switch entry.key {
        case "int":
            guard let whole = entry.value.integer.flatMap({ Int32(exactly: $0) }) else {
                return nil
            }
            self = .int(whole)
        case "float":
            guard let number = entry.value.number, number.isFinite else { return nil }
            self = .float(Float(number))
        case "string":
            guard let text = entry.value.string else { return nil }
            self = .string(text)
        default: return nil
        }
    }
}

extension FeedbackEntry {
    /// Reads what `feedback` says.
    static func read(from fields: inout FieldReader) -> Located<FeedbackEntry>? {
        guard var reader = fields.nested("feedback", of: "'feedback'") else { return nil }
        var entry = FeedbackEntry()
        entry.style = reader.choice("style", of: Feedback.Style.self)
        entry.on = reader.integer("on", in: 0...16383)
        entry.off = reader.integer("off", in: 0...16383)
        entry.send = SendEntry.read(from: &reader)
        if let channel = reader.integer("channel", in: 1...16) {
            entry.send = entry.send ?? SendEntry(range: channel.range)
            entry.send?.channel = channel
        }
        let range = reader.range
        fields.absorb(reader)
        return Located(entry, at: range)
    }
}

extension ControlEntry {
    /// Two rising numbers under `values`.
    fileprivate static func values(
        _ fields: inout FieldReader, within bounds: ClosedRange<Double>? = nil
    ) -> Located<Span>? {
        guard let items = fields.list("values") else { return nil }
        let numbers = items.value.compactMap(\.number)
        guard items.value.count == 2, numbers.count == 2, numbers[0] < numbers[1],
            numbers.allSatisfy({ $0.isFinite && (bounds?.contains($0) ?? true) })
        else {
            let limits = bounds.map { " from 0 to \($0.upperBound.shortText)" } ?? ""
            fields.report(
                .error, "out-of-range", "'values' must be two rising numbers\(limits)",
                at: items.range)
            return nil
        }
        return Located(Span(lower: numbers[0], upper: numbers[1]), at: items.range)
    }
}
