import ControlRuntime
import OSCTransport

/// What OSC from other programs asks for.
///
///     /control/NAME position        /control "NAME" position
///     /midi "PORT" message…         with m, whole numbers as bytes, or a blob
///     /osc "TARGET" "/address" …    passed on
///     /panic
///
/// Addresses may be patterns. A bundle's time tag says when.
struct OSCInput: Sendable {
    /// What a packet asks for, and what is wrong with the rest of it.
    struct Reading: Equatable {
        var requests: [TimedRequest] = []
        var problems: [String] = []
    }

    /// Names of the map's controls, at which patterns are tried.
    var controls: [String]

    private static let methods = ["/control", "/midi", "/osc", "/panic"]

    /// Reads one packet.
    func read(_ bytes: UnsafeRawBufferPointer, at moment: Moment) -> Reading {
        var reading = Reading()
        do throws(OSCDecodingError) {
            let packet = try OSCPacket(decoding: bytes)
            read(packet, due: 0, moment, &reading)
        } catch {
            reading.problems.append("not OSC: \(error)")
        }
        return reading
    }

    private func read(
        _ packet: OSCPacket, due: UInt64, _ moment: Moment, _ reading: inout Reading
    ) {
        switch packet {
        case .message(let message): read(message, due, &reading)
        case .bundle(let bundle):
            let inner = bundle.timeTag.unixNanoseconds.map { moment.monotonic(forWall: $0) } ?? due
            // A mistaken clock must not keep messages for years.
            guard inner <= moment.monotonic &+ 86_400_000_000_000 else {
                reading.problems.append(
                    "the bundle's time tag lies more than a day ahead; set the sender's clock")
                return
            }
            for element in bundle.elements { read(element, due: inner, moment, &reading) }
        }
    }

    private func read(_ message: OSCMessage, _ due: UInt64, _ reading: inout Reading) {
        do throws(OSCPatternError) {
            let pattern = try OSCPattern(message.address)
            let names = names(pattern, message.address)
            let methods =
                pattern.isPlain
                ? Self.methods.filter { $0 == message.address }
                : Self.methods.filter { pattern.matches($0) }
            if names.isEmpty, methods.isEmpty {
                reading.problems.append("nothing here has the address \(message.address)")
            }
            for name in names { move(name, message.arguments, due, &reading) }
            for method in methods { call(method, message, due, &reading) }
        } catch {
            reading.problems.append("the address \(message.address) is no pattern: \(error)")
        }
    }

    private func names(_ pattern: OSCPattern, _ address: String) -> [String] {
        if pattern.isPlain {
            return address.hasPrefix("/control/") ? [String(address.dropFirst(9))] : []
        }
        return controls.filter { pattern.matches("/control/" + $0) }
    }

    private func move(
        _ name: String, _ arguments: [OSCArgument], _ due: UInt64, _ reading: inout Reading
    ) {
        guard arguments.count == 1, let position = arguments[0].number, (0...1).contains(position)
        else {
            reading.problems.append("/control/\(name) wants one number from 0 to 1")
            return
        }
        add(.control(name: name, position: Float(position)), due, &reading)
    }

    private func call(
        _ method: String, _ message: OSCMessage, _ due: UInt64, _ reading: inout Reading
    ) {
        switch method {
        case "/panic": add(.panic, due, &reading)
        case "/control":
            guard case .string(let name) = message.arguments.first else {
                reading.problems.append("/control wants a name and a number from 0 to 1")
                return
            }
            move(name, Array(message.arguments.dropFirst()), due, &reading)
        case "/midi": midi(message.arguments, due, &reading)
        default:
            guard message.arguments.count >= 2, case .string(let target) = message.arguments[0],
                case .string(let address) = message.arguments[1], address.hasPrefix("/")
            else {
                reading.problems.append("/osc wants the names of a target and of an address there")
                return
            }
            let rest = Array(message.arguments.dropFirst(2))
            add(.osc(target: target, OSCMessage(address, rest)), due, &reading)
        }
    }

    private func midi(_ arguments: [OSCArgument], _ due: UInt64, _ reading: inout Reading) {
        var rest = arguments[...]
        var port = TimedRequest.PortRequest.standard
        if case .string(let name) = rest.first {
            port = name.isEmpty ? .standard : .name(name)
            rest = rest.dropFirst()
        }
        var bytes: [UInt8] = []
        for argument in rest {
            guard let more = argument.midiBytes else {
                reading.problems.append("/midi wants m, numbers from 0 to 255, or a blob")
                return
            }
            bytes += more
        }
        do throws(MIDIBytes.Problem) {
            let messages = try MIDIBytes.messages(in: bytes)
            for action in MIDIBytes.actions(of: messages, port: port) {
                add(action, due, &reading)
            }
        } catch {
            reading.problems.append("/midi: byte \(error.index): \(error.sentence)")
        }
    }

    private func add(_ action: TimedRequest.Action, _ due: UInt64, _ reading: inout Reading) {
        reading.requests.append(TimedRequest(due: due, action: action))
    }
}

extension OSCArgument {
    /// A number of any type; `T` is 1 and `F` is 0.
    fileprivate var number: Double? {
        switch self {
        case .int32(let value): Double(value)
        case .int64(let value): Double(value)
        case .float32(let value): Double(value)
        case .float64(let value): value
        case .boolean(let flag): flag ? 1 : 0
        default: nil
        }
    }

    /// Bytes of MIDI; an `m` has a port, which means nothing here, before its message.
    fileprivate var midiBytes: [UInt8]? {
        switch self {
        case .int32(let value): UInt8(exactly: value).map { [$0] }
        case .int64(let value): UInt8(exactly: value).map { [$0] }
        case .blob(let bytes): bytes
        case .midi(let bits):
            Array(
                [16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }.prefix(
                    ShortMessage(status: UInt8(truncatingIfNeeded: bits >> 16)).byteCount))
        default: nil
        }
    }
}
