import SourceText

// What targets send, and what is sent back.

extension QuickResolvedMapReader {
    /// Words of messages that are not too seldom: the tree reads the others.
    private enum MessageKey: String, CaseIterable {
        case output, channel, cc, bits, note, nrpn, rpn, bend, values
    }
    private static let destinationKeys = KeyOrder<MessageKey>(
        optional: [.cc, .bits, .note, .nrpn, .rpn, .bend])
    private static let messageKeys = KeyOrder<MessageKey>(optional: MessageKey.allCases)

    mutating func midi() throws(Unusual) -> MIDIDestination {
        var destination = MIDIDestination(output: "", channel: 1, message: .pitchBend)
        var message: ControllerMessage?
        var order = Self.destinationKeys
        try scanner.beginObject()
        while let key = try order.next(in: &scanner) {
            switch key {
            case .output: destination.output = try scanner.string()
            case .channel: destination.channel = try scanner.count()
            case .values: (destination.minimum, destination.maximum) = try ends()
            default: try add(key, to: &message)
            }
        }
        guard let message else { throw Unusual() }
        destination.message = message
        return destination
    }

    /// A message without its channel.
    mutating func sentMessage() throws(Unusual) -> ControllerMessage {
        var message: ControllerMessage?
        var order = Self.messageKeys
        try scanner.beginObject()
        while let key = try order.next(in: &scanner) { try add(key, to: &message) }
        guard let message else { throw Unusual() }
        return message
    }

    private mutating func add(
        _ key: MessageKey, to message: inout ControllerMessage?
    ) throws(Unusual) {
        if key == .bits {
            guard case .controlChange(let number, _)? = message else { throw Unusual() }
            message = .controlChange(number: number, bits: try scanner.count())
            return
        }
        guard message == nil else { throw Unusual() }
        switch key {
        case .cc: message = .controlChange(number: try scanner.count(), bits: 7)
        case .note: message = .note(number: try scanner.count())
        case .nrpn: message = .nrpn(number: try scanner.count())
        case .rpn: message = .rpn(number: try scanner.count())
        case .bend:
            guard try scanner.boolean() else { throw Unusual() }
            message = .pitchBend
        default: throw Unusual()
        }
    }

    private mutating func ends() throws(Unusual) -> (Double, Double) {
        let ends = try numbers()
        guard ends.count == 2 else { throw Unusual() }
        return (ends[0], ends[1])
    }

    private enum OSCKey: String, CaseIterable { case output, address, arguments, values }
    private static let oscKeys = KeyOrder<OSCKey>()

    mutating func osc() throws(Unusual) -> OSCDestination {
        var destination = OSCDestination(output: "", address: "", arguments: [])
        var order = Self.oscKeys
        try scanner.beginObject()
        while let key = try order.next(in: &scanner) {
            switch key {
            case .output: destination.output = try scanner.string()
            case .address: destination.address = try scanner.string()
            case .values: (destination.minimum, destination.maximum) = try ends()
            case .arguments:
                try scanner.beginArray()
                while try scanner.nextElement() { destination.arguments.append(try argument()) }
            }
        }
        return destination
    }

    /// A word for the value; the tree reads constants.
    private mutating func argument() throws(Unusual) -> OSCArgument {
        let word = try scanner.string()
        guard let known = OSCArgument.words.first(where: { $0.word == word }) else {
            throw Unusual()
        }
        return known.argument
    }

    mutating func texts() throws(Unusual) -> [String] {
        var texts: [String] = []
        try scanner.beginArray()
        while try scanner.nextElement() { texts.append(try scanner.string()) }
        return texts
    }
}
