import Diagnostics

/// No control sends a controller number that MIDI reserves for channel modes, nor does a MIDI target.
///
/// - Reports: `map.reserved-controller`, an info, on the message of CC 120-127.
/// - Source: MIDI 1.0: 120 all sound off, 121 reset, 122 local, 123 all notes off, 124-127 modes.
struct ReservedControllersFree: MapRule {
    static let findings = [
        FindingKind(
            "map.reserved-controller", .info,
            "No control sends a controller number that MIDI reserves for channel modes")
    ]
    static let health = HealthCost(.midi, error: 0.3, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        let heard = map.controls.compactMap { Self.finding($0.message, at: $0.messagePlace) }
        let sent = map.targets.compactMap { target in
            guard case .midi(let midi)? = target.destination else { return nil as Diagnostic? }
            return Self.finding(midi.value.send.message?.value, at: midi.location)
        }
        return heard + sent
    }

    private static func finding(
        _ message: ControllerMessage?, at place: SourceLocation
    ) -> Diagnostic? {
        guard case .controlChange(let number, _)? = message, number >= 120 else { return nil }
        return Diagnostic(
            .info, "map.reserved-controller",
            "CC \(number) is a channel mode message, such as 'all notes off'; use 0 to 119",
            at: place)
    }
}
