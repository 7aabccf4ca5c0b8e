import Diagnostics

/// The event does to the control what it seems to do.
///
/// - Reports: `ardour.encoder-and-switch`, an error: nothing happens; `ardour.bend-and-switch`,
///   `ardour.toggle-and-range`, `ardour.program-and-range`, warnings; all on the event's name.
/// - Fix-it: `ctl`, which does the same as `ctl-toggle` and `ctl-dial` to what is no switch.
struct EventSuitsControl: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.encoder-and-switch", .error,
            "The event does to the control what it seems to do"),
        FindingKind(
            "ardour.bend-and-switch", .warning,
            "The event does to the control what it seems to do"),
        FindingKind(
            "ardour.toggle-and-range", .warning,
            "The event does to the control what it seems to do"),
        FindingKind(
            "ardour.program-and-range", .warning,
            "The event does to the control what it seems to do"),
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.compactMap { binding in
            guard let event = binding.event, let control = binding.address?.knownControl,
                binding.address?.isComplete == true
            else { return nil }
            return control.kind == .toggle
                ? toggle(event, binding) : control.kind == .range ? range(event, binding) : nil
        }
    }

    private func toggle(_ event: ArdourEventText, _ binding: ArdourBindingText) -> Diagnostic? {
        if event.isEncoder {
            return binding.element.finding(
                .error, "encoder-and-switch",
                "an endless encoder does nothing to a switch in Ardour; use ctl",
                path: binding.path,
                onNameOf: event.name)
        }
        guard event.group == .bend else { return nil }
        return binding.element.finding(
            .warning, "bend-and-switch",
            "pitch bend above the middle turns the switch on, and off again when it springs back; "
                + "use a button", path: binding.path, onNameOf: event.name)
    }

    private func range(_ event: ArdourEventText, _ binding: ArdourBindingText) -> Diagnostic? {
        if event.name == "ctl-toggle" || event.name == "ctl-dial" {
            return binding.element.finding(
                .warning, "toggle-and-range",
                "on what is no switch '\(event.name)' does the same as 'ctl'", path: binding.path,
                onNameOf: event.name, fixIt: binding.element.rename(event.name, to: "ctl"))
        }
        guard event.group == .program else { return nil }
        return binding.element.finding(
            .warning, "program-and-range",
            "a program change sets this to 1.0 and never to anything else; use ctl",
            path: binding.path, onNameOf: event.name)
    }
}
