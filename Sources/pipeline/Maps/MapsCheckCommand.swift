import ArgumentParser
import ControlMap
import Diagnostics
import SourceText

struct MapsCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Judge how well maps are made.",
        discussion: """
            PATH is a map or a folder of maps, also one that pipeline.toml does not include. Six \
            dimensions from 0 to 1 make the score: syntax 25 %, MIDI 20 %, plugin 20 %, completeness \
            15 %, consistency 15 %, documentation 5 %. From 0.9 a map is excellent, from 0.8 good, \
            from 0.6 fair, from 0.4 poor, below critical. 'meaning' tells how many names of controls \
            agree with what they move; it is no part of the score. Maps below --min-score, or \
            critical ones, end with 4. The worst come first; --format detailed shows every lost \
            point with its reason.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("Maps, or folders of maps.", valueName: "path"), completion: .maps)
    var paths: [String] = []

    @Option(
        name: [.customLong("min-score"), .customLong("score-threshold")],
        help: ArgumentHelp("The least score that passes, 0 to 1.", valueName: "score"))
    var minimumScore: Double?

    @Option(
        name: .customLong("plugin-descriptors"),
        help: ArgumentHelp("Look for descriptors in this folder first.", valueName: "folder"))
    var descriptorsFolder: String?

    @Flag(name: .customLong("no-plugin-check"), help: "Do not judge parameters.")
    var noPluginCheck = false

    @Flag(name: .customLong("no-recommendations"), help: "Do not say what to do.")
    var noRecommendations = false

    @Flag(
        name: .customLong("failed-only"),
        help: "Show only maps below --min-score, or below 0.8 without it.")
    var failedOnly = false

    func validate() throws {
        if let minimumScore, !(0...1).contains(minimumScore) {
            throw ValidationError("--min-score must be from 0 to 1.")
        }
    }

    func run() throws {
        try global.allow(.table, .text, .json, .csv, .detailed)
        let workspace = try Workspace(global)
        defer { workspace.rules.shutdown() }
        var studies = try MapStudies(workspace, global, descriptors: descriptorsFolder)
        let selection = try MapSelection(paths, studies.contents, workspace)
        var healths: [MapHealth] = []
        for path in selection.all {
            healths.append(MapHealth(try studies.study(path), checksPlugin: !noPluginCheck))
        }
        healths.sort { ($0.score, $0.path) < ($1.score, $1.path) }
        // Without a least score only what is critical fails.
        let failed = healths.filter { $0.score + 1e-9 < minimumScore ?? 0.4 }
        let page = HealthReport(
            healths: failedOnly
                ? healths.filter { $0.score + 1e-9 < minimumScore ?? 0.8 } : healths,
            checked: healths.count, failed: failed.count, minimumScore: minimumScore,
            showsAdvice: !noRecommendations)
        switch global.format {
        case .json: printResult(String(decoding: page.json.encoded(indent: 2), as: UTF8.self))
        case .detailed: printResult(page.detailed)
        case .table: printResult(page.listing.text(.table) + page.advice)
        default: try global.show(page.listing)
        }
        if !failed.isEmpty { throw ExitCode(Outcome.validation) }
    }
}
