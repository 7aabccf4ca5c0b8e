import Glibc

/// What the system refused about a socket.
public struct OSCSocketError: Error, Sendable, Equatable {
    /// What was wanted of the system.
    public enum Operation: String, Sendable {
        case resolve = "find the host of"
        case connect = "connect to"
        case listen = "listen at"
    }

    public var operation: Operation
    public var endpoint: OSCEndpoint
    /// The errno; for `resolve` the code of getaddrinfo.
    public var code: Int32
}

extension OSCSocketError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        "cannot \(operation.rawValue) \(endpoint): \(reason)"
    }

    private var reason: String {
        if operation == .resolve { return String(cString: gai_strerror(code)) }
        return strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
