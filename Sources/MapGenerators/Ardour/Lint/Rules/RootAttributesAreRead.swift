import Diagnostics
import SourceText

/// The root has only attributes that Ardour reads, and those that the version needs.
///
/// - Reports: `ardour.unknown-root-attribute`, a warning on its name; `ardour.missing-manufacturer`,
///   a warning from 9.6 on.
/// - Fix-it: the known name that differs in case only or is very near.
struct RootAttributesAreRead: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.unknown-root-attribute", .warning,
            "The root has only attributes that Ardour reads, and those that the version needs"),
        FindingKind(
            "ardour.missing-manufacturer", .warning,
            "The root has only attributes that Ardour reads, and those that the version needs"),
    ]

    private static let known = ["version", "name", "manufacturer"]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        let root = map.root
        var findings = root.attributes.filter { !Self.known.contains($0.name) }.map { attribute in
            let near = nearestName(to: attribute.name, among: Self.known)
                .flatMap { root[attribute: $0] == nil ? $0 : nil }
            return root.finding(
                .warning, "unknown-root-attribute",
                "Ardour ignores '\(attribute.name)' on the root; it reads version, name and, from "
                    + "9.6 on, manufacturer", path: map.path, onNameOf: attribute.name,
                fixIt: near.flatMap { root.rename(attribute.name, to: $0) })
        }
        let needsMaker = map.version >= ArdourVersion(major: 9, minor: 6)
        if needsMaker, root[attribute: "manufacturer"] ?? "" == "" {
            findings.append(
                root.finding(
                    .warning, "missing-manufacturer",
                    "Ardour \(map.version) groups its list of devices by 'manufacturer' and does not "
                        + "offer a map without it there; add one", path: map.path))
        }
        return findings
    }
}
