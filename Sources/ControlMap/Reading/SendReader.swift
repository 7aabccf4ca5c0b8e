import Diagnostics
import SourceText

extension SendEntry {
    /// Reads what `send` says; `fields` reads the mapping around it.
    static func read(
        from fields: inout FieldReader, _ presence: FieldReader.Presence = .optional
    ) -> SendEntry? {
        guard let node = fields.node("send", presence),
            var send = FieldReader(
                node, of: "'send'", path: fields.path, area: fields.area,
                diagnostics: &fields.diagnostics)
        else { return nil }
        send.foreignPrefix = fields.foreignPrefix
        var entry = SendEntry(range: node.range)
        entry.readMessage(&send)
        entry.encoder = send.choice("encoder", of: RelativeEncoding.self)
        entry.button = send.choice("button", of: ButtonBehaviour.Action.self)
        entry.on = send.integer("on", in: 0...127)
        entry.off = send.integer("off", in: 0...127)
        fields.absorb(send)
        return entry
    }

    /// Reads the message with its channel and bits.
    ///
    /// - Parameter sendsValue: whether a place of a System Exclusive message may stand for a value.
    mutating func readMessage(_ send: inout FieldReader, sendsValue: Bool = false) {
        message = Self.readMessage(&send, sendsValue: sendsValue)
        hasUnreadMessage = message == nil && !send.diagnostics.isEmpty
        channel = send.integer("channel", in: 1...16)
        bits = Self.readBits(&send)
    }

    private static func readBits(_ send: inout FieldReader) -> Located<Int>? {
        guard let bits = send.integer("bits") else { return nil }
        if bits.value == 7 || bits.value == 14 { return bits }
        send.report(
            .error, "out-of-range", "'bits' is \(bits.value), but must be 7 or 14", at: bits.range)
        return nil
    }

    private static func readMessage(
        _ send: inout FieldReader, sendsValue: Bool
    ) -> Located<ControllerMessage>? {
        var found: [(message: Located<ControllerMessage>, key: String)] = []
        func take(_ key: String, _ message: Located<ControllerMessage>?) {
            if let message { found.append((message, key)) }
        }
        for (key, bounds, make) in numbered {
            take(key, send.integer(key, in: bounds).map { Located(make($0.value), at: $0.range) })
        }
        take("bend", flag("bend", .pitchBend, &send))
        take("pressure", flag("pressure", .channelPressure, &send))
        take("sysex", systemExclusive(&send, withValue: sendsValue))
        for extra in found.dropFirst() {
            send.report(
                .error, "several-messages",
                "'\(found[0].key)' and '\(extra.key)' are both here, but there must be one message",
                at: send.keyRange(extra.key) ?? extra.message.range)
        }
        return found.first?.message
    }

    private typealias NumberedMessage = (
        key: String, bounds: ClosedRange<Int>, make: @Sendable (Int) -> ControllerMessage
    )

    private static let numbered: [NumberedMessage] = [
        ("cc", 0...127, { .controlChange(number: $0, bits: 7) }),
        ("note", 0...127, { .note(number: $0) }),
        ("nrpn", 0...16383, { .nrpn(number: $0) }),
        ("rpn", 0...16383, { .rpn(number: $0) }),
        ("poly-pressure", 0...127, { .polyPressure(note: $0) }),
        ("program", 0...127, { .programChange(program: $0) }),
    ]

    private static func flag(
        _ key: String, _ message: ControllerMessage, _ send: inout FieldReader
    ) -> Located<ControllerMessage>? {
        guard let flag = send.boolean(key) else { return nil }
        if flag.value { return Located(message, at: flag.range) }
        send.report(
            .error, "unknown-value", "'\(key)' is false, but must be true or left out",
            at: flag.range)
        return nil
    }

    private static func systemExclusive(
        _ send: inout FieldReader, withValue: Bool
    ) -> Located<ControllerMessage>? {
        guard let text = send.string("sysex") else { return nil }
        if let bytes = systemExclusiveBytes(text.value, withValue: withValue) {
            return Located(.systemExclusive(bytes), at: text.range)
        }
        send.report(
            .error, "unknown-value",
            "'sysex' must be bytes in hexadecimal, from F0 to F7 with 00 to 7F between"
                + (withValue ? ", and at most one 'vv', or 'vh' and 'vl', for the value" : ""),
            at: text.range)
        return nil
    }
}

/// The bytes of a complete message written as `F0 00 20 29 F7`; `nil` when it is none.
///
/// - Parameter withValue: whether `vv`, or `vh` and `vl`, may stand once where the value goes.
func systemExclusiveBytes(_ text: String, withValue: Bool = false) -> [UInt8]? {
    var bytes: [UInt8] = []
    for word in text.split(whereSeparator: { $0 == " " || $0 == "," }) {
        guard word.utf8.count <= 2, let byte = systemExclusiveByte(word) else { return nil }
        bytes.append(byte)
    }
    guard bytes.count >= 3, bytes.first == 0xF0, bytes.last == 0xF7 else { return nil }
    let values = bytes.dropFirst().dropLast().filter { $0 >= 0x80 }
    if values.isEmpty { return bytes }
    let places = values.sorted()
    return withValue && (places == [0x80] || places == [0x80, 0x81]) ? bytes : nil
}

/// What stands in a System Exclusive message for the value, or its upper seven bits; and for its lower
/// seven bits.
let systemExclusiveWords: [(word: String, byte: UInt8)] = [("vv", 0x80), ("vl", 0x81)]

/// A byte as maps write it.
func systemExclusiveByte(_ word: Substring) -> UInt8? {
    switch word {
    case "vv", "vh": 0x80
    case "vl": 0x81
    case "80", "81": nil
    default: UInt8(word, radix: 16)
    }
}
