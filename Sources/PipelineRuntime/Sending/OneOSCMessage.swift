import ControlRuntime
import CSystem
import Glibc
import OSCTransport
import SourceText

/// An OSC message as a person types it.
struct OneOSCMessage {
    let message: OSCMessage

    /// - Parameter words: Whole numbers, numbers with a point, `true`, `false`; all else is text, and so
    ///   is what stands in quotes.
    init(_ address: String, _ words: [String]) {
        message = OSCMessage(address, words.map(Self.argument))
    }

    static func argument(_ word: String) -> OSCArgument {
        if word.count >= 2, word.hasPrefix("\""), word.hasSuffix("\"") {
            return .string(String(word.dropFirst().dropLast()))
        }
        if let whole = Int64(word) {
            return Int32(exactly: whole).map { .int32($0) } ?? .int64(whole)
        }
        if let first = word.utf8.first, first < 58, let number = Float(word) {
            return .float32(number)
        }
        switch word {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default: return .string(word)
        }
    }

    /// The line that says the same to a running `run`.
    func request(target: String?) -> JSONValue {
        var members: [JSONValue.Member] = []
        if let target { members.append(.init("target", .string(target))) }
        members.append(.init("address", .string(message.address)))
        members.append(.init("arguments", .array(message.arguments.map(Self.value))))
        return .object([.init("osc", .object(members))])
    }

    private static func value(_ argument: OSCArgument) -> JSONValue {
        switch argument {
        case .int32(let value): .integer(Int64(value))
        case .int64(let value): .integer(value)
        case .float32(let value): .number(Double(value))
        case .boolean(let value): .bool(value)
        case .string(let text): .string(text)
        default: .null
        }
    }

    /// Sends it, once.
    ///
    /// - Throws: `RuntimeTrouble`, when the address or the endpoint is none, or nobody is there.
    func send(to text: String) throws(RuntimeTrouble) {
        do throws(OSCPatternError) { _ = try OSCPattern(message.address) } catch {
            throw RuntimeTrouble(
                description: "'\(message.address)' is no OSC address: \(error)",
                exitCode: .arguments)
        }
        let endpoint: OSCEndpoint
        do throws(OSCEndpointError) { endpoint = try OSCEndpoint(text) } catch {
            throw RuntimeTrouble(description: "'\(text)': \(error)", exitCode: .arguments)
        }
        let descriptor: Int32
        do throws(OSCSocketError) { descriptor = try OSCSocket.connected(to: endpoint) } catch {
            throw RuntimeTrouble(description: "\(error)", exitCode: .notFound)
        }
        defer { closeDescriptor(descriptor) }
        _ = pipeline_block(descriptor)
        let bytes = Self.framed(message.encoded(), endpoint.transport)
        let sent = bytes.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent == bytes.count else {
            throw RuntimeTrouble(description: "\(text): \(systemMessage(errno))")
        }
    }

    /// - Source: OSC 1.1, streams: a size of four bytes, or SLIP (RFC 1055).
    static func framed(_ packet: [UInt8], _ transport: OSCEndpoint.Transport) -> [UInt8] {
        switch transport {
        case .udp, .unix: packet
        case .tcp: (0..<4).map { UInt8(packet.count >> (24 - $0 * 8) & 0xFF) } + packet
        case .tcpSLIP:
            [0xC0]
                + packet.flatMap { byte -> [UInt8] in
                    switch byte {
                    case 0xC0: [0xDB, 0xDC]
                    case 0xDB: [0xDB, 0xDD]
                    default: [byte]
                    }
                } + [0xC0]
        }
    }
}
