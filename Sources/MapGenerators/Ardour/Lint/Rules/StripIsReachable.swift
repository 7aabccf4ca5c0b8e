import Diagnostics

/// The strip of an address can be reached, and is the one that seems to be meant.
///
/// - Reports: `ardour.strip`, an error when there is no such strip, a warning when it is another
///   than it seems.
/// - Fix-it: `/route` in place of `/track` for selected strips.
struct StripIsReachable: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.strip", .error,
            "The strip of an address can be reached, and is the one that seems to be meant")
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.flatMap { binding -> [Diagnostic] in
            guard let address = binding.address, address.isComplete, let strip = address.strip
            else { return [] }
            return [number(strip, binding), selection(strip, address, binding)]
                .compactMap { $0 } + name(strip, address, binding)
        }
    }

    private func number(
        _ strip: ArdourURI.Strip, _ binding: ArdourBindingText
    ) -> Diagnostic? {
        switch strip {
        case .number(0), .selected(0), .bank(0):
            binding.finding(
                .error, "strip",
                "there is no strip 0, as Ardour counts strips from 1; the binding never acts",
                at: "uri")
        default: nil
        }
    }

    private func selection(
        _ strip: ArdourURI.Strip, _ address: ArdourURI, _ binding: ArdourBindingText
    ) -> Diagnostic? {
        guard case .selected(let number) = strip, number > 0,
            ["track", "bus", "vca"].contains(address.scope)
        else { return nil }
        let fixIt = address.text.firstRange(of: address.scope).flatMap {
            binding.element.use(address.text.replacing($0, with: "route"), for: "uri")
        }
        return binding.finding(
            .warning, "strip",
            "selected strips are known to /route only; under /\(address.scope) Ardour takes this for "
                + "the \(address.scope) number \(number)", at: "uri", fixIt: fixIt)
    }

    private func name(
        _ strip: ArdourURI.Strip, _ address: ArdourURI, _ binding: ArdourBindingText
    ) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        let word = address.words.first ?? ""
        if address.stripHasTail {
            findings.append(
                binding.finding(
                    .warning, "strip",
                    "Ardour reads '\(word)' as a number and ignores the letters behind it; a strip "
                        + "whose name begins like that cannot be named", at: "uri"))
        }
        if case .name = strip, address.scope == "vca" {
            findings.append(
                binding.finding(
                    .warning, "strip",
                    "a VCA cannot be named; Ardour takes the second one here, write its number",
                    at: "uri"))
        }
        let expected = address.knownControl?.argumentCount ?? 0
        if case .name = strip, address.arguments.count > expected, expected == 0 {
            findings.append(
                binding.finding(
                    .warning, "strip",
                    "a strip's name cannot hold blanks: Ardour looks for one named '\(word)'",
                    at: "uri"))
        }
        return findings
    }
}
