import Diagnostics

/// What was said of names that a source asks for, so that each is said once until it changes, and how often
/// it held is said when it does.
struct RepeatedRefusals {
    /// A name that has to be looked up.
    enum Subject: Hashable {
        case port(TimedRequest.PortRequest)
        case control(String)
        case target(String?)
        /// A port that may be there and get no clock.
        case clock(TimedRequest.PortRequest)

        fileprivate var name: String {
            switch self {
            case .port(let request): "\(request)"
            case .control(let name): "the control '\(name)'"
            case .target(let name?): "the target '\(name)'"
            case .target(nil): "OSC"
            case .clock(let request): "the clock of \(request)"
            }
        }
    }

    private struct Said {
        var code: String
        var message: String
        var again = 0
    }

    private var said: [Subject: Said] = [:]
    /// Whoever asks for ever new names is told again of the old ones.
    private static let most = 256

    /// Whether something was said that may have changed by now.
    var isEmpty: Bool { said.isEmpty }

    /// Whether a refusal says something new.
    ///
    /// - Returns: What is to be said; empty when it was said before.
    mutating func refuse(
        _ subject: Subject?, code: String, message: String
    ) -> [(code: String, message: String)] {
        guard let subject else { return [(code, message)] }
        if let known = said[subject], known.message == message {
            said[subject]?.again += 1
            return []
        }
        var new = [said[subject].flatMap { Self.sum($0, subject) }].compactMap { $0 }
        said[subject] = nil
        if said.count >= Self.most { new += finish() }
        said[subject] = Said(code: code, message: message)
        return new + [(code, message)]
    }

    /// The name is known now.
    ///
    /// - Returns: How often it was not, when that was not said.
    mutating func accept(_ subject: Subject?) -> (code: String, message: String)? {
        guard let subject, let known = said.removeValue(forKey: subject) else { return nil }
        return Self.sum(known, subject)
    }

    /// The source has ended.
    mutating func finish() -> [(code: String, message: String)] {
        defer { said.removeAll() }
        return said.sorted { $0.key.name < $1.key.name }.compactMap { Self.sum($0.value, $0.key) }
    }

    private static func sum(_ known: Said, _ subject: Subject) -> (code: String, message: String)? {
        guard known.again > 0 else { return nil }
        let count = known.again == 1 ? "1 more message" : "\(known.again) more messages"
        return (known.code, "\(count) for \(subject.name) went nowhere, for the same reason")
    }
}

extension TimedRequest {
    /// The name that has to be looked up.
    var subject: RepeatedRefusals.Subject? {
        switch action {
        case .midi(let port, _), .parameterNumber(let port, _), .fineController(let port, _):
            .port(port)
        case .clock(let port?, _): .clock(port)
        case .control(let name, _): .control(name)
        case .osc(let target, _): .target(target)
        case .clock(nil, _), .panic: nil
        }
    }
}
