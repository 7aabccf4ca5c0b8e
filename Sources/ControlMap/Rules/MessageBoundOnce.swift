import Diagnostics

/// No two controls that are heard in one layer send the same on the same channel.
///
/// What is really sent decides: a 14-bit CC takes the controller 32 above its own too, an NRPN
/// controllers 6, 38, 98 and 99, an RPN 6, 38, 100 and 101.
///
/// - Reports: `map.bound-twice`, an error, on the later message, when both controls move something;
///   `map.same-message`, a warning, when one of them moves nothing. A note shows the first.
struct MessageBoundOnce: MapRule {
    static let findings = [
        FindingKind("map.bound-twice", .error, "No two controls send the same on the same channel"),
        FindingKind(
            "map.same-message", .warning,
            "No two controls send the same on the same channel"),
    ]
    static let health = HealthCost(.midi, error: 0.1, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        if map.layers.isEmpty { return clashes(among: map.controls) }
        var findings: [Diagnostic] = []
        for layer in map.layers.indices {
            let heard = zip(map.controls, map.masks).filter { $1 & 1 << UInt64(layer) != 0 }
            findings += clashes(among: heard.map(\.0))
        }
        return findings.uniqued()
    }

    private func clashes(among controls: [AssembledControl]) -> [Diagnostic] {
        var ownership = MessageOwnership<AssembledControl>()
        var findings: [Diagnostic] = []
        let order =
            controls.filter { $0.destination != nil } + controls.filter { $0.destination == nil }
        for control in order {
            guard let message = control.message else { continue }
            let clashes = ownership.add(message, channel: control.channel, owner: control)
            for clash in clashes {
                findings.append(.sentTwice(control, clash.taken, as: clash.by))
            }
        }
        return findings
    }
}

extension Diagnostic {
    fileprivate static func sentTwice(
        _ control: AssembledControl, _ taken: MessageOwner, as first: AssembledControl
    ) -> Diagnostic {
        let note = Note("'\(first.id)' is here", at: first.messagePlace)
        if control.destination != nil, first.destination != nil {
            return Diagnostic(
                .error, "map.bound-twice",
                "'\(control.id)' and '\(first.id)' are both moved by \(taken.title); "
                    + "one must send something else",
                at: control.messagePlace, notes: [note])
        }
        return Diagnostic(
            .warning, "map.same-message",
            "'\(control.id)' sends \(taken.title), as '\(first.id)' does",
            at: control.messagePlace, notes: [note])
    }
}
