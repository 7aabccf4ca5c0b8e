import ArgumentParser
import ContentStore
import MapGenerators

struct DAWUninstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Take the maps out of Ardour's folder, and bring back what stood there.",
        discussion: """
            Everything is as it was before 'daw install', byte for byte, with permissions and time \
            stamps. A map that was edited after it was installed is left alone unless --force is \
            given, which keeps it aside.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var choice: ArdourChoice

    @Flag(help: "Keep edited maps aside.")
    var force = false

    @Flag(name: .customLong("dry-run"), help: "Only show what would happen.")
    var dryRun = false

    @Flag(
        name: .customLong("all-workspaces"),
        help: "Also what other workspaces installed; needs no workspace.")
    var allWorkspaces = false

    func validate() throws {
        if choice.isForeign {
            throw ValidationError("another system's folders cannot be looked at from here.")
        }
    }

    func run() throws {
        try global.allow(.table, .text, .json, .csv)
        let owner: String?
        if allWorkspaces {
            try global.enterDirectory()
            owner = nil
        } else {
            owner = try Workspace(global).root
        }
        let folders = try choice.folders()
        var report = InstallationReport(isDryRun: dryRun)
        for major in choice.named ?? ArdourChoice.found(folders) {
            let folder = folders.maps(ofMajor: major)
            let (plan, aside) = try remove(folder, owner)
            report.add(plan, major: major, folder: folder, aside: aside)
        }
        try report.show(global)
    }

    private func remove(
        _ folder: String, _ owner: String?
    ) throws -> ([InstallationChange], [String: String]) {
        try installing {
            if dryRun {
                let installed = try InstallationPlace(folder).folder()
                return (try installed?.plan(uninstallingFor: owner, force: force) ?? [], [:])
            }
            return try InstallationPlace(folder).whileHeld {
                let place = try InstallationPlace(folder)
                guard var installed = try place.folder() else {
                    try place.clear()
                    return ([], [:])
                }
                let plan = try installed.plan(uninstallingFor: owner, force: force)
                let aside = try installed.apply(plan, files: [], owner: owner ?? "")
                try place.clear()
                return (plan, aside)
            }
        }
    }
}
