import Diagnostics
import XMLDocument

/// Everything in the map is a `DeviceInfo` or a `Binding`, directly inside the root.
///
/// - Reports: `ardour.unknown-element` and `ardour.nested-element`, errors when bindings are lost,
///   else warnings.
/// - Fix-it: the right case of letters, for an element that is one tag.
struct ElementsAreRead: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.unknown-element", .error,
            "Everything in the map is a 'DeviceInfo' or a 'Binding', directly inside the root"),
        FindingKind(
            "ardour.nested-element", .error,
            "Everything in the map is a 'DeviceInfo' or a 'Binding', directly inside the root"),
    ]

    private static let known = ["DeviceInfo", "Binding"]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.root.elements.flatMap { element in
            var findings: [Diagnostic] = []
            if !Self.known.contains(element.name) { findings.append(unknown(element, map)) }
            let inside = element.elements.flatMap { Self.bindings(in: $0) }
            return findings
                + inside.map {
                    $0.finding(
                        .error, "nested-element",
                        "Ardour does not look for bindings inside '\(element.name)', so this one "
                            + "does nothing; put it directly into the root", path: map.path)
                }
        }
    }

    private func unknown(_ element: XMLElement, _ map: ArdourMapText) -> Diagnostic {
        let right = Self.known.first { $0.lowercased() == element.name.lowercased() }
        let fixIt = right.flatMap { right -> FixIt? in
            guard let place = element.place, place.isEmptyTag else { return nil }
            return FixIt(
                "use '\(right)'", edits: [TextEdit(range: place.name, replacement: right)])
        }
        let advice =
            right.map { "its name is written '\($0)'" } ?? "it reads only DeviceInfo and Binding"
        return element.finding(
            right == nil ? .warning : .error, "unknown-element",
            "Ardour skips '\(element.name)'; \(advice)", path: map.path, fixIt: fixIt)
    }

    private static func bindings(in element: XMLElement) -> [XMLElement] {
        (element.name == "Binding" ? [element] : []) + element.elements.flatMap { bindings(in: $0) }
    }
}
