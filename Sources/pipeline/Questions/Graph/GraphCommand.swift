import ArgumentParser
import BuildEngine

struct GraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw what depends on what.",
        discussion: """
            Formats are dot (for Graphviz; the default), mermaid, svg (a picture that needs nothing \
            else) and json. Without targets the whole graph is drawn, else the targets and what \
            they were made from. What is only wanted is left out, and so are edges that a longer \
            way shows too; many nodes of a kind with the same neighbours are drawn as one. \
            Nothing runs.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Nodes, kinds, patterns or paths to begin with.", completion: .targets)
    var targets: [String] = []

    @Option(help: ArgumentHelp("Draw what this question means.", valueName: "expression"))
    var query: String?

    @Option(help: "Follow at most so many edges from the targets.")
    var depth: Int?

    @Flag(help: "Draw what depends on the targets.")
    var dependants = false

    @Flag(help: "Draw the files too that nodes read and write.")
    var files = false

    @Flag(name: .customLong("by-kind"), help: "Draw one node for each kind.")
    var byKind = false

    @Flag(name: .customLong("all-nodes"), help: "Draw nodes one by one that look alike.")
    var allNodes = false

    @Flag(name: .customLong("all-edges"), help: "Leave no edge out.")
    var allEdges = false

    func validate() throws {
        if let depth, depth < 0 { throw ValidationError("--depth must be 0 or more.") }
        if query != nil, !targets.isEmpty {
            throw ValidationError("--query and targets exclude each other.")
        }
    }

    func run() throws {
        try global.allow(.table, .dot, .mermaid, .svg, .json)
        let workspace = try Workspace(global)
        let inspection = try workspace.knownContents().inspection
        let question = WorkspaceQuestion(inspection)
        let chosen = try chosenVertices(question)
        var drawing = GraphDrawing(
            question.graph, of: chosen, planned: Set(inspection.planned.map(\.node)),
            withWants: allEdges)
        if byKind { drawing = drawing.byKind() }
        if !allEdges { drawing.dropEdgesWithLongerWays() }
        if !allNodes, global.format != .json { drawing.foldTwins() }
        if drawing.nodes.count > 400, global.format != .json {
            printMessage(
                "pipeline: \(drawing.nodes.count) nodes make a picture that is hard to read; "
                    + "--by-kind, --depth or a target draw less\n")
        }
        switch global.format {
        case .mermaid: printResult(drawing.mermaid)
        case .svg: printResult(GraphPicture(drawing).svg)
        case .json: try global.show("", json: drawing.json)
        default: printResult(drawing.dot)
        }
    }

    private func chosenVertices(_ question: WorkspaceQuestion) throws -> [Int] {
        let graph = question.graph
        var chosen: Set<Int>
        if let query {
            chosen = Set(try question.answer(query))
            return chosen.sorted()
        }
        if targets.isEmpty {
            chosen = Set(graph.vertices.indices)
        } else {
            var start = Set<Int>()
            for target in targets {
                let found = question.vertices(named: target)
                if found.isEmpty {
                    throw fail(
                        "'\(target)' is no node, kind, pattern, output or input", Outcome.arguments)
                }
                start.formUnion(found)
            }
            let next = dependants ? graph.readers : graph.reads
            chosen = graph.reach(from: start, steps: depth) { next[$0] }
        }
        if !files {
            // Targets may be files; a picture without files shows the nodes around them.
            chosen = chosen.filter { !graph.vertices[$0].isFile }
        }
        return chosen.filter { graph.vertices[$0].name != BuildEngine.rootNode || allEdges }
            .sorted()
    }
}
