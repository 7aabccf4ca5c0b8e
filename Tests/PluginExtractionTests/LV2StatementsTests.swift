import PluginCatalog
import PluginExtraction
import Testing

/// What the statements of a bundle's files come to.
@Suite struct LV2StatementsTests {
    private let scratch = ScratchFolder()

    private func describe(_ data: String) throws -> ModuleDescription {
        let bundle = scratch.bundle("statements.lv2", data: data)
        return try WorkerPool(program: workerProgram).describe(PluginModule(.lv2, bundle))
    }

    private func plugin(_ data: String) throws -> PluginDescriptor {
        try describe(data).descriptor("http://example.org/p")
    }

    @Test func `ports come by their indices, whatever the order of the text`() throws {
        let ports = [2, 0, 1].map { port($0, "p\($0)") }.joined(separator: ", ")
        let plugin = try plugin("<http://example.org/p> doap:name \"P\" ; lv2:port \(ports) .")
        #expect(plugin.parameters.map(\.symbol) == ["p0", "p1", "p2"])
        #expect(plugin.parameters.map(\.port) == [0, 1, 2])
    }

    @Test(arguments: ["1", "-1", "0.5", "4000000000", "\"0\""])
    func `a port whose index leads nowhere is an error that names it`(index: String) throws {
        let description = try describe(
            "<http://example.org/p> lv2:port [ a lv2:ControlPort ; lv2:symbol \"gain\" ; "
                + "lv2:index \(index) ] .")
        #expect(description.plugins.map(\.descriptor) == [nil])
        #expect(description.diagnostics.map(\.code) == ["plugin.broken-port"])
    }

    @Test func `blank nodes of two files are kept apart`() throws {
        let bundle = scratch.bundle("two.lv2", data: nil)
        scratch.write(
            prefixes + "<http://example.org/p> a lv2:Plugin ; rdfs:seeAlso <a.ttl>, <b.ttl> .",
            to: "two.lv2/manifest.ttl")
        for (name, index) in [("a", 0), ("b", 1)] {
            scratch.write(
                prefixes + "<http://example.org/p> lv2:port _:port .\n_:port a lv2:InputPort, "
                    + "lv2:ControlPort ; lv2:index \(index) ; lv2:symbol \"\(name)\" .",
                to: "two.lv2/\(name).ttl")
        }
        let description = try WorkerPool(program: workerProgram)
            .describe(PluginModule(.lv2, bundle))
        let plugin = try description.descriptor("http://example.org/p")
        #expect(plugin.parameters.map(\.symbol) == ["a", "b"])
    }

    @Test func `a plugin has what its prototype has`() throws {
        let plugin = try plugin(
            "<http://example.org/p> lv2:prototype <http://example.org/base> .\n"
                + "<http://example.org/base> doap:name \"Base\" ; lv2:port \(port(0, "gain")) .")
        #expect(plugin.name == "Base")
        #expect(plugin.parameters.map(\.symbol) == ["gain"])
    }

    @Test func `prefixes and a base that a file defines hold in it`() throws {
        let plugin = try plugin(
            "@base <http://example.org/> .\n@prefix own: <http://lv2plug.in/ns/lv2core#> .\n"
                + "<p> doap:name \"P\" ; own:port [ a own:InputPort, own:ControlPort ; own:index 0 ; "
                + "own:symbol \"gain\" ; own:default 0.5 ] .")
        #expect(plugin.parameters.map(\.defaultValue) == [0.5])
    }

    @Test func `a name in another language is better than none, English before others`() throws {
        #expect(
            try plugin("<http://example.org/p> doap:name \"Nom\"@fr, \"Name\"@en .").name == "Name")
        #expect(
            try plugin("<http://example.org/p> doap:name \"Nome\"@it, \"Nom\"@fr .").name == "Nom")
    }

    @Test func `of a value given twice one is taken, the same whatever the order`() throws {
        for texts in [["0.25", "0.75"], ["0.75", "0.25"]] {
            let plugin = try plugin(
                "<http://example.org/p> lv2:port "
                    + port(0, "gain", texts.map { "; lv2:default \($0) " }.joined()) + " .")
            #expect(plugin.parameters.map(\.defaultValue) == [0.75])
        }
    }

    @Test func `a choice without a name is left out, and told of`() throws {
        let points =
            "; lv2:portProperty lv2:enumeration ; lv2:scalePoint [ rdfs:label \"On\" ; "
            + "<http://www.w3.org/1999/02/22-rdf-syntax-ns#value> 1 ], "
            + "[ <http://www.w3.org/1999/02/22-rdf-syntax-ns#value> 0 ]"
        let description = try describe(
            "<http://example.org/p> lv2:port \(port(0, "mode", points)) .")
        let plugin = try description.descriptor("http://example.org/p")
        #expect(plugin.parameters.first?.choices.map(\.label) == ["On"])
        #expect(description.diagnostics.map(\.code) == ["plugin.broken-choice"])
    }
}
