import ControlRuntime
import Diagnostics
import SourceText

extension RequestContext {
    /// Reads `midi`, numbers or hexadecimal text, and `port`.
    mutating func readMIDI(_ fields: inout FieldReader, due: UInt64?) {
        let port = port("port", &fields)
        guard let node = fields.node("midi") else { return }
        guard let (bytes, ranges) = bytes(node, &fields) else { return }
        do throws(MIDIBytes.Problem) {
            let messages = try MIDIBytes.messages(in: bytes)
            guard let due, let port else { return }
            addMessages(messages, port, due)
        } catch {
            let range = error.index < ranges.count ? ranges[error.index] : node.range
            fields.report(.error, "not-midi", error.sentence, at: range)
        }
    }

    /// Adds messages, those that select and set a parameter as one.
    mutating func addMessages(
        _ messages: [[UInt8]], _ port: Located<TimedRequest.PortRequest>, _ due: UInt64
    ) {
        for action in MIDIBytes.actions(of: messages, port: port.value) {
            add(action, due, port.range)
        }
    }

    /// Reads `nrpn` or `rpn`, `value`, `channel` and `port`.
    mutating func readParameterNumber(_ fields: inout FieldReader, due: UInt64?) {
        let port = port("port", &fields)
        let isRegistered = fields.entry("nrpn") == nil
        let number = fields.integer(isRegistered ? "rpn" : "nrpn", .required, in: 0...16_383)
        let value = fields.integer("value", .required, in: 0...16_383)
        let channel = fields.integer("channel", in: 1...16)?.value ?? 1
        guard let port, let number, let value, let due else { return }
        let parameter = ParameterNumber(
            UInt16(number.value), value: UInt16(value.value), channel: UInt8(channel - 1),
            isRegistered: isRegistered)
        add(.parameterNumber(port: port.value, parameter), due, port.range)
    }

    /// A port by its name or place; the first one when none is named.
    func port(
        _ key: String, _ fields: inout FieldReader
    ) -> Located<TimedRequest.PortRequest>? {
        guard let node = fields.node(key) else { return Located(.standard, at: fields.range) }
        if let name = node.string {
            // The bridge's standard: an empty name is the first port.
            return Located(name.isEmpty ? .standard : .name(name), at: node.range)
        }
        if let index = node.integer, index >= 0, index < 65_536 {
            return Located(.index(Int(index)), at: node.range)
        }
        fields.report(
            .error, "wrong-type",
            "'\(key)' is \(node.kindName), but must be a port's name, or its place from 0 on",
            at: node.range)
        return nil
    }

    private func bytes(
        _ node: SourceNode, _ fields: inout FieldReader
    ) -> (bytes: [UInt8], ranges: [SourceRange])? {
        if let text = node.string { return hexadecimal(text, node, &fields) }
        guard let items = node.sequence else {
            fields.report(
                .error, "wrong-type",
                "'midi' is \(node.kindName), but must be a list of bytes such as [144, 60, 100], or "
                    + "\"90 3C 64\"", at: node.range)
            return nil
        }
        var bytes: [UInt8] = []
        for item in items {
            guard let value = item.integer, let byte = UInt8(exactly: value) else {
                fields.report(
                    .error, "out-of-range",
                    "a byte of MIDI is a whole number from 0 to 255", at: item.range)
                return nil
            }
            bytes.append(byte)
        }
        return (bytes, items.map(\.range))
    }

    private func hexadecimal(
        _ text: String, _ node: SourceNode, _ fields: inout FieldReader
    ) -> (bytes: [UInt8], ranges: [SourceRange])? {
        var bytes: [UInt8] = []
        for word in text.split(separator: " ") {
            guard word.utf8.count <= 2, let byte = UInt8(word, radix: 16) else {
                fields.report(
                    .error, "wrong-type",
                    "'\(word)' is no byte; write two hexadecimal digits each, such as \"90 3C 64\"",
                    at: node.range)
                return nil
            }
            bytes.append(byte)
        }
        return (bytes, [])
    }
}
