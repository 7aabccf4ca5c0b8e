import Diagnostics
import SourceText

/// A function is one that Ardour knows and that does something.
///
/// - Reports: `ardour.unknown-function`, `ardour.dead-function`, errors.
/// - Fix-it: the nearest function; `action` in place of `function` for the name of an action.
struct FunctionIsKnown: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.unknown-function", .error,
            "A function is one that Ardour knows and that does something"),
        FindingKind(
            "ardour.dead-function", .error,
            "A function is one that Ardour knows and that does something"),
    ]

    static let withoutArgument = [
        "transport-stop", "transport-roll", "transport-start", "transport-end", "loop-toggle",
        "toggle-rec-enable", "rec-enable", "rec-disable", "next-bank", "prev-bank",
    ]
    static let withArgument = [
        "set-bank", "select", "select-set", "select-add", "select-remove", "select-toggle",
    ]
    private static let dead = ["transport-zero", "track-set-solo", "track-set-mute"]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.compactMap { binding in
            guard binding.kind == .function, let name = binding.element[attribute: "function"]
            else { return nil }
            let word = name.lowercased()
            if Self.withoutArgument.contains(word) || Self.withArgument.contains(word) {
                return nil
            }
            return Self.dead.contains(word) ? dead(name, binding) : unknown(name, binding)
        }
    }

    private func dead(_ name: String, _ binding: ArdourBindingText) -> Diagnostic {
        let advice =
            name.lowercased() == "transport-zero"
            ? "use transport-start" : "use uri=\"/route/\(name.lowercased().suffix(4)) N\""
        return binding.finding(
            .error, "dead-function", "Ardour accepts '\(name)' but does nothing for it; \(advice)",
            at: "function")
    }

    private func unknown(_ name: String, _ binding: ArdourBindingText) -> Diagnostic {
        let (advice, fixIt) = advice(name, binding)
        return binding.finding(
            .error, "unknown-function",
            "there is no function '\(name)', so Ardour drops the binding; \(advice)",
            at: "function", fixIt: fixIt)
    }

    private func advice(_ name: String, _ binding: ArdourBindingText) -> (String, FixIt?) {
        if name.contains("/") {
            return (
                "it is the name of an action", binding.element.rename("function", to: "action")
            )
        }
        let plain = name.prefix { $0 != "[" }
        if plain == "plugin-parameter" {
            return (
                "a plugin's parameter is bound by uri=\"/route/plugin/parameter S1 1 N\", with its "
                    + "number from 1", nil
            )
        }
        let known = Self.withoutArgument + Self.withArgument
        if plain.count < name.count, known.contains(plain.lowercased()) {
            return ("arguments are written as arg=\"N\"", nil)
        }
        if let near = nearestName(to: name, among: known) {
            return ("did you mean '\(near)'?", binding.element.use(near, for: "function"))
        }
        return ("there are \(known.joined(separator: ", "))", nil)
    }
}
