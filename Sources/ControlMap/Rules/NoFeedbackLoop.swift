import Diagnostics
import SourceText

/// No MIDI target sends to the controller's own port what a control of the map hears there.
///
/// Where the port hands on what it is sent, as ports of software do, the map would move itself without
/// end.
///
/// - Reports: `map.feedback-loop`, a warning, on the target; a note shows the control that hears it.
struct NoFeedbackLoop: MapRule {
    static let findings = [
        FindingKind(
            "map.feedback-loop", .warning,
            "No MIDI target sends to the controller's own port what a control of the map hears "
                + "there")
    ]
    static let health = HealthCost(.midi, error: 0.3, warning: 0.2)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        let ports = map.portNames
        if ports.isEmpty { return [] }
        var hearers: [Int: AssembledControl] = [:]
        for control in map.controls where control.destination != nil {
            for owner in control.message?.owners(on: control.channel) ?? [] where !owner.isShared {
                hearers[owner.key] = hearers[owner.key] ?? control
            }
        }
        return map.targets.compactMap { target in
            guard case .midi(let midi)? = target.destination,
                let message = midi.value.send.fullMessage,
                map.isSent(to: midi.value.output.value, ports)
            else { return nil }
            let channel = midi.value.send.channel?.value ?? target.channel
            let sent = message.owners(on: channel).filter { !$0.isShared }
            guard let owner = sent.first(where: { hearers[$0.key] != nil }),
                let hearer = hearers[owner.key]
            else { return nil }
            return .feedbackLoop(target, owner, hearer, at: midi.location)
        }
    }
}

extension AssembledMap {
    /// Letters and digits of the names that the controller's port may have.
    fileprivate var portNames: [String] {
        let stated = chain.first { $0.devicePort }?.value ?? facts.profile?.port ?? ""
        let model = deviceIdentity?.model ?? ""
        return [stated, model].filter { !$0.isEmpty }.map { slug($0) }.filter { !$0.isEmpty }
    }

    /// Whether an output is the controller's own port.
    fileprivate func isSent(to output: String, _ ports: [String]) -> Bool {
        guard let declared = facts.outputs.first(where: { $0.name == output }),
            case .midi(let port, _) = declared.kind
        else { return false }
        let name = slug(port)
        return !name.isEmpty && ports.contains { $0.contains(name) || name.contains($0) }
    }
}

extension Diagnostic {
    fileprivate static func feedbackLoop(
        _ target: AssembledControl, _ owner: MessageOwner, _ hearer: AssembledControl,
        at place: SourceLocation
    ) -> Diagnostic {
        let itself = target.id == hearer.id ? "the control itself" : "'\(hearer.id)'"
        return Diagnostic(
            .warning, "map.feedback-loop",
            "\(owner.title) goes to the controller's own port, where \(itself) hears it; "
                + "send something else, or use 'feedback' to show a value", at: place,
            notes: [Diagnostic.Note("'\(hearer.id)' is here", at: hearer.place)])
    }
}
