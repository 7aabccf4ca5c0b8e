import ArgumentParser
import ContentStore
import MapGenerators
import PipelineTasks

struct DAWStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how the generated maps stand in Ardour's folders.",
        discussion: "From what the last build left; nothing runs and nothing is changed.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var choice: ArdourChoice

    func validate() throws {
        if choice.isForeign {
            throw ValidationError("another system's folders cannot be looked at from here.")
        }
    }

    func run() throws {
        let workspace = try Workspace(global)
        let maps = try GeneratedMaps(try workspace.knownContents(), workspace)
        let folders = try choice.folders()
        var listing = Listing("file", "version", "state", "folder")
        for major in try choice.majors(folders) {
            for (name, state) in try Self.states(maps, major, folders, workspace) {
                listing.rows.append([
                    .text(name), .number(major), .text(state.rawValue),
                    .text(folders.maps(ofMajor: major)),
                ])
            }
        }
        let odd = listing.rows.count { $0[2].text != InstallationState.installed.rawValue }
        listing.total =
            counted(listing.rows.count, "file")
            + (odd > 0 ? ", \(odd) not as generated; 'pipeline daw install' installs them" : "")
        try global.show(listing)
    }

    /// How the files stand in one version's folder.
    static func states(
        _ maps: GeneratedMaps, _ major: Int, _ folders: ArdourFolders, _ workspace: Workspace
    ) throws -> [(name: String, state: InstallationState)] {
        let files = try maps.files(forMajor: major)
        return try installing {
            guard let installed = try InstallationPlace(folders.maps(ofMajor: major)).folder()
            else { return files.map { ($0.name, .notInstalled) } }
            return try installed.states(of: files, owner: workspace.root)
        }
    }
}
