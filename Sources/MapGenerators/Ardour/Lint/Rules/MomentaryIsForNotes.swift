import Diagnostics

/// `momentary` stands on a note that is bound to a control, and is yes or no.
///
/// - Reports: `ardour.momentary`, a warning.
/// - Fix-it: removes it where it is ignored.
struct MomentaryIsForNotes: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.momentary", .warning,
            "'momentary' stands on a note that is bound to a control, and is yes or no")
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.compactMap { finding($0) }
    }

    private func finding(_ binding: ArdourBindingText) -> Diagnostic? {
        guard let text = binding.element[attribute: "momentary"], let event = binding.event else {
            return nil
        }
        guard ArdourBoolean.value(of: text) != nil else {
            return binding.finding(
                .warning, "momentary", "Ardour does not understand '\(text)'; write yes or no",
                at: "momentary")
        }
        let fixIt = binding.element.remove("momentary")
        if binding.kind != .uri {
            let kind = binding.kind?.rawValue ?? ""
            return binding.finding(
                .warning, "momentary", "Ardour ignores 'momentary' beside '\(kind)'",
                at: "momentary", fixIt: fixIt)
        }
        if event.name == "note" { return nil }
        let advice =
            event.group == .controller
            ? "; a button that is on while held is bound by ctl-toggle" : ""
        return binding.finding(
            .warning, "momentary",
            "'momentary' acts on notes only, Ardour ignores it beside '\(event.name)'" + advice,
            at: "momentary", fixIt: fixIt)
    }
}
