import ArgumentParser
import ContentStore
import MapGenerators
import PipelineTasks
import XMLDocument

struct DAWInstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Put the generated maps where Ardour looks for them.",
        discussion: """
            Generates first what is not up to date. What stands in the place of a map is kept and \
            comes back with 'daw uninstall'; a map that was edited after it was installed is left \
            alone unless --force is given; maps that are not generated any more are removed. \
            No Ardour found ends with 3, something refused with 1.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var choice: ArdourChoice

    @Flag(help: "Keep edited maps aside and take over those of other workspaces.")
    var force = false

    @Flag(name: .customLong("dry-run"), help: "Only show what would happen.")
    var dryRun = false

    @Flag(
        name: .customLong("no-generate"), help: "Install what the last build left, as it is.")
    var noGenerate = false

    func validate() throws {
        if choice.isForeign, !dryRun { throw ValidationError("--platform goes with --dry-run.") }
    }

    func run() throws {
        try global.allow(.table, .text, .json, .csv)
        let workspace = try Workspace(global)
        defer { workspace.rules.shutdown() }
        if !dryRun, !noGenerate { try Self.generate(workspace, global) }
        try MapInstallation(
            workspace: workspace, global: global, choice: choice, force: force, isDryRun: dryRun
        ).run()
    }

    /// Brings all maps for Ardour up to date.
    ///
    /// - Throws: when there were errors.
    static func generate(_ workspace: Workspace, _ global: GlobalOptions) throws {
        let contents = try workspace.contents(global, building: [["maps"]], endsWorkers: false)
        let chosen = contents.generations.filter { $0.target == .ardour }
        var build = BuildRun(workspace, global)
        build.options.targets = chosen.flatMap {
            [CommandTargets.plan($0.name), CommandTargets.generate($0.name)]
        }
        build.command = "pipeline daw install"
        var report = try build.run()
        report.unknownTargets = []
        build.showFindings(report.diagnostics.map(\.diagnostic))
        let code =
            report.wasInterrupted ? Outcome.interrupted : Outcome.code(for: report.diagnostics)
        guard code != 0 else { return }
        printMessage(
            "pipeline: nothing is installed because of the errors; --no-generate installs what the "
                + "last build left\n")
        throw ExitCode(code)
    }
}

/// One run of an installation.
struct MapInstallation {
    let workspace: Workspace
    let global: GlobalOptions
    let choice: ArdourChoice
    let force: Bool
    let isDryRun: Bool

    /// Ends the command when none of these is for a DAW that files are installed for.
    static func refuseOthers(than chosen: [Manifest.Generation]) throws {
        if chosen.contains(where: { $0.target == .ardour }) { return }
        throw fail("only maps for Ardour can be installed", Outcome.arguments)
    }

    func run() throws {
        let (report, advice) = try carriedOut()
        defer { printMessage(advice) }
        try report.show(global)
    }

    /// Does it.
    ///
    /// - Returns: what happened, and what is to do in Ardour then, if anything.
    func carriedOut() throws -> (report: InstallationReport, advice: String) {
        let contents = try workspace.knownContents()
        if isDryRun, !contents.inspection.planned.isEmpty {
            printMessage(
                "pipeline: the generated files are not up to date; this is about what the last "
                    + "build left\n")
        }
        let maps = try GeneratedMaps(contents, workspace)
        let folders = try choice.folders()
        let majors = try choice.majors(folders, known: maps.majors)
        var report = InstallationReport(isDryRun: isDryRun)
        var names: [String] = []
        for major in majors {
            let files = try maps.files(forMajor: major)
            let folder = folders.maps(ofMajor: major)
            let (plan, aside) = try change(folder, files)
            report.add(plan, major: major, folder: folder, aside: aside)
            names += try newNames(plan, files)
            if !choice.isForeign { warnOfEqualNames(folder, files) }
        }
        let isSilent = isDryRun || report.changes == 0 || global.quiet
        return (report, isSilent ? "" : Self.advice(names))
    }

    private func change(
        _ folder: String, _ files: [FileToInstall]
    ) throws -> ([InstallationChange], [String: String]) {
        if choice.isForeign {
            return (files.map { InstallationChange(name: $0.name, kind: .add) }, [:])
        }
        return try installing {
            if isDryRun {
                guard let installed = try InstallationPlace(folder).folder() else {
                    return (files.map { InstallationChange(name: $0.name, kind: .add) }, [:])
                }
                return (try plan(installed, files), [:])
            }
            // What is there is looked at again once nobody else can change it.
            return try InstallationPlace(folder).whileHeld {
                try InstallationPlace(folder).make()
                let place = try InstallationPlace(folder)
                guard var installed = try place.folder() else { return ([], [:]) }
                let plan = try plan(installed, files)
                let aside = try installed.apply(plan, files: files, owner: workspace.root)
                try place.clear()
                return (plan, aside)
            }
        }
    }

    private func plan(
        _ installed: InstalledFolder, _ files: [FileToInstall]
    ) throws(InstallationError) -> [InstallationChange] {
        try installed.plan(
            installing: files, owner: workspace.root, force: force, isGone: isGone)
    }

    /// The names under which Ardour lists the maps that are new there.
    private func newNames(
        _ plan: [InstallationChange], _ files: [FileToInstall]
    ) throws -> [String] {
        let written = Set(
            plan.filter { [.add, .update, .backUpAndWrite, .setAsideAndWrite].contains($0.kind) }
                .map(\.name))
        return files.filter { written.contains($0.name) }.compactMap { Self.mapName($0.bytes) }
    }

    private static func mapName(_ bytes: [UInt8]) -> String? {
        readXML(bytes, path: "", keepingComments: false).root?[attribute: "name"]
    }

    /// Ardour keeps maps apart by their names, not by their files.
    private func warnOfEqualNames(_ folder: String, _ files: [FileToInstall]) {
        guard let disk = try? Disk(root: folder), let listing = try? disk.list(".") else { return }
        let own = Set(files.map(\.name))
        var others: [String: String] = [:]
        for entry in listing.entries
        where entry.kind == .file && entry.name.hasSuffix(".map") && !own.contains(entry.name) {
            let name = (try? disk.read(entry.name)).flatMap { Self.mapName($0.bytes) }
            if let name { others[name] = entry.name }
        }
        for file in files {
            guard let name = Self.mapName(file.bytes), let other = others[name] else { continue }
            printMessage(
                "pipeline: \(folder)/\(other) has the name '\(name)' too, as \(file.name) has; "
                    + "Ardour uses whichever it finds first\n")
        }
    }

    /// What to do in Ardour now.
    private static func advice(_ names: [String]) -> String {
        var text =
            "\nIn Ardour: Edit > Preferences > Control Surfaces, enable Generic MIDI, open its "
        text +=
            "settings and choose a map; tick \"Motorised\" there, as a session saved without it "
        text += "overrides what the map says. If the surface was on already, turn it off and on.\n"
        let unique = Set(names).sorted()
        for name in unique.prefix(20) { text += "  \(name)\n" }
        if unique.count > 20 { text += "  and \(unique.count - 20) more\n" }
        return text
    }
}
