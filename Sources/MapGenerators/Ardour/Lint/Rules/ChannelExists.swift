import Diagnostics

/// A binding has a channel from 1 to 16.
///
/// - Reports: `ardour.channel`, an error when the binding is dropped or listens to no channel that
///   exists, a warning when it listens to another than is written.
/// - Fix-it: 1 in place of 0, which means the same.
struct ChannelExists: ArdourLintRule {
    static let findings = [
        FindingKind("ardour.channel", .error, "A binding has a channel from 1 to 16")
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.compactMap { finding($0) }
    }

    private func finding(_ binding: ArdourBindingText) -> Diagnostic? {
        guard let event = binding.event, !event.isBytes else { return nil }
        func told(_ severity: Severity, _ message: String, _ fixIt: FixIt? = nil) -> Diagnostic {
            binding.finding(severity, "channel", message, at: "channel", fixIt: fixIt)
        }
        guard let text = binding.element[attribute: "channel"] else {
            return told(
                .error, "Ardour drops a binding without 'channel'; channels go from 1 to 16")
        }
        let scanned = ScannedNumber(text)
        guard let number = scanned.value else {
            return told(
                .error,
                "'\(text)' is no number, so Ardour drops the binding; channels go from 1 to 16")
        }
        if number == 0 {
            return told(
                .warning, "Ardour takes channel 0 for 1, as it counts channels from 1",
                binding.element.use("1", for: "channel"))
        }
        guard (1...16).contains(number) else {
            return told(
                .error,
                "there is no channel \(number), and Ardour reads memory that is none of its own for "
                    + "it; channels go from 1 to 16")
        }
        if scanned.isWhole { return nil }
        return told(.warning, "Ardour reads '\(text)' as \(number); write the number alone")
    }
}
