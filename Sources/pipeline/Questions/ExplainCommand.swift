import ArgumentParser
import BuildEngine
import Glibc
import SourceText
import TaskGraph

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell why a node ran last, and why it would or would not run now.",
        discussion: """
            NODE is a node (validate:inputs/maps/a.yaml), a kind (validate), a pattern \
            ('generate:ardour:*') or the path of an output or of a file that nodes read. Nothing \
            runs.
            """)

    @OptionGroup var global: GlobalOptions

    @Flag(
        name: .customLong("why-not"),
        help: "Tell why it did not run in the last build that did anything.")
    var whyNot = false

    @Argument(help: ArgumentHelp("What to explain.", valueName: "node"), completion: .targets)
    var names: [String]

    func run() throws {
        let workspace = try Workspace(global)
        guard let inspection = try workspace.inspection() else {
            throw fail("nothing was built here yet; 'pipeline build' does", Outcome.otherFailure)
        }
        var chosen: [NodeID] = []
        var unknown = false
        for name in names {
            let found = Self.nodes(named: name, in: inspection)
            if found.isEmpty {
                tellUnknown(name, inspection)
                unknown = true
            }
            chosen += found.filter { !chosen.contains($0) }
        }
        if whyNot {
            let last = LastBuild(in: workspace)
            let answers = chosen.map { WhyNot($0, inspection, last: last) }
            try global.show(
                answers.map { $0.text(isVerbose: global.verbose) }.joined(separator: "\n"),
                json: .array(answers.map(\.json)))
            if unknown { throw ExitCode(Outcome.arguments) }
            return
        }
        let plans = Dictionary(
            inspection.planned.map { ($0.node, $0) }, uniquingKeysWith: { first, _ in first })
        let explanations = chosen.map {
            NodeExplanation($0, inspection, plan: plans[inspection.state.name(of: $0)])
        }
        try global.show(
            explanations.map { $0.text(isVerbose: global.verbose) }.joined(separator: "\n"),
            json: .array(explanations.map(\.json)))
        if unknown { throw ExitCode(Outcome.arguments) }
    }

    /// What a target means to a build; else the nodes that read a file of this path.
    private static func nodes(named name: String, in inspection: BuildInspection) -> [NodeID] {
        let path = name.hasPrefix("./") ? String(name.dropFirst(2)) : name
        let found = inspection.nodes(named: path)
        if !found.isEmpty { return found }
        let files = [false, true].compactMap {
            inspection.state.find(path: path, isListing: $0)
        }
        return inspection.state.readers(of: files.map { .file($0) }).filter {
            inspection.state.flags(of: $0).contains(.live)
        }
    }

    private func tellUnknown(_ name: String, _ inspection: BuildInspection) {
        let candidates = inspection.nodeNames() + inspection.outputs.map(\.path)
        let limit = max(2, name.utf8.count / 5)
        var hint = "'pipeline status' and 'pipeline explain workspace' show what there is"
        let kinds = Set(candidates.map { RuleSet.kind(of: $0) })
        if let near = nearestName(to: name, among: kinds.sorted())
            ?? nearestName(to: name, among: candidates, within: limit)
        {
            hint = "did you mean '\(near)'?"
        }
        printMessage("pipeline: '\(name)' is no node, kind, pattern, output or input; \(hint)\n")
    }
}
