import BuildEngine
import Testing

/// a.txt <- parse:a <- link <- out.bin, b.txt <- parse:b <- link; parse:c alone.
private let graph = DependencyGraph(
    nodes: ["parse:a", "parse:b", "link", "parse:c"], files: ["a.txt", "b.txt", "out.bin"],
    edges: [(0, 4), (1, 5), (2, 0), (2, 1), (6, 2)])

private func answer(_ question: String) throws -> [String] {
    let evaluation = QueryEvaluation(graph, planned: ["parse:a"]) { word in
        graph.vertices.indices.filter {
            word == "all" || BuildInspection.fits(graph.vertices[$0].name, word)
                || RuleSet.kind(of: graph.vertices[$0].name) == word
        }
    }
    return try evaluation.answer(try GraphQuery.parse(question)).map { graph.vertices[$0].name }
}

@Suite struct GraphQueryTests {
    @Test(arguments: [
        ("link", ["link"]),
        ("deps(out.bin)", ["a.txt", "b.txt", "link", "out.bin", "parse:a", "parse:b"]),
        ("deps(out.bin, 1)", ["link", "out.bin"]),
        ("rdeps(a.txt, 1)", ["a.txt", "parse:a"]),
        ("affected(a.txt) - files(all)", ["link", "parse:a"]),
        ("kind(parse, all) ^ affected(b.txt)", ["parse:b"]),
        ("parse", ["parse:a", "parse:b", "parse:c"]),
        ("inputs(parse:a + parse:b)", ["a.txt", "b.txt"]),
        ("outputs(link)", ["out.bin"]),
        ("filter('*.txt', all)", ["a.txt", "b.txt"]),
        ("state(planned, all)", ["parse:a"]),
        ("path(out.bin, a.txt)", ["out.bin", "link", "parse:a", "a.txt"]),
        ("allpaths(link, a.txt)", ["a.txt", "link", "parse:a"]),
        ("path(parse:c, a.txt)", []),
        ("all except (deps(link) union out.bin)", ["parse:c"]),
    ])
    func `a question is answered`(question: String, expected: [String]) throws {
        #expect(try answer(question) == expected)
    }

    @Test func `operators are read from the left`() throws {
        #expect(try answer("link - link + link") == ["link"])
        #expect(try answer("link - (link + link)") == [])
    }

    @Test(arguments: [
        ("deps(link", 10, "')' is missing here"),
        ("", 1, "a node, a path or a function is missing here"),
        ("link +", 7, "a node, a path or a function is missing here"),
        ("link parse:a", 6, "'parse:a' is one too many here; sets are joined by +, - or ^"),
        ("deps(link, x)", 12, "a whole number of steps, 0 or more, belongs here"),
        ("'link", 1, "this quotation mark is never closed"),
        ("nothing", 1, "'nothing' is no node, kind, pattern, output or input"),
    ])
    func `what cannot be read is pointed at`(question: String, column: Int, message: String) {
        #expect(throws: QueryProblem(column: column, message)) { try answer(question) }
    }

    @Test func `an unknown function is answered with those there are`() {
        #expect {
            try answer("depends(link)")
        } throws: { error in
            (error as? QueryProblem)?.message.hasPrefix(
                "there is no function 'depends'; there are deps, ")
                ?? false
        }
    }

    @Test func `deep nesting is refused, not followed`() {
        let question = String(repeating: "(", count: 100_000) + "link"
        #expect(throws: QueryProblem.self) { try answer(question) }
    }
}
