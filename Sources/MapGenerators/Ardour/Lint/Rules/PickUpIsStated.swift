import Diagnostics

/// A map with knobs or faders says whether they take over at once.
///
/// - Reports: `ardour.pick-up`, an info, when nothing in the map says `motorized`: knobs then wait
///   until they meet the parameter's value.
struct PickUpIsStated: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.pick-up", .info,
            "A map with knobs or faders says whether they take over at once")
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        let isStated = map.deviceInfos.contains { device in
            device.attributes.contains { $0.name.hasPrefix("motori") }
        }
        guard !isStated, map.bindings.contains(where: waits) else { return [] }
        let threshold = map.deviceValue("threshold") ?? "10"
        let place = map.deviceInfos.last ?? map.root
        return [
            place.finding(
                .info, "pick-up",
                "nothing says 'motorized', so a knob or fader does nothing until it meets its "
                    + "control's value within \(threshold) steps, and quick turns get stuck; write "
                    + "motorized=\"yes\" for values to be taken as they come, or \"no\"",
                path: map.path)
        ]
    }

    /// Whether what it binds can be out of step with its control.
    private func waits(_ binding: ArdourBindingText) -> Bool {
        guard let event = binding.event, let control = binding.address?.knownControl else {
            return false
        }
        let isPosition = event.group == .controller && !event.isEncoder || event.group == .bend
        return isPosition && control.kind != .toggle
    }
}
