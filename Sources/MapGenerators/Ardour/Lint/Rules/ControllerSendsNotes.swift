import ControlMap
import Diagnostics

/// What a binding listens to is what the controller sends, when that is known.
///
/// - Reports: `ardour.note-of-controller`, an error on a note that no element sends while one sends
///   the controller of that number: a binding of a note never hears a controller.
/// - Fix-it: `ctl`.
struct ControllerSendsNotes: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.note-of-controller", .error,
            "What a binding listens to is what the controller sends, when that is known")
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        guard let controller = map.controller else { return [] }
        var notes: Set<Int> = []
        var elements: [Int: ControllerElement] = [:]
        for element in controller.elements {
            switch element.send.fullMessage {
            case .note(let number): notes.insert(number)
            case .controlChange(let number, _): elements[number] = element
            default: break
            }
        }
        return map.bindings.compactMap { binding in
            guard let event = binding.event, event.group == .note,
                let number = event.number.value, !notes.contains(number),
                let element = elements[number]
            else { return nil }
            return binding.element.finding(
                .error, "note-of-controller",
                "'\(element.name)' of \(controller.model) sends controller \(number), which a "
                    + "binding of note \(number) never hears; use ctl", path: binding.path,
                onNameOf: event.name, fixIt: binding.element.rename(event.name, to: "ctl"))
        }
    }
}
