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
            for message in messages {
                add(.midi(port: port.value, bytes: message), due, port.range)
            }
        } catch {
            let range = error.index < ranges.count ? ranges[error.index] : node.range
            fields.report(.error, "not-midi", error.sentence, at: range)
        }
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
