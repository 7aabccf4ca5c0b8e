import Diagnostics
import SourceText

/// An address names a control that the version of Ardour has.
///
/// - Reports: `ardour.unknown-control` and `ardour.control-version`, errors: the binding never acts;
///   `ardour.channel-strip`, an info: only some strips have the control.
/// - Fix-it: `pandirection` in place of `pan`.
struct ControlIsKnown: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.unknown-control", .error,
            "An address names a control that the version of Ardour has"),
        FindingKind(
            "ardour.control-version", .error,
            "An address names a control that the version of Ardour has"),
        FindingKind(
            "ardour.channel-strip", .info,
            "An address names a control that the version of Ardour has"),
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.compactMap { binding in
            guard let address = binding.address, address.isComplete,
                ScopeIsKnown.known.contains(address.scope)
            else { return nil }
            guard let control = address.knownControl else { return unknown(address, binding) }
            return version(of: control, address, map, binding)
        }
    }

    private func unknown(_ address: ArdourURI, _ binding: ArdourBindingText) -> Diagnostic {
        let name = address.control.joined(separator: "/")
        let message = "the binding never acts: strips have no '\(name)' that Ardour can bind"
        if name == "pan" {
            let range = address.text.firstRange(of: "/pan")
            return binding.finding(
                .error, "unknown-control", message + "; use pandirection", at: "uri",
                fixIt: range.flatMap {
                    binding.element.use(
                        address.text.replacing($0, with: "/pandirection"), for: "uri")
                })
        }
        let known = ardourControls.keys.sorted()
        let family = known.filter { $0.hasPrefix((address.control.first ?? "") + "/") }
        let near = nearestName(to: name, among: known)
        let advice =
            near.map { "did you mean '\($0)'?" }
            ?? "there are "
            + (family.isEmpty ? known.filter { !$0.contains("/") } + ["send/gain"] : family)
            .joined(separator: ", ")
            + (family.isEmpty ? " and plugin/parameter" : "")
        return binding.finding(.error, "unknown-control", message + "; " + advice, at: "uri")
    }

    private func version(
        of control: ArdourControl, _ address: ArdourURI, _ map: ArdourMapText,
        _ binding: ArdourBindingText
    ) -> Diagnostic? {
        let name = address.control.joined(separator: "/")
        if map.version < control.since {
            return binding.finding(
                .error, "control-version",
                "the binding never acts in Ardour \(map.version): '\(name)' came with "
                    + "\(control.since)", at: "uri")
        }
        if let until = control.until, map.version >= until {
            return binding.finding(
                .error, "control-version",
                "the binding never acts in Ardour \(map.version): '\(name)' went with \(until)",
                at: "uri")
        }
        guard control.isOfChannelStrip else { return nil }
        let where86 =
            map.version >= ArdourVersion(major: 8, minor: 6)
            ? "only strips with a plugin that Ardour maps to it have '\(name)'"
            : "only Mixbus has '\(name)'; in Ardour \(map.version) the binding does nothing"
        return binding.finding(.info, "channel-strip", where86, at: "uri")
    }
}
