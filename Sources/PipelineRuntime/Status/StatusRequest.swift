/// What a program asks of a running `run`, in the first line that it sends.
enum StatusRequest: Equatable {
    case json
    case prometheus
    /// Ends what sounds and takes back what waits.
    case panic
    /// Tells of each message from now on.
    case monitor
    /// Over HTTP, as Prometheus and curl ask.
    case http(path: String)

    /// - Returns: `nil` for a line that asks for nothing known.
    init?(_ line: String) {
        switch line {
        case "json": self = .json
        case "prometheus": self = .prometheus
        case "panic": self = .panic
        case "monitor": self = .monitor
        default:
            let words = line.split(separator: " ")
            guard words.count == 3, words[0] == "GET", words[2].hasPrefix("HTTP/") else {
                return nil
            }
            self = .http(path: String(words[1]))
        }
    }

    /// The whole answer to a question about the status; `nil` for what is no question.
    func answer(_ status: RuntimeStatus) -> [UInt8]? {
        switch self {
        case .json: return status.json.encoded() + [UInt8(ascii: "\n")]
        case .prometheus: return Array(status.prometheus.utf8)
        case .http("/metrics"):
            return Self.http("200 OK", "text/plain; version=0.0.4", Array(status.prometheus.utf8))
        case .http("/"), .http("/status"):
            return Self.http("200 OK", "application/json", status.json.encoded())
        case .http:
            return Self.http("404 Not Found", "text/plain", Array("/metrics or /status\n".utf8))
        case .panic, .monitor: return nil
        }
    }

    private static func http(_ status: String, _ type: String, _ body: [UInt8]) -> [UInt8] {
        let head =
            "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.count)\r\n"
            + "Connection: close\r\n\r\n"
        return Array(head.utf8) + body
    }
}
