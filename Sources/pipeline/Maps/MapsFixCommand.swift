import ArgumentParser
import ControlMap
import Diagnostics
import SourceText

struct MapsFixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix",
        abstract: "Mend what needs no judgement.",
        discussion: """
            Makes the fix-its that 'maps validate' shows, in the maps and in the bases that they \
            extend; without MAP in all maps. Only the text of a fix-it changes: comments and layout \
            stay. Errors that are left end with 4.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("Maps, or folders of maps.", valueName: "map"), completion: .maps)
    var maps: [String] = []

    @Option(
        name: .customLong("rule"),
        help: ArgumentHelp("Mend only findings with this code; may be repeated.", valueName: "code")
    )
    var rules: [String] = []

    @Flag(
        name: .customLong("fix-indices"),
        help: "Mend names and numbers of parameters, and say from where numbers count.")
    var fixIndices = false

    @Flag(
        name: .customLong("fix-references"),
        help: "Mend names of controllers, their elements, and plugins.")
    var fixReferences = false

    @Flag(name: .customLong("fix-keys"), help: "Mend keys and words that are misspelt.")
    var fixKeys = false

    @Flag(
        name: [.customShort("n"), .customLong("dry-run")],
        help: "Show the changes as a difference, and write nothing.")
    var dryRun = false

    func run() throws {
        try global.allow(.table, .text, .json)
        let workspace = try Workspace(global)
        defer { workspace.rules.shutdown() }
        let studies = try MapStudies(workspace, global)
        let paths = try MapSelection(maps, studies.contents, workspace).all
        let rewriting = MapRewriting(workspace, studies.disk)
        for path in paths { try rewriting.refuseForeign(path) }
        let codes = chosenCodes
        var fixing = MapFixing(studies) { codes.isEmpty || codes.contains($0) }
        try fixing.mend(paths)
        if fixing.isGoingRound {
            printMessage("warning: some fix-its undo each other; the last state is taken\n")
        }
        if !dryRun {
            for file in fixing.changed {
                try rewriting.write(file.new, over: file.old, at: file.path)
            }
        }
        try show(fixing)
        let errors = fixing.findings.filter { $0.severity == .error }
        if !errors.isEmpty {
            BuildRun(workspace, global).showFindings(errors)
            throw ExitCode(Outcome.validation)
        }
    }

    /// Empty for all.
    private var chosenCodes: Set<String> {
        var codes = Set(rules)
        if fixIndices { codes.formUnion(["map.unknown-parameter", "map.base-decided"]) }
        if fixReferences {
            codes.formUnion([
                "map.unknown-controller", "map.unknown-element", "map.unknown-plugin",
            ])
        }
        if fixKeys {
            codes.formUnion([
                "map.unknown-key", "map.unknown-value", "map.missing-key", "map.unknown-schema",
            ])
        }
        return codes
    }

    private func show(_ fixing: MapFixing) throws {
        var text = ""
        if dryRun {
            for file in fixing.changed {
                text += MapRewriting.difference(file.old, file.new, file.path)
            }
        } else {
            for one in fixing.mended {
                text += "\(one.path):\(one.line): \(one.text) [\(one.code)]\n"
            }
        }
        try global.show(text, json: json(fixing))
        if !global.quiet {
            let verb = dryRun ? "would be mended" : "mended"
            let files = counted(fixing.changed.count, "file")
            let left = fixing.findings.count { $0.severity >= .warning }
            let rest = left == 0 ? "nothing is left" : "\(counted(left, "finding")) left"
            printMessage(
                "\(counted(fixing.mended.count, "finding")) \(verb) in \(files); \(rest)\n")
        }
    }

    private func json(_ fixing: MapFixing) -> JSONValue {
        let mended = fixing.mended.map { one in
            JSONValue.object([
                .init("code", .string(one.code)), .init("path", .string(one.path)),
                .init("line", .integer(Int64(one.line))), .init("fixIt", .string(one.text)),
            ])
        }
        let files = fixing.changed.map { file in
            JSONValue.object([
                .init("path", .string(file.path)),
                .init(
                    "difference",
                    .string(MapRewriting.difference(file.old, file.new, file.path))),
            ])
        }
        return .object([
            .init("written", .bool(!dryRun)), .init("mended", .array(mended)),
            .init("files", .array(files)), .init("left", fixing.findings.json),
        ])
    }
}
