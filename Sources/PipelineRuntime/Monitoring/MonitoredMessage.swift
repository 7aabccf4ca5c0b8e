import ControlRuntime
import OSCTransport
import SourceText

/// A message that passed, as a person or another program reads it.
struct MonitoredMessage: Equatable {
    /// What a person filters by.
    enum Kind: String, CaseIterable {
        case note
        case cc
        case program
        case bend
        case pressure
        case sysex
        case clock
        case system
        case osc
    }

    /// Seconds since the monitor began.
    var seconds: Double
    var isIncoming: Bool
    /// Name of the port or output.
    var port: String
    /// With the beginning only, when it is long.
    var bytes: [UInt8]
    /// Bytes that it had.
    var length: Int
    var isOSC = false

    private var status: UInt8 { bytes.first ?? 0 }
    private var first: Int { bytes.count > 1 ? Int(bytes[1]) : 0 }
    private var second: Int { bytes.count > 2 ? Int(bytes[2]) : 0 }

    var kind: Kind {
        if isOSC { return .osc }
        switch status & 0xF0 {
        case 0x80, 0x90: return .note
        case 0xA0, 0xD0: return .pressure
        case 0xB0: return .cc
        case 0xC0: return .program
        case 0xE0: return .bend
        default: break
        }
        switch status {
        case 0xF0, 0xF7: return .sysex
        case 0xF8, 0xFA, 0xFB, 0xFC, 0xF2: return .clock
        default: return .system
        }
    }

    /// 1...16; `nil` for what belongs to no channel.
    var channel: Int? { isOSC || status < 0x80 || status >= 0xF0 ? nil : Int(status & 0x0F) + 1 }

    /// One line: when, which way, where, what.
    var line: String {
        let time = String(Int((seconds * 1_000).rounded()))
        let padded = String(repeating: "0", count: max(0, 4 - time.count)) + time
        let stamp = "\(padded.dropLast(3)).\(padded.suffix(3))"
        let indent = String(repeating: " ", count: max(0, 9 - stamp.count))
        return "\(indent)\(stamp)  \(isIncoming ? "in " : "out")  \(port)  \(text)"
    }

    /// What it says.
    var text: String {
        if isOSC { return oscText }
        let head = channel.map { "ch \($0)\($0 < 10 ? " " : "")  " } ?? ""
        return head + words
    }

    private var words: String {
        switch status & 0xF0 {
        case 0x90 where second > 0: return "note on   \(Self.note(first))  velocity \(second)"
        case 0x80, 0x90: return "note off  \(Self.note(first))  velocity \(second)"
        case 0xA0: return "pressure  \(Self.note(first))  \(second)"
        case 0xB0: return "cc \(first)  \(second)"
        case 0xC0: return "program \(first)"
        case 0xD0: return "pressure  \(first)"
        case 0xE0: return "bend  \((first | second << 7) - 8_192)"
        default: return systemWords
        }
    }

    private var systemWords: String {
        switch status {
        case 0xF0, 0xF7:
            return "sysex  \(Self.hexadecimal(Array(bytes.prefix(24))))"
                + (length > 24 ? " … (\(length) bytes)" : "")
        case 0xF1: return "time code  \(first)"
        case 0xF2: return "song position  \(first | second << 7)"
        case 0xF3: return "song  \(first)"
        case 0xF6: return "tune request"
        case 0xF8: return "clock"
        case 0xFA: return "start"
        case 0xFB: return "continue"
        case 0xFC: return "stop"
        case 0xFE: return "active sensing"
        case 0xFF: return "reset"
        default: return Self.hexadecimal(bytes)
        }
    }

    private var oscText: String {
        guard length == bytes.count, let packet = try? OSCPacket(decoding: bytes) else {
            let address = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            return "\(address)  (\(length) bytes)"
        }
        return Self.text(packet)
    }

    private static func text(_ packet: OSCPacket) -> String {
        switch packet {
        case .message(let message):
            return ([message.address] + message.arguments.map(text)).joined(separator: " ")
        case .bundle(let bundle): return "[\(bundle.elements.map(text).joined(separator: ", "))]"
        }
    }

    private static func text(_ argument: OSCArgument) -> String {
        switch argument {
        case .int32(let value): "\(value)"
        case .int64(let value): "\(value)"
        case .float32(let value): "\(value)"
        case .float64(let value): "\(value)"
        case .string(let value), .symbol(let value): "\"\(value)\""
        case .boolean(let value): "\(value)"
        case .array(let values): "[\(values.map(text).joined(separator: " "))]"
        case .blob(let bytes): "(\(bytes.count) bytes)"
        default: "\(argument)"
        }
    }

    /// `C4 (60)`: the middle C is C4.
    static func note(_ key: Int) -> String {
        let names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
        return "\(names[key % 12])\(key / 12 - 1) (\(key))"
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let text = String(byte, radix: 16, uppercase: true)
            return text.count < 2 ? "0" + text : text
        }.joined(separator: " ")
    }
}

extension MonitoredMessage {
    /// As a line for other programs, and on the way from a running `run` to who watches it.
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("at", .number((seconds * 1e6).rounded() / 1e6)),
            .init("way", .string(isIncoming ? "in" : "out")), .init("port", .string(port)),
            .init("kind", .string(kind.rawValue)),
        ]
        if let channel { members.append(.init("channel", .integer(Int64(channel)))) }
        members.append(.init("text", .string(isOSC ? oscText : words)))
        members.append(.init("bytes", .array(bytes.map { .integer(Int64($0)) })))
        members.append(.init("length", .integer(Int64(length))))
        return .object(members)
    }

    /// Reads such a line.
    init?(_ node: SourceNode) {
        guard let seconds = node["at"]?.number, let way = node["way"]?.string,
            let port = node["port"]?.string, let kind = node["kind"]?.string,
            let items = node["bytes"]?.sequence, let length = node["length"]?.integer
        else { return nil }
        let bytes = items.compactMap { $0.integer.flatMap { UInt8(exactly: $0) } }
        self.init(
            seconds: seconds, isIncoming: way == "in", port: port, bytes: bytes,
            length: Int(length), isOSC: kind == Kind.osc.rawValue)
    }
}
