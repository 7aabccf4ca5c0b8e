import ArgumentParser
import Glibc

/// Options that every command takes.
struct GlobalOptions: ParsableArguments {
    enum Color: String, ExpressibleByArgument, CaseIterable { case auto, always, never }
    enum Format: String, ExpressibleByArgument, CaseIterable {
        /// `text` is for other programs: tabs, no header.
        case table, text, json, csv
        /// Of findings.
        case github, sarif, junit
        /// Of pictures of the graph.
        case dot, mermaid, svg
        /// Of the health of maps.
        case detailed

        init?(argument: String) { self.init(rawValue: argument == "simple" ? "text" : argument) }
    }

    @Option(
        name: [.customShort("C"), .customLong("directory")],
        help: "Run as if started in this folder.", completion: .directory)
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "How results are written: table, text, json or csv; findings also: github, sarif, junit.",
            valueName: "format")
    )
    var format: Format = .table

    @Option(help: "Whether to use colour.")
    var color: Color = .auto

    @Flag(name: [.short, .long], help: "Print errors only.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Print every node that runs, and remarks.")
    var verbose = false

    @Option(
        name: [
            .customShort("j", allowingJoined: true), .customLong("jobs"), .customLong("parallel"),
        ],
        help: "How many nodes run at once.")
    var jobs: Int?

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("-j must be 1 or more.") }
    }
}

/// The values of the global options, as the work needs them.
struct CommonSettings {
    var format = GlobalOptions.Format.table
    var color = GlobalOptions.Color.auto
    var quiet = false
    var verbose = false
    var jobs: Int?
}

extension GlobalOptions {
    var settings: CommonSettings {
        CommonSettings(
            format: format, color: color, quiet: quiet, verbose: verbose, jobs: jobs)
    }

    /// Goes to the folder of `-C`, from which all paths of the command line are taken.
    func enterDirectory() throws {
        guard let directory, chdir(directory) != 0 else { return }
        throw fail(
            "cannot enter \(directory): \(String(cString: strerror(errno)))", Outcome.notFound)
    }
}
