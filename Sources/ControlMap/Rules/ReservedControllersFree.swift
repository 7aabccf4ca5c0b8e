import Diagnostics

/// No control sends a controller number that MIDI reserves for channel modes.
///
/// - Reports: `map.reserved-controller`, a warning, on the message of CC 120-127.
/// - Source: MIDI 1.0: 120 all sound off, 121 reset, 122 local, 123 all notes off, 124-127 modes.
struct ReservedControllersFree: MapRule {
    static let findings = [
        FindingKind(
            "map.reserved-controller", .warning,
            "No control sends a controller number that MIDI reserves for channel modes")
    ]
    static let health = HealthCost(.midi, error: 0.3, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.controls.compactMap { control in
            guard case .controlChange(let number, _)? = control.message, number >= 120 else {
                return nil
            }
            return Diagnostic(
                .warning, "map.reserved-controller",
                "CC \(number) is a channel mode message, such as 'all notes off'; use 0 to 119",
                at: control.messagePlace)
        }
    }
}
