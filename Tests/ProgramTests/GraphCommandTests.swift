import Testing
import XMLDocument

@Suite struct GraphCommandTests {
    private let map = "inputs/maps/gain.yaml"

    @Test func `a query tells what a change in a file may change`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let result = studio.run("query", "files(affected(inputs/maps/tone.yaml))", "-q")
        #expect(result.status == 0)
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.contains("outputs/resolved/tone.json"))
        #expect(lines.contains("outputs/ardour/acme-desk.map"))
        #expect(!lines.contains("outputs/descriptors/lv2-example.org-tone.json"))
        #expect(lines == lines.sorted())
    }

    @Test func `a question that cannot be read is pointed at`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let result = studio.run("query", "deps(validate")
        #expect(result.status == 2)
        #expect(
            result.messages.hasSuffix("  deps(validate\n               ^\n"), "\(result.messages)")
    }

    @Test func `the graph of an output holds what it was made from and nothing else`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let graph = JSONObject(
            studio.run("graph", "outputs/resolved/gain.json", "--format", "json").output)
        let names = graph.objects("nodes").compactMap { $0["name"] as? String }
        #expect(names.contains("validate:" + map))
        #expect(names.contains("generate:resolved:" + map))
        #expect(!names.contains("generate:runtime:" + map))
        #expect(!names.contains("workspace"))
    }

    @Test func `every format draws all nodes and edges`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let graph = JSONObject(studio.run("graph", "--format", "json").output)
        let (nodes, edges) = (graph.objects("nodes").count, graph.objects("edges").count)
        #expect(nodes > 10 && edges >= nodes - 1)
        func count(_ text: String, in format: String) -> Int {
            studio.run("graph", "--format", format).output.split(separator: "\n")
                .count { $0.contains(text) }
        }
        #expect(count(" [label=", in: "dot") == nodes)
        #expect(count(" -> ", in: "dot") == edges)
        #expect(count("[\"", in: "mermaid") == nodes)
        #expect(count(" --> ", in: "mermaid") == edges)
        #expect(count("<g class=\"n\">", in: "svg") == nodes)
        #expect(count("<path d=", in: "svg") == edges)
    }

    @Test func `the picture is well-formed and the same every time`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let picture = studio.run("graph", "--format", "svg").output
        #expect(studio.run("graph", "--format", "svg", "-j", "1").output == picture)
        let reading = readXML(Array(picture.utf8), path: "picture.svg")
        #expect(reading.root?.name == "svg" && reading.diagnostics.isEmpty)
    }

    @Test func `no box covers another`() {
        let studio = ProgramWorkspace(LargeStudio(count: 40).files)
        studio.run("build")
        let picture = studio.run("graph", "--all-nodes", "--format", "svg").output
        var boxes: [(x: Double, y: Double, width: Double)] = []
        for line in picture.split(separator: "\n") where line.hasPrefix("<g class=\"n\">") {
            func number(_ name: String) -> Double {
                line.split(separator: "\(name)=\"", maxSplits: 1).last
                    .flatMap { Double($0.prefix { $0 != "\"" }) } ?? -1
            }
            boxes.append((number(" x"), number(" y"), number(" width")))
        }
        #expect(boxes.count > 150)
        let sorted = boxes.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        for (first, second) in zip(sorted, sorted.dropFirst()) {
            #expect(first.x != second.x || second.y - first.y >= 18)
            #expect(first.x == second.x || first.x + first.width < second.x || first.x > second.x)
        }
    }

    @Test func `nodes that look alike are folded`() throws {
        try #require(InstalledPlugins.haveMDA, "the mda plugins are missing: apt install mda-lv2")
        let studio = InstalledPlugins.workspace()
        studio.environment["LV2_PATH"] = InstalledPlugins.folder
        studio.run("build")
        func bundles(_ arguments: String...) -> Int {
            studio.start(["graph", "--format", "dot"] + arguments).wait().output
                .split(separator: "\n").count { $0.contains("tooltip=\"identify:") }
        }
        #expect(bundles("--all-nodes") > 12)
        #expect(bundles() == 1)
    }

    @Test func `a format of lists is refused with those that there are`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let result = studio.run("graph", "--format", "csv")
        #expect(result.status == 2)
        #expect(result.messages.contains("table, dot, mermaid, svg, json"))
    }
}

@Suite struct WhyNotTests {
    @Test func `a comment stops at the map, and explain says where`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "schema: 2", "# A comment.\nschema: 2")
        studio.run("build")
        let output = studio.run(
            "explain", "--why-not", "generate:resolved:inputs/maps/gain.yaml"
        ).output
        #expect(output.contains("so the wave stopped"), "\(output)")
        #expect(
            output.contains(
                "validate:inputs/maps/gain.yaml ran: inputs/maps/gain.yaml changed ("))
        #expect(output.contains("but resolved of it stayed "))
    }

    @Test func `a node that a change cannot reach says so`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        studio.run("build")
        let far = studio.run("explain", "--why-not", "pin:inputs/descriptors/tone.json").output
        #expect(far.contains("nothing that it reads, directly or not, was different"), "\(far)")
        let near = studio.run("explain", "--why-not", "validate:inputs/maps/gain.yaml").output
        #expect(near.contains("it did run: inputs/maps/gain.yaml changed ("), "\(near)")
    }

    @Test func `what came from the store says so`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "id: knob-3", "id: knob-2")
        studio.run("build")
        let output = studio.run("explain", "--why-not", "validate:inputs/maps/gain.yaml").output
        #expect(output.contains("its result came from the store"), "\(output)")
    }
}
