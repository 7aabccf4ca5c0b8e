import CJACK

/// JACK's library, found when the program runs. A program has one.
public struct JACKLibrary: @unchecked Sendable {
    // Unchecked: written once, then only read; never given back.
    let calls: UnsafeMutablePointer<pipeline_jack>

    /// The name under which systems have it, PipeWire's among them.
    public static let usualName = "libjack.so.0"

    /// - Parameter name: A file's name, or the path of one.
    /// - Throws: `JACKError.missing`, when there is none or it is none of JACK's.
    public init(name: String = Self.usualName) throws(JACKError) {
        calls = .allocate(capacity: 1)
        calls.initialize(to: pipeline_jack())
        guard let problem = pipeline_jack_load(calls, name) else { return }
        throw .missing(String(cString: problem))
    }

    /// Whether a server runs that takes clients.
    public func hasServer() -> Bool {
        var status: Int32 = 0
        guard let client = pipeline_jack_open(calls, "pipeline-runtime doctor", &status) else {
            return false
        }
        _ = calls.pointee.client_close(client)
        return true
    }
}

/// JACK refused something.
public enum JACKError: Error, Equatable, CustomStringConvertible {
    /// There is no library; its loader's words, or the call that it lacks.
    case missing(String)
    case noServer
    /// The server refuses a port of this name.
    case port(String)
    case activation

    public var description: String {
        switch self {
        case .missing(let problem): "the JACK library cannot be loaded (\(problem))"
        case .noServer: "no JACK server is running"
        case .port(let name): "JACK refuses a port '\(name)'"
        case .activation: "JACK refuses to run the client"
        }
    }
}
