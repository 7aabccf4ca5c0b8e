import ControlRuntime
import SourceText

/// Messages as a person types them: `note 60 100`, `cc 74 64`, `90 3C 64`.
struct MessageWords {
    /// What is wrong with the words, in one sentence.
    struct Problem: Error, Equatable, CustomStringConvertible {
        var description: String
    }

    /// 0...15.
    var channel: UInt8 = 0
    private static let names = [
        "note", "note-on", "note-off", "cc", "cc14", "nrpn", "rpn", "bend", "pitch-bend",
        "pressure",
        "poly-pressure", "program", "sysex", "start", "stop", "continue", "clock",
    ]

    /// The messages that words ask for; a `note` is its end, too.
    func messages(_ words: [String]) throws(Problem) -> [DirectMessage] {
        guard let name = words.first else {
            throw Problem(
                description: "there is nothing to send; such as 'note 60 100' or 'cc 74 64'")
        }
        let rest = Array(words.dropFirst())
        switch name {
        case "note": return try note(rest)
        case "note-on": return [try pair(0x90, "note-on KEY VELOCITY", rest)]
        case "note-off":
            return [
                try pair(0x80, "note-off KEY [VELOCITY]", rest.count == 1 ? rest + ["64"] : rest)
            ]
        case "cc": return [try pair(0xB0, "cc NUMBER VALUE", rest)]
        case "cc14": return try fine(rest)
        case "nrpn", "rpn": return [try parameter(name, rest)]
        case "bend", "pitch-bend": return [try bend(rest)]
        case "pressure": return [try single(0xD0, "pressure VALUE", rest)]
        case "poly-pressure": return [try pair(0xA0, "poly-pressure KEY VALUE", rest)]
        case "program": return [try single(0xC0, "program NUMBER", rest)]
        case "start": return [Self.short(0xFA)]
        case "continue": return [Self.short(0xFB)]
        case "stop": return [Self.short(0xFC)]
        case "clock": return [Self.short(0xF8)]
        case "sysex": return try bytes(rest)
        default:
            if name.count <= 2, UInt8(name, radix: 16) != nil { return try bytes(words) }
            let near = nearestName(to: name, among: Self.names)
            throw Problem(
                description: "'\(name)' is no message; "
                    + (near.map { "did you mean '\($0)'?" }
                        ?? "there are \(Self.names.joined(separator: ", ")), or bytes such as 90 3C 64")
            )
        }
    }

    private static func short(_ status: UInt8, _ first: UInt8 = 0, _ second: UInt8 = 0)
        -> DirectMessage
    {
        DirectMessage(
            content: .short(ShortMessage(status: status, first: first, second: second)))
    }

    private func note(_ words: [String]) throws(Problem) -> [DirectMessage] {
        let usage = "note KEY VELOCITY [MILLISECONDS]"
        guard words.count == 2 || words.count == 3 else { throw Self.usage(usage) }
        let on = try pair(0x90, usage, Array(words.prefix(2)))
        let length =
            words.count == 3 ? try Self.number(words[2], 0...3_600_000, "MILLISECONDS") : 500
        guard case .short(let message) = on.content else { return [on] }
        var off = Self.short(0x80 | channel, message.first, 64)
        off.after = UInt64(length) * 1_000_000
        return [on, off]
    }

    private func pair(
        _ status: UInt8, _ usage: String, _ words: [String]
    ) throws(Problem) -> DirectMessage {
        guard words.count == 2 else { throw Self.usage(usage) }
        let names = usage.split(separator: " ").dropFirst().map(String.init)
        let isKey = names[0] == "KEY"
        let first = try isKey ? Self.key(words[0]) : Self.number(words[0], 0...127, names[0])
        let second = try Self.number(words[1], 0...127, names[1])
        return Self.short(status | channel, UInt8(first), UInt8(second))
    }

    private func single(
        _ status: UInt8, _ usage: String, _ words: [String]
    ) throws(Problem) -> DirectMessage {
        guard words.count == 1 else { throw Self.usage(usage) }
        return Self.short(
            status | channel, UInt8(try Self.number(words[0], 0...127, "it")))
    }

