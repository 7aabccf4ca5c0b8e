import ArgumentParser
import ContentStore
import Glibc
import PipelineTasks
import SourceText

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a small working workspace, with comments.",
        discussion: """
            A manifest, a controller profile, a map for a plugin and the plugin's pinned \
            descriptor. Nothing that is there is overwritten.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The folder; it is made if need be.", valueName: "dir"))
    var folder = "."

    func run() throws {
        try global.allow(.table, .text, .json)
        try global.enterDirectory()
        let disk = try openOrMake(folder)
        let files = ExampleWorkspace.files
        do throws(FileError) {
            var present: [String] = []
            for file in files
            where !(try disk.identity(of: file.path, followsLinks: false)).isAbsent {
                present.append(file.path)
            }
            guard present.isEmpty else {
                throw FileError("overwrite", present.joined(separator: ", "), EEXIST)
            }
            try disk.makeFolder(".cache")
            for file in files {
                _ = try disk.replace(
                    file.path, with: Array(file.text.utf8), temporaryFolder: ".cache")
            }
        } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
        let shown = folder == "." ? "" : "-C \(folder) "
        try global.show(
            files.map { "wrote \($0.path)\n" }.joined(),
            json: .array(files.map { .string($0.path) }))
        if !global.quiet { printMessage("'pipeline \(shown)build' builds it\n") }
    }

    private func openOrMake(_ root: String) throws -> Disk {
        var made = root.hasPrefix("/") ? "/" : ""
        for part in root.split(separator: "/") {
            made += part + "/"
            if mkdir(made, 0o755) != 0, errno != EEXIST {
                let reason = String(cString: strerror(errno))
                throw fail("cannot make the folder \(made): \(reason)", Outcome.otherFailure)
            }
        }
        do throws(FileError) { return try Disk(root: root) } catch {
            throw fail("\(error)", Outcome.otherFailure)
        }
    }
}
