import ArgumentParser
import ContentStore
import ControlMap
import Diagnostics
import PipelineTasks
import PluginCatalog
import SourceText

struct MapsMatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "Propose parameters for controls by their names.",
        discussion: """
            For the controls of MAP that move nothing yet, or for the names in a file, one a line. \
            A proposal from --threshold on is sure ('high'); from 0.6 on it is likely ('medium') \
            and alternatives are shown. Names that say nothing, such as 'Control 16', are passed \
            over. No parameter is proposed twice. --apply writes what is sure into the map.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The map's file.", valueName: "map"), completion: .maps)
    var map: String?

    @Option(help: ArgumentHelp("Match the names in this file, one a line.", valueName: "file"))
    var names: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The plugin; that of the map without it.", valueName: "plugin"),
        completion: .plugins)
    var plugin: String?

    @Option(help: ArgumentHelp("From which score on a proposal is sure.", valueName: "score"))
    var threshold = 0.8

    @Option(help: ArgumentHelp("How many others are shown.", valueName: "count"))
    var alternatives = 3

    @Flag(help: "Match the controls too that move something already.")
    var all = false

    @Flag(help: "Write what is sure into the map.")
    var apply = false

    @Flag(
        name: [.customShort("n"), .customLong("dry-run")],
        help: "With --apply: show the changes as a difference, and write nothing.")
    var dryRun = false

    func validate() throws {
        if (map == nil) == (names == nil) {
            throw ValidationError("Give either a map or --names.")
        }
        if !(ParameterProposals.floor...1).contains(threshold) {
            throw ValidationError("--threshold must be from 0.6 to 1.")
        }
        if alternatives < 0 { throw ValidationError("--alternatives must be 0 or more.") }
        if names != nil, plugin == nil { throw ValidationError("--names needs --plugin.") }
        if names != nil, apply { throw ValidationError("--apply needs a map.") }
        if dryRun, !apply { throw ValidationError("--dry-run goes with --apply.") }
        if apply, all {
            throw ValidationError("--apply writes where nothing is bound; leave out --all.")
        }
        if apply, plugin != nil {
            throw ValidationError(
                "--apply takes the plugin that the map names; leave out --plugin.")
        }
    }

    func run() throws {
        try global.allow(.table, .text, .json, .csv)
        let workspace = try Workspace(global)
        defer { workspace.rules.shutdown() }
        var studies = try MapStudies(workspace, global)
        let chosen = try plugin.map { try studies.contents.onlyDescriptor(of: $0) }
        if let names {
            guard let chosen else { return }
            let controls = try readNames(names, workspace, studies.disk)
            return try show(proposals(controls, chosen, taken: []), chosen)
        }
        guard let map else { return }
        let study = try studies.study(try studies.only(map))
        guard let descriptor = chosen ?? study.descriptor else {
            BuildRun(workspace, global).showFindings(
                study.outcome.diagnostics.filter { $0.severity == .error })
            throw fail(
                "the plugin of \(study.path) is not known; --plugin names one", Outcome.validation)
        }
        let controls = study.namedControls(of: descriptor)
        let decided = study.decidedControls
        let open = all ? controls : controls.filter { !decided.contains($0.id) }
        let taken = all ? [] : Set(controls.compactMap(\.bound))
        let found = proposals(open, descriptor, taken: taken)
        if apply { return try write(found, study, &studies) }
        try show(found, descriptor)
    }

    private func proposals(
        _ controls: [NamedControl], _ plugin: PluginDescriptor, taken: Set<Int>
    ) -> [ControlProposal] {
        ParameterProposals(
            for: controls, of: plugin, taken: taken, threshold: threshold,
            alternatives: alternatives
        ).proposals
    }

    private func readNames(
        _ file: String, _ workspace: Workspace, _ disk: Disk
    ) throws -> [NamedControl] {
        guard let place = workspace.place(of: file),
            let bytes = try reading({ () throws(FileError) in try disk.read(place)?.bytes })
        else { throw fail("there is no file '\(file)'", Outcome.notFound) }
        let lines = String(decoding: bytes, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return lines.enumerated().compactMap { index, line in
            let name = String(line.drop { $0 == " " || $0 == "\t" })
            return name.isEmpty ? nil : NamedControl(id: "line \(index + 1)", name: name)
        }
    }

    private func show(_ proposals: [ControlProposal], _ plugin: PluginDescriptor) throws {
        let page = ProposalPage(proposals, plugin, threshold)
        switch global.format {
        case .json: printResult(String(decoding: page.json.encoded(indent: 2), as: UTF8.self))
        default: try global.show(page.listing)
        }
    }

    /// Writes what is sure, after making sure that the map then says just that.
    private func write(
        _ proposals: [ControlProposal], _ study: MapStudy, _ studies: inout MapStudies
    ) throws {
        let rewriting = MapRewriting(studies.workspace, studies.disk)
        try rewriting.refuseForeign(study.path)
        guard let map = study.map, let old = study.sources[study.path] else { return }
        let sure = proposals.filter { $0.band == .high }
        let choices = sure.compactMap { proposal in
            proposal.best.map {
                ParameterInsertion.Choice(
                    control: proposal.control.id, symbol: $0.parameter.symbol)
            }
        }
        let insertion = ParameterInsertion(choices, into: old, of: map)
        studies.set(insertion.bytes, for: study.path)
        let bound = try studies.study(study.path).boundParameters
        for proposal in sure where !insertion.missed.contains(proposal.control.id) {
            guard bound[proposal.control.id] == proposal.best?.parameter.index else {
                throw fail(
                    "\(study.path): '\(proposal.control.id)' cannot be written to without "
                        + "changing more; nothing was written", Outcome.otherFailure)
            }
        }
        if !dryRun, insertion.bytes != old {
            try rewriting.write(insertion.bytes, over: old, at: study.path)
        }
        for id in insertion.missed {
            printMessage("warning: '\(id)' does not stand in \(study.path) itself; bind it there\n")
        }
        let difference = MapRewriting.difference(old, insertion.bytes, study.path)
        let count = choices.count - insertion.missed.count
        let json = JSONValue.object([
            .init("written", .bool(!dryRun)), .init("bound", .integer(Int64(count))),
            .init("missed", .array(insertion.missed.map { .string($0) })),
            .init("difference", .string(difference)),
        ])
        try global.show(dryRun ? difference : "", json: json)
        if !global.quiet {
            let verb = dryRun ? "would be bound" : "bound"
            printMessage(
                "\(count) of \(counted(proposals.count, "open control")) \(verb) in \(study.path)\n"
            )
        }
    }
}
