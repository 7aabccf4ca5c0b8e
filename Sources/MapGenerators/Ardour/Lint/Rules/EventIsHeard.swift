import Diagnostics

/// The event is one that Ardour really follows.
///
/// - Reports: `ardour.dead-event`, an error for `nrpn`, `rpn-delta`, `nrpn-delta`;
///   `ardour.rpn-is-nrpn`, a warning for `rpn`.
struct EventIsHeard: ArdourLintRule {
    static let findings = [
        FindingKind("ardour.dead-event", .error, "The event is one that Ardour really follows"),
        FindingKind("ardour.rpn-is-nrpn", .warning, "The event is one that Ardour really follows"),
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.compactMap { binding in
            guard let event = binding.event, event.group == .parameterNumber else { return nil }
            if event.name == "rpn" {
                return binding.element.finding(
                    .warning, "rpn-is-nrpn",
                    "Ardour answers NRPN (controllers 99 and 98) here, not RPN, and sets the raw "
                        + "value between 0 and 1 whatever the control's range; use a controller "
                        + "(ctl)", path: binding.path, onNameOf: event.name)
            }
            return binding.element.finding(
                .error, "dead-event",
                "a binding by '\(event.name)' never acts in any version of Ardour; use a controller "
                    + "(ctl)", path: binding.path, onNameOf: event.name)
        }
    }
}
