import Diagnostics

/// Sends, plugins and parameters are numbers from 1, and as many as the control needs.
///
/// - Reports: `ardour.argument-count`, an error: the binding never acts; `ardour.argument-number`,
///   an error when a word is read as the first one, else a warning.
/// - Fix-it: 1 in place of 0, which means the same.
struct ArgumentsAreNumbers: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.argument-count", .error,
            "Sends, plugins and parameters are numbers from 1, and as many as the control needs"),
        FindingKind(
            "ardour.argument-number", .error,
            "Sends, plugins and parameters are numbers from 1, and as many as the control needs"),
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.flatMap { binding -> [Diagnostic] in
            guard let address = binding.address, address.isComplete,
                let control = address.knownControl, control.argumentCount > 0
            else { return [] }
            guard address.arguments.count == control.argumentCount else {
                return [count(control, address, binding)]
            }
            return address.arguments.indices.compactMap { number($0, address, binding) }
        }
    }

    private func count(
        _ control: ArdourControl, _ address: ArdourURI, _ binding: ArdourBindingText
    ) -> Diagnostic {
        let wanted =
            control.argumentCount == 1
            ? "one number, the send's" : "two numbers, the plugin's and the parameter's"
        let blanks =
            address.arguments.count > control.argumentCount
            ? "; names with blanks are not understood" : ""
        return binding.finding(
            .error, "argument-count",
            "the binding never acts: behind the strip there must be \(wanted)\(blanks)", at: "uri")
    }

    private func number(
        _ index: Int, _ address: ArdourURI, _ binding: ArdourBindingText
    ) -> Diagnostic? {
        let word = address.arguments[index]
        let what = address.control.first == "send" ? "send" : index == 0 ? "plugin" : "parameter"
        func told(_ severity: Severity, _ message: String, _ fixIt: FixIt? = nil) -> Diagnostic {
            binding.finding(severity, "argument-number", message, at: "uri", fixIt: fixIt)
        }
        let scanned = ScannedNumber(word)
        guard let number = scanned.value else {
            return told(
                .error,
                "Ardour reads the name '\(word)' as 0 and takes \(what) 1; it knows \(what)s by "
                    + "number only, from 1")
        }
        if number < 0 {
            return told(.error, "there is no \(what) \(number); Ardour counts from 1")
        }
        if !scanned.isWhole {
            return told(.warning, "Ardour reads '\(word)' as \(what) \(number)")
        }
        if number > 0 { return nil }
        var words = address.words
        words[index + 1] = "1"
        let front = address.text.prefix { $0 != " " }
        return told(
            .warning, "Ardour takes \(what) 0 for \(what) 1, as it counts from 1",
            binding.element.use(front + " " + words.joined(separator: " "), for: "uri"))
    }
}
