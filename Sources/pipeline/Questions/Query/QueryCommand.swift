import ArgumentParser
import BuildEngine
import SourceText

struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Answer a question about the graph: what depends on what.",
        discussion: """
            EXPRESSION is made of nodes, kinds, patterns and paths, of functions, and of the \
            operators + - ^ (union, except, intersect) with blanks around them; 'all' is \
            everything. Words with blanks or brackets stand in quotation marks. Nothing runs.

            \(Self.functionTable)

            For example: pipeline query 'kind(generate, affected(inputs/maps/a.yaml))'
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The question.", valueName: "expression"), completion: .targets)
    var words: [String]

    func run() throws {
        let workspace = try Workspace(global)
        let inspection = try workspace.knownContents().inspection
        let question = WorkspaceQuestion(inspection)
        let vertices = try question.answer(words.joined(separator: " "))
        var listing = Listing("name", "kind")
        for vertex in vertices {
            let found = question.graph.vertices[vertex]
            let kind = found.isFile ? "file" : RuleSet.kind(of: found.name)
            listing.rows.append([.text(found.name), .text(kind)])
        }
        if global.format == .table {
            printResult(vertices.map { question.graph.vertices[$0].name + "\n" }.joined())
        } else {
            try global.show(listing)
        }
    }

    private static var functionTable: String {
        let width = GraphQuery.functions.map(\.use.count).max() ?? 0
        return GraphQuery.functions.map { function in
            let padding = String(repeating: " ", count: width - function.use.count)
            return "\(function.use)\(padding)  \(function.meaning)"
        }.joined(separator: "\n")
    }
}

/// A workspace's graph, and what words mean in it.
struct WorkspaceQuestion {
    let graph: DependencyGraph
    private let inspection: BuildInspection

    init(_ inspection: BuildInspection) {
        self.inspection = inspection
        graph = DependencyGraph(inspection)
    }

    /// The vertices that a question means.
    ///
    /// - Throws: after telling where the question cannot be read or answered.
    func answer(_ text: String) throws -> [Int] {
        let evaluation = QueryEvaluation(
            graph, planned: Set(inspection.planned.map(\.node)), matches: vertices)
        do throws(QueryProblem) {
            return try evaluation.answer(try GraphQuery.parse(text))
        } catch {
            let caret = String(repeating: " ", count: error.column - 1) + "^"
            throw fail("\(error.message)\n  \(text)\n  \(caret)", Outcome.arguments)
        }
    }

    /// The nodes and files that a word names; `all` is everything.
    func vertices(named word: String) -> [Int] {
        if word == "all" { return Array(graph.vertices.indices) }
        let path = word.hasPrefix("./") ? String(word.dropFirst(2)) : word
        let nodes = Set(inspection.nodes(named: path).map { inspection.state.name(of: $0) })
        let found = graph.vertices.indices.filter { place in
            let vertex = graph.vertices[place]
            return vertex.isFile
                ? BuildInspection.fits(vertex.name, path) : nodes.contains(vertex.name)
        }
        // An output's path means the file; the node that writes it is asked for by its own name.
        let files = found.filter { graph.vertices[$0].isFile }
        let isNode = graph.vertices.contains { !$0.isFile && $0.name == path }
        return files.isEmpty || isNode || !path.contains("/")
            ? found
            : found.filter { place in
                graph.vertices[place].isFile
                    || BuildInspection.fits(graph.vertices[place].name, path)
            }
    }
}
