/// Where OSC is sent to or listened at: `udp://host:port`, `tcp://host:port`, `tcp+slip://host:port`
/// or `unix:///path`.
public struct OSCEndpoint: Sendable, Hashable {
    /// How packets travel.
    public enum Transport: String, Sendable, CaseIterable {
        case udp
        /// Each packet behind its size in four bytes.
        case tcp
        /// Each packet between two END bytes.
        case tcpSLIP = "tcp+slip"
        /// Datagrams at a path.
        case unix
    }

    public var transport: Transport
    /// A name or number of a host, IPv6 without brackets; empty for `unix`.
    public var host: String
    /// 0 lets the system choose where that makes sense; 0 for `unix`.
    public var port: UInt16
    /// Of `unix` only.
    public var path: String

    public init(_ transport: Transport, host: String, port: UInt16) {
        self.transport = transport
        self.host = host
        self.port = port
        path = ""
    }

    /// Datagrams at a path.
    public init(unixPath path: String) {
        transport = .unix
        host = ""
        port = 0
        self.path = path
    }

    /// Longest path of a socket, in bytes.
    public static let longestPath = 107

    /// Reads an address; `osc.udp://…/`, as liblo's programs print it, is the same.
    ///
    /// - Throws: what is wrong, where, and what would be right.
    public init(_ text: String) throws(OSCEndpointError) {
        var rest = Substring(text)
        if rest.hasPrefix("osc.") { rest = rest.dropFirst(4) }
        guard let mark = rest.range(ofText: "://") else {
            throw OSCEndpointError(
                "'\(text)' has no '://'; write udp://host:port, tcp://host:port, "
                    + "tcp+slip://host:port or unix:///path", at: 0)
        }
        let scheme = rest[..<mark.lowerBound]
        guard let transport = Transport(rawValue: scheme.lowercased()) else {
            throw OSCEndpointError(
                "'\(scheme)' is no transport; use udp, tcp, tcp+slip or unix", at: 0)
        }
        rest = rest[mark.upperBound...]
        let offset = text.utf8.count - rest.utf8.count
        if transport == .unix {
            self = try Self.unix(rest, at: offset)
        } else {
            self = try Self.network(transport, rest, at: offset)
        }
    }

    private static func unix(_ path: Substring, at offset: Int) throws(OSCEndpointError) -> Self {
        guard path.hasPrefix("/"), path.utf8.count > 1 else {
            throw OSCEndpointError("the path must begin with '/': unix:///run/osc.sock", at: offset)
        }
        guard path.utf8.count <= longestPath else {
            throw OSCEndpointError(
                "the path has \(path.utf8.count) bytes, but a socket's may have \(longestPath)",
                at: offset)
        }
        return OSCEndpoint(unixPath: String(path))
    }

    private static func network(
        _ transport: Transport, _ text: Substring, at offset: Int
    ) throws(OSCEndpointError) -> Self {
        var text = text
        if text.hasSuffix("/") { text = text.dropLast() }
        guard let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") else {
            throw OSCEndpointError(
                "the port is missing: \(transport.rawValue)://host:9000", at: offset)
        }
        var host = text[..<colon]
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits)
        else {
            throw OSCEndpointError(
                "'\(digits)' is no port; a port is a number from 1 to 65535",
                at: offset + host.utf8.count + 1)
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw OSCEndpointError("an IPv6 address stands in brackets: [\(host)]", at: offset)
        }
        guard !host.isEmpty, !host.contains(where: { $0 == " " || $0 == "/" }) else {
            throw OSCEndpointError("'\(host)' is no host; write localhost or its name", at: offset)
        }
        return OSCEndpoint(transport, host: String(host), port: port)
    }
}

extension OSCEndpoint: CustomStringConvertible {
    /// The address as it is written.
    public var description: String {
        if transport == .unix { return "unix://\(path)" }
        return "\(transport.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}

/// What is wrong with an address of a target.
public struct OSCEndpointError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, then what would be right.
    public var description: String
    /// Bytes before the place.
    public var offset: Int

    init(_ description: String, at offset: Int) {
        self.description = description
        self.offset = offset
    }
}

extension Substring {
    /// The first place of a text.
    fileprivate func range(ofText text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) {
                return start..<index(start, offsetBy: text.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
