import Diagnostics
import SourceText

/// A binding has only attributes that Ardour reads.
///
/// - Reports: `ardour.encoder-attribute`, `ardour.binding-threshold`, `ardour.unknown-attribute`,
///   warnings on the name.
/// - Fix-it: the known name that differs in case only or is very near.
struct BindingAttributesAreRead: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.encoder-attribute", .warning,
            "A binding has only attributes that Ardour reads"),
        FindingKind(
            "ardour.binding-threshold", .warning,
            "A binding has only attributes that Ardour reads"),
        FindingKind(
            "ardour.unknown-attribute", .warning,
            "A binding has only attributes that Ardour reads"),
    ]

    private static let common = ["channel", "momentary", "uri", "function", "action"]
    private static let arguments = ["arg", "argument", "arguments"]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.flatMap { binding in
            binding.element.attributes.compactMap { finding($0.name, binding) }
        }
    }

    private func finding(_ name: String, _ binding: ArdourBindingText) -> Diagnostic? {
        if Self.common.contains(name) || ArdourEventText.all.contains(name) { return nil }
        if Self.arguments.contains(name), binding.kind != .uri, binding.kind != .action {
            return nil
        }
        let element = binding.element
        switch name {
        case "encoder":
            return element.finding(
                .warning, "encoder-attribute",
                "Ardour ignores 'encoder'; an endless encoder is bound by enc-r, enc-l, enc-2 or "
                    + "enc-b in place of ctl, as the controller codes its steps, and a knob with "
                    + "positions needs nothing", path: binding.path, onNameOf: name)
        case "threshold":
            return element.finding(
                .warning, "binding-threshold",
                "Ardour ignores 'threshold' on a binding; it is one value for the whole map, in "
                    + "DeviceInfo", path: binding.path, onNameOf: name,
                fixIt: element.remove(name))
        case "rpn-14", "nrpn-14":
            return element.finding(
                .warning, "unknown-attribute",
                "there is no '\(name)' in Ardour; use a controller (ctl), or pitch bend (pb) for 14 "
                    + "bits", path: binding.path, onNameOf: name)
        default:
            // A wrong event in a binding that has none is told by the rule about events.
            if binding.event == nil, isEvent(name) { return nil }
            return unknown(name, binding)
        }
    }

    private func isEvent(_ name: String) -> Bool {
        ["cc", "control", "controller", "program", "pitchbend", "bend"].contains(name.lowercased())
            || ArdourEventText.all.contains(name.lowercased())
    }

    private func unknown(_ name: String, _ binding: ArdourBindingText) -> Diagnostic {
        let element = binding.element
        let known = Self.common + ArdourEventText.all + Self.arguments
        let near = known.first { $0 == name.lowercased() } ?? nearest(name, known)
        let free = near.flatMap { element[attribute: $0] == nil ? $0 : nil }
        return element.finding(
            .warning, "unknown-attribute",
            "Ardour ignores '\(name)'" + (free.map { "; did you mean '\($0)'?" } ?? ""),
            path: binding.path, onNameOf: name,
            fixIt: free.flatMap { element.rename(name, to: $0) })
    }

    /// Short names are all near to each other.
    private func nearest(_ name: String, _ known: [String]) -> String? {
        name.count < 6 ? nil : nearestName(to: name, among: known.filter { $0.count > 5 })
    }
}
