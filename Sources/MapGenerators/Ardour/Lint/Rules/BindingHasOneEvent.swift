import Diagnostics
import SourceText

/// A binding listens to exactly one event, of a kind that its target may have.
///
/// - Reports: `ardour.no-event`, an error; `ardour.several-events`, a warning on what is ignored.
/// - Fix-it: the attribute that was meant; removes what is ignored.
struct BindingHasOneEvent: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.no-event", .error,
            "A binding listens to exactly one event, of a kind that its target may have"),
        FindingKind(
            "ardour.several-events", .warning,
            "A binding listens to exactly one event, of a kind that its target may have"),
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.flatMap { binding -> [Diagnostic] in
            guard let kind = binding.kind else { return [] }
            let known =
                kind == .uri ? ArdourEventText.ofControls : ArdourEventText.ofInvokables
            guard let event = binding.event else { return [missing(binding, known)] }
            return known.filter { $0 != event.name && binding.element[attribute: $0] != nil }.map {
                binding.finding(
                    .warning, "several-events",
                    "Ardour ignores '\($0)' beside '\(event.name)'; write a binding for each event",
                    at: $0, fixIt: binding.element.remove($0))
            }
        }
    }

    private func missing(_ binding: ArdourBindingText, _ known: [String]) -> Diagnostic {
        let names = binding.element.attributes.map(\.name)
        let list = known.joined(separator: ", ")
        if let other = names.first(where: { ArdourEventText.all.contains($0) }) {
            let fixIt =
                other.hasPrefix("ctl-") ? binding.element.rename(other, to: "ctl") : nil
            let kind = binding.kind?.rawValue ?? ""
            return binding.finding(
                .error, "no-event",
                "the binding does nothing: with '\(kind)' Ardour does not listen to '\(other)'; "
                    + "use one of \(list)", at: other, fixIt: fixIt)
        }
        let meant = names.lazy.compactMap { name -> (String, String)? in
            Self.meant(name, known).map { (name, $0) }
        }.first
        let message = "the binding does nothing: it listens to no event; use one of \(list)"
        guard let (written, right) = meant else {
            return binding.finding(.error, "no-event", message)
        }
        return binding.element.finding(
            .error, "no-event", message, path: binding.path, onNameOf: written,
            fixIt: binding.element.rename(written, to: right))
    }

    /// The event's attribute that a wrong one stands for.
    private static func meant(_ name: String, _ known: [String]) -> String? {
        let others = [
            "cc": "ctl", "control": "ctl", "controller": "ctl", "program": "pgm",
            "pitchbend": "pb", "bend": "pb",
        ]
        let right = others[name.lowercased()] ?? known.first { $0 == name.lowercased() }
        return right.flatMap { known.contains($0) ? $0 : nil }
    }
}
