import Diagnostics

/// A function that needs a number has one, in `arg`.
///
/// - Reports: `ardour.function-argument`, an error when there is none or it is no number, an info
///   when it is ignored.
/// - Fix-it: removes what is ignored.
struct FunctionHasItsArgument: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.function-argument", .error,
            "A function that needs a number has one, in 'arg'")
    ]

    private static let names = ["arg", "argument", "arguments"]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.compactMap { binding in
            guard binding.kind == .function,
                let function = binding.element[attribute: "function"]?.lowercased()
            else { return nil }
            let name = Self.names.first { binding.element[attribute: $0] != nil }
            if FunctionIsKnown.withArgument.contains(function) {
                return needed(by: function, name, binding)
            }
            guard let name, FunctionIsKnown.withoutArgument.contains(function) else { return nil }
            return binding.finding(
                .info, "function-argument", "'\(function)' takes no argument; Ardour ignores it",
                at: name, fixIt: binding.element.remove(name))
        }
    }

    private func needed(
        by function: String, _ name: String?, _ binding: ArdourBindingText
    ) -> Diagnostic? {
        let what = function == "set-bank" ? "a bank from 0" : "a strip's number from 1"
        guard let name, let text = binding.element[attribute: name], !text.isEmpty else {
            return binding.finding(
                .error, "function-argument",
                "Ardour drops '\(function)' without an argument; write arg=\"N\", \(what)",
                at: "function")
        }
        let scanned = ScannedNumber(text)
        if scanned.isWhole, let number = scanned.value, number >= 0 { return nil }
        return binding.finding(
            .error, "function-argument",
            "'\(text)' is no number, so what '\(function)' does is left to chance; write \(what)",
            at: name)
    }
}
