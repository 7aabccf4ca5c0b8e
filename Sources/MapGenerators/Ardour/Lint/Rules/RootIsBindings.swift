import Diagnostics

/// The file is a map with a version and a name.
///
/// - Reports: `ardour.wrong-root`, `ardour.missing-version`, `ardour.missing-name`, errors on the
///   root's name: Ardour refuses the first two and never lists the third.
/// - Fix-it: a version; Ardour takes any.
struct RootIsBindings: ArdourLintRule {
    static let findings = [
        FindingKind("ardour.wrong-root", .error, "The file is a map with a version and a name"),
        FindingKind(
            "ardour.missing-version", .error,
            "The file is a map with a version and a name"),
        FindingKind("ardour.missing-name", .error, "The file is a map with a version and a name"),
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        let root = map.root
        guard map.isMap else {
            return [
                root.finding(
                    .error, "wrong-root",
                    "the root is '\(root.name)', so Ardour refuses the file; a map's root is "
                        + "'ArdourMIDIBindings'", path: map.path)
            ]
        }
        var findings: [Diagnostic] = []
        if root[attribute: "version"] == nil {
            findings.append(
                root.finding(
                    .error, "missing-version",
                    "the root has no 'version', so Ardour refuses the file, and from 9.6 on may not "
                        + "list the maps after it; write version=\"1.0.0\"",
                    path: map.path, fixIt: root.add("version", "1.0.0")))
        }
        if root[attribute: "name"] ?? "" == "" {
            findings.append(
                root.finding(
                    .error, "missing-name",
                    "the root has no 'name', under which Ardour would list the map and sessions "
                        + "remember it; give it one of its own", path: map.path))
        }
        return findings
    }
}
