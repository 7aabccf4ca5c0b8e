import ControlRuntime
import Diagnostics
import Glibc
import OSCTransport
import SourceText
import Synchronization

/// The way into a running `run`: lines of JSON to its socket, and what it answers.
struct RunningInput: ~Copyable {
    private let client: StatusClient

    /// - Throws: `RuntimeTrouble`, when none of that name runs.
    init(_ name: String) throws(RuntimeTrouble) {
        client = try StatusClient(path: RuntimePlace(name).input, name: name)
    }

    /// Sends requests, and waits until all were taken.
    ///
    /// - Throws: `RuntimeTrouble` with code 4, when one was not.
    func send(_ requests: [JSONValue]) throws(RuntimeTrouble) {
        for (place, request) in requests.enumerated() {
            guard case .object(let members) = request else { continue }
            let known = members + [.init("id", .integer(Int64(place)))]
            client.tell(String(decoding: JSONValue.object(known).encoded(), as: UTF8.self))
        }
        shutdown(client.descriptor, Int32(SHUT_WR))
        try readAnswers()
    }

    /// Sends the lines of standard input.
    func sendStandardInput() throws(RuntimeTrouble) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(0, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            client.tell(bytes: buffer.prefix(count))
        }
        shutdown(client.descriptor, Int32(SHUT_WR))
        try readAnswers()
    }

    private func readAnswers() throws(RuntimeTrouble) {
        var splitter = LineSplitter()
        var refused = 0
        while true {
            let bytes = client.receive()
            if bytes.isEmpty { break }
            for line in bytes.withUnsafeBytes({ splitter.take($0) }) {
                guard case .text(let text) = line,
                    let root = JSONReader.read(text, path: "answer").root,
                    let message = root["message"]?.string
                else { continue }
                if root["severity"]?.string == "error" { refused += 1 }
                StandardStream.say(message)
            }
        }
        guard refused == 0 else {
            throw RuntimeTrouble(
                description: "\(refused) could not be sent", exitCode: .invalid)
        }
    }
}

/// Findings for a person, and how many of them are errors.
final class FindingCount: Sendable {
    private let count = Atomic<Int>(0)

    var errors: Int { count.load(ordering: .relaxed) }

    func report(_ findings: [Diagnostic]) {
        count.add(findings.count { $0.severity == .error }, ordering: .relaxed)
        StandardStream.messages.write(DiagnosticRenderer().text(for: findings))
    }
}

extension DirectMessage {
    /// The line that says the same to a running `run`.
    func request(port: String?) -> JSONValue {
        var members: [JSONValue.Member] = []
        if after > 0 { members.append(.init("at", .string("+\(after / 1_000_000)"))) }
        if let port { members.append(.init("port", .string(port))) }
        members.append(.init("midi", .array(bytes.map { .integer(Int64($0)) })))
        return .object(members)
    }

    /// All bytes, those of a parameter number with its closing null.
    var bytes: [UInt8] {
        switch content {
        case .short(let message):
            Array([message.status, message.first, message.second].prefix(message.byteCount))
        case .parameterNumber(let parameter):
            (0..<parameter.messageCount).flatMap { place in
                let message = parameter.message(place)
                return [message.status, message.first, message.second]
            }
        case .systemExclusive(let bytes): bytes
        }
    }
}
