import Diagnostics

/// No two maps have one name, by which sessions remember them.
///
/// - Reports: `ardour.duplicate-name`, a warning on the second.
struct MapNamesAreUnique {
    static let findings = [
        FindingKind(
            "ardour.duplicate-name", .warning,
            "No two maps have one name, by which sessions remember them")
    ]

    func check(_ maps: [ArdourMapText]) -> [Diagnostic] {
        var first: [String: ArdourMapText] = [:]
        return maps.compactMap { map in
            guard map.isMap, let name = map.root[attribute: "name"], !name.isEmpty else {
                return nil
            }
            guard let other = first[name] else {
                first[name] = map
                return nil
            }
            let place = other.root.place(ofAttribute: "name").map {
                SourceLocation(path: other.path, range: $0.value)
            }
            return map.root.finding(
                .warning, "duplicate-name",
                "another map has the name '\(name)' too, and Ardour uses whichever it finds first; "
                    + "names must differ", path: map.path, at: "name",
                notes: [Diagnostic.Note("the other is here", at: place)])
        }
    }
}
