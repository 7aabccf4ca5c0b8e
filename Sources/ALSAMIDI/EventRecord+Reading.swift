import ControlRuntime

/// What came in at one of our ports.
public struct SequencerInput {
    /// A message, or a piece of System Exclusive whose bytes are there during the call only.
    public enum Content {
        case message(ShortMessage)
        case systemExclusive(UnsafeRawBufferPointer)
    }

    public var content: Content
    /// Number of our port.
    public var port: UInt8
    /// Who sent it.
    public var source: PortAddress
}

extension EventRecord {
    /// A message of an event; most have one, and those that the library makes of several messages have as
    /// many.
    ///
    /// - Parameters:
    ///   - record: An event, with its bytes behind it.
    ///   - step: Which of its messages, from 0.
    /// - Returns: `nil` when it has no more, or is no MIDI message.
    /// - Thread: real-time. Does not block or allocate.
    static func message(_ step: Int, of record: UnsafeRawPointer) -> SequencerInput.Content? {
        let channel = record.load(fromByteOffset: 16, as: UInt8.self) & 0x0F
        let type = type(at: record)
        switch type {
        case 14: return fine(channel, record, step)
        case 15, 16: return parameter(channel, record, isRegistered: type == 16, step)
        default: return step == 0 ? only(type, channel, record) : nil
        }
    }

    private static func only(
        _ type: UInt8, _ channel: UInt8, _ record: UnsafeRawPointer
    ) -> SequencerInput.Content? {
        let message: ShortMessage
        switch type {
        case 6: message = note(0x90 | channel, record)
        case 7: message = note(0x80 | channel, record)
        case 8: message = note(0xA0 | channel, record)
        case 10: message = controller(channel, number(record), value(record))
        case 11: message = ShortMessage(status: 0xC0 | channel, first: low(value(record)))
        case 12: message = ShortMessage(status: 0xD0 | channel, first: low(value(record)))
        case 13: message = pair(0xE0 | channel, value(record) &+ 8_192)
        case 20: message = pair(0xF2, value(record))
        case 21: message = ShortMessage(status: 0xF3, first: low(value(record)))
        case 22: message = ShortMessage(status: 0xF1, first: low(value(record)))
        case Code.systemExclusive:
            return .systemExclusive(
                UnsafeRawBufferPointer(start: record + size, count: length(at: record)))
        default:
            guard let status = system(type) else { return nil }
            message = ShortMessage(status: status)
        }
        return .message(message)
    }

    private static func system(_ type: UInt8) -> UInt8? {
        switch type {
        case 30: 0xFA
        case 31: 0xFB
        case 32: 0xFC
        case 36: 0xF8
        case 40: 0xF6
        case 41: 0xFF
        case 42: 0xFE
        default: nil
        }
    }

    private static func note(_ status: UInt8, _ record: UnsafeRawPointer) -> ShortMessage {
        ShortMessage(
            status: status, first: record.load(fromByteOffset: 17, as: UInt8.self) & 0x7F,
            second: record.load(fromByteOffset: 18, as: UInt8.self) & 0x7F)
    }

    /// A controller of 14 bits is one event of the library and two messages.
    private static func fine(
        _ channel: UInt8, _ record: UnsafeRawPointer, _ step: Int
    ) -> SequencerInput.Content? {
        let (number, value) = (number(record), value(record))
        switch step {
        case 0: return .message(controller(channel, number, number < 32 ? value >> 7 : value))
        case 1 where number < 32: return .message(controller(channel, number &+ 32, value))
        default: return nil
        }
    }

    private static func parameter(
        _ channel: UInt8, _ record: UnsafeRawPointer, isRegistered: Bool, _ step: Int
    ) -> SequencerInput.Content? {
        let parameter = ParameterNumber(
            UInt16(truncatingIfNeeded: number(record)) & 0x3FFF,
            value: UInt16(truncatingIfNeeded: value(record)) & 0x3FFF, channel: channel,
            isRegistered: isRegistered, isClosed: false)
        return step < parameter.messageCount ? .message(parameter.message(step)) : nil
    }

    private static func number(_ record: UnsafeRawPointer) -> UInt32 {
        record.loadUnaligned(fromByteOffset: 20, as: UInt32.self)
    }

    private static func value(_ record: UnsafeRawPointer) -> Int32 {
        record.loadUnaligned(fromByteOffset: 24, as: Int32.self)
    }

    private static func low(_ value: Int32) -> UInt8 { UInt8(truncatingIfNeeded: value) & 0x7F }

    private static func controller(
        _ channel: UInt8, _ number: UInt32, _ value: Int32
    ) -> ShortMessage {
        ShortMessage(
            status: 0xB0 | channel, first: UInt8(truncatingIfNeeded: number) & 0x7F,
            second: low(value))
    }

    private static func pair(_ status: UInt8, _ value: Int32) -> ShortMessage {
        ShortMessage(status: status, first: low(value), second: low(value >> 7))
    }
}
