import Diagnostics

/// The number of an event is a decimal number from 0 to 127.
///
/// - Reports: `ardour.event-number`, an error when the binding never acts, a warning when it acts on
///   another number than is written.
/// - Fix-it: the decimal number in place of a hexadecimal one.
struct EventNumberIsDecimal: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.event-number", .error,
            "The number of an event is a decimal number from 0 to 127")
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.compactMap { binding in
            guard let event = binding.event, !event.isBytes else { return nil }
            return finding(event, binding)
        }
    }

    private func finding(_ event: ArdourEventText, _ binding: ArdourBindingText) -> Diagnostic? {
        func told(_ severity: Severity, _ message: String, _ fixIt: FixIt? = nil) -> Diagnostic {
            binding.finding(severity, "event-number", message, at: event.name, fixIt: fixIt)
        }
        guard let number = event.number.value else {
            return told(
                .error,
                "'\(event.text)' is no number, so Ardour drops the binding; write it in decimal "
                    + "digits")
        }
        if let meant = hexadecimal(event.text) {
            return told(
                .error,
                "Ardour reads '\(event.text)' as 0; write \(meant), in decimal digits",
                (0...127).contains(meant)
                    ? binding.element.use(String(meant), for: event.name) : nil)
        }
        if !event.number.isWhole, event.group != .bend {
            return told(
                .warning, "Ardour reads '\(event.text)' as \(number); write the number alone")
        }
        switch event.group {
        case .bend: return nil
        case .parameterNumber:
            if (0...255).contains(number) { return nil }
            return told(.warning, "Ardour keeps the low 8 bits of \(number), \(number & 255)")
        case .controller, .note, .program, .bytes:
            if (0...127).contains(number) { return nil }
            let heard = number & 255
            if heard > 127 {
                return told(
                    .error,
                    "there is no \(event.title), so the binding never acts; numbers go from 0 to 127"
                )
            }
            return told(
                .warning, "Ardour keeps the low 8 bits of \(number), \(heard), and acts on that")
        }
    }

    private func hexadecimal(_ text: String) -> Int? {
        guard text.lowercased().hasPrefix("0x") else { return nil }
        return Int(text.dropFirst(2), radix: 16)
    }
}