    private func fine(_ words: [String]) throws(Problem) -> [DirectMessage] {
        guard words.count == 2 else { throw Self.usage("cc14 NUMBER VALUE") }
        let number = UInt8(try Self.number(words[0], 0...31, "NUMBER"))
        let value = try Self.number(words[1], 0...16_383, "VALUE")
        return [
            Self.short(0xB0 | channel, number, UInt8(value >> 7)),
            Self.short(0xB0 | channel, number + 32, UInt8(value & 0x7F)),
        ]
    }

    private func parameter(_ name: String, _ words: [String]) throws(Problem) -> DirectMessage {
        guard words.count == 2 else { throw Self.usage("\(name) NUMBER VALUE") }
        let number = try Self.number(words[0], 0...16_383, "NUMBER")
        let value = try Self.number(words[1], 0...16_383, "VALUE")
        return DirectMessage(
            content: .parameterNumber(
                ParameterNumber(
                    UInt16(number), value: UInt16(value), channel: channel,
                    isRegistered: name == "rpn")))
    }

    private func bend(_ words: [String]) throws(Problem) -> DirectMessage {
        guard words.count == 1 else { throw Self.usage("bend VALUE") }
        let value = try Self.number(words[0], -8_192...8_191, "VALUE") + 8_192
        return Self.short(0xE0 | channel, UInt8(value & 0x7F), UInt8(value >> 7))
    }

    private func bytes(_ words: [String]) throws(Problem) -> [DirectMessage] {
        var bytes: [UInt8] = []
        for word in words {
            guard word.count <= 2, let byte = UInt8(word, radix: 16) else {
                throw Problem(
                    description:
                        "'\(word)' is no byte; write two hexadecimal digits, such as 90 3C 64")
            }
            bytes.append(byte)
        }
        do throws(MIDIBytes.Problem) {
            return try MIDIBytes.actions(of: MIDIBytes.messages(in: bytes), port: .standard)
                .flatMap(Self.messages)
        } catch {
            throw Problem(description: error.sentence)
        }
    }

    private static func messages(_ action: TimedRequest.Action) -> [DirectMessage] {
        switch action {
        case .midi(_, let bytes): [DirectMessage(bytes)]
        case .parameterNumber(_, let parameter):
            [DirectMessage(content: .parameterNumber(parameter))]
        case .fineController(_, let fine):
            [
                DirectMessage(content: .short(fine.upper)),
                DirectMessage(content: .short(fine.lower)),
            ]
        case .control, .osc, .clock, .panic: []
        }
    }

    private static func usage(_ text: String) -> Problem { Problem(description: "write '\(text)'") }

    /// 0...127, or a name such as `C4` or `F#3`; the middle C is C4.
    private static func key(_ word: String) throws(Problem) -> Int {
        let steps: [Character: Int] = ["C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11]
        guard let letter = word.uppercased().first, let step = steps[letter] else {
            return try number(word, 0...127, "KEY")
        }
        var rest = word.dropFirst()
        var key = step
        if rest.first == "#" { key += 1 } else if rest.first == "b" { key -= 1 }
        if rest.first == "#" || rest.first == "b" { rest = rest.dropFirst() }
        guard let octave = Int(rest), case let found = key + (octave + 1) * 12, 0...127 ~= found
        else { throw Problem(description: "'\(word)' is no key; write 0 to 127, or C-1 to G9") }
        return found
    }

    private static func number(
        _ word: String, _ range: ClosedRange<Int>, _ name: String
    ) throws(Problem) -> Int {
        guard let number = Int(word), range ~= number else {
            throw Problem(
                description: "'\(word)' is here, but \(name) is a whole number from "
                    + "\(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

extension DirectMessage {
    /// One whole message with its status.
    init(_ bytes: [UInt8], after: UInt64 = 0) {
        self.after = after
        content =
            bytes.first == 0xF0
            ? .systemExclusive(bytes)
            : .short(
                ShortMessage(
                    status: bytes.first ?? 0, first: bytes.count > 1 ? bytes[1] : 0,
                    second: bytes.count > 2 ? bytes[2] : 0))
    }
}
