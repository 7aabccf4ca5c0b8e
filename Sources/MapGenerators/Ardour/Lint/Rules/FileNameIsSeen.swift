import Diagnostics

/// The file's name ends in `.map`, and `.map` stands nowhere before that.
///
/// - Reports: `ardour.file-name`, a warning on the file: Ardour does not list it.
struct FileNameIsSeen: ArdourLintRule {
    static let findings = [
        FindingKind("ardour.file-name", .warning, "Ardour lists the file by its name")
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        let name = map.fileName
        if name.firstRange(of: ".map")?.upperBound == name.endIndex, name.utf8.count > 4 {
            return []
        }
        let reason =
            name.hasSuffix(".map")
            ? "'.map' may stand only at its end" : "it must end in '.map', in lower case"
        return [
            Diagnostic(
                .warning, "ardour.file-name",
                "Ardour does not list a file named '\(name)': \(reason)", path: map.path)
        ]
    }
}
