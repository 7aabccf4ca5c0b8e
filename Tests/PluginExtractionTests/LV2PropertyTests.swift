import PluginCatalog
import PluginExtraction
import Testing

/// Parameters that are set by messages, as JUCE's plugins have them.
@Suite struct LV2PropertyTests {
    private let scratch = ScratchFolder()

    private func descriptor(_ data: String) throws -> (PluginDescriptor, ModuleDescription) {
        let head = """
            @prefix patch: <http://lv2plug.in/ns/ext/patch#> .
            @prefix atom: <http://lv2plug.in/ns/ext/atom#> .
            @prefix pg: <http://lv2plug.in/ns/ext/port-groups#> .
            @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .

            """
        let bundle = scratch.bundle("properties.lv2", data: head + data)
        let pool = WorkerPool(program: workerProgram)
        let description = try pool.describe(PluginModule(.lv2, bundle))
        let bytes = try #require(description.plugins.first?.descriptor)
        return (try #require(DescriptorReader.read(bytes, path: "").0), description)
    }

    @Test func `numbers and switches are parameters after the ports, files are not`() throws {
        let (plugin, description) = try descriptor(
            """
            <http://example.org/p> doap:name "P" ;
                lv2:port \(port(0, "gain")) ;
                patch:writable <http://example.org/p#cutoff>, <http://example.org/p#on>,
                    <http://example.org/p#mode>, <http://example.org/p#file> ;
                patch:readable <http://example.org/p#level> .
            <http://example.org/p#cutoff> a lv2:Parameter ; rdfs:label "Cutoff" ;
                rdfs:range atom:Float ; lv2:minimum 20.0 ; lv2:maximum 20000.0 ; lv2:default 440.0 ;
                units:unit units:hz ; pg:group <http://example.org/p#filter> .
            <http://example.org/p#filter> lv2:name "Filter" ; lv2:symbol "filter" .
            <http://example.org/p#on> rdfs:label "On" ; rdfs:range atom:Bool ; lv2:default 1 .
            <http://example.org/p#mode> rdfs:label "Mode" ; rdfs:range atom:Float ;
                lv2:portProperty lv2:enumeration ; lv2:minimum 0 ; lv2:maximum 1 ;
                lv2:scalePoint [ rdfs:label "High" ; rdf:value 1.0 ],
                    [ rdfs:label "Low" ; rdf:value 0.0 ] .
            <http://example.org/p#file> rdfs:label "File" ; rdfs:range atom:Path .
            <http://example.org/p#level> rdfs:label "Level" ; rdfs:range atom:Float .
            """)
        #expect(description.diagnostics.isEmpty)
        #expect(plugin.parameters.map(\.symbol) == ["gain", "cutoff", "level", "mode", "on"])
        #expect(plugin.parameters.map(\.index) == [0, 1, 2, 3, 4])
        #expect(
            plugin.parameters.map(\.kind) == [
                .continuous, .continuous, .continuous, .choice, .boolean,
            ])
        #expect(plugin.parameters.map(\.direction) == [.input, .input, .output, .input, .input])
        let cutoff = plugin.parameters[1]
        #expect(cutoff.property == "http://example.org/p#cutoff")
        #expect((cutoff.minimum, cutoff.maximum, cutoff.defaultValue) == (20, 20000, 440))
        #expect((cutoff.unit, cutoff.group) == ("Hz", "filter"))
        #expect(
            plugin.groups == [ParameterGroup(symbol: "filter", name: "Filter", parameters: [1])])
        #expect(plugin.parameters[3].choices.map(\.label) == ["Low", "High"])
        #expect((plugin.parameters[4].minimum, plugin.parameters[4].maximum) == (0, 1))
    }

    @Test func `a plugin of properties alone is described, twice the same`() throws {
        let data =
            "<http://example.org/p> doap:name \"P\" ; patch:writable "
            + (0..<64).map { "<http://example.org/p:param\($0)>" }.joined(separator: ", ") + " .\n"
            + (0..<64).map {
                "<http://example.org/p:param\($0)> rdfs:label \"Parameter \($0)\" ; "
                    + "rdfs:range atom:Float ; lv2:minimum 0.0 ; lv2:maximum 1.0 ; lv2:default 0.5 .\n"
            }.joined()
        let (first, description) = try descriptor(data)
        #expect(first.parameters.count == 64)
        #expect(Set(first.parameters.map(\.symbol)).count == 64)
        #expect(try descriptor(data).1 == description)
    }

    @Test func `a default that is no number is told and left out`() throws {
        let (plugin, description) = try descriptor(
            """
            <http://example.org/p> doap:name "P" ; patch:writable <http://example.org/p#a> .
            <http://example.org/p#a> rdfs:range atom:Float ; lv2:default "loud" .
            """)
        #expect(plugin.parameters.map(\.defaultValue) == [nil])
        #expect(description.diagnostics.map(\.code) == ["plugin.not-a-number"])
    }

    @Test func `what the specification describes need not be described again`() throws {
        let param = "<http://lv2plug.in/ns/ext/parameters#"
        let (plugin, description) = try descriptor(
            """
            <http://example.org/p> doap:name "P" ;
                patch:writable \(param)gain>, \(param)attack>, \(param)bypass> .
            \(param)attack> lv2:minimum 0.1 ; lv2:maximum 2 ; units:unit units:s .
            """)
        #expect(description.diagnostics.isEmpty)
        #expect(plugin.parameters.map(\.name) == ["attack", "gain"])
        #expect(plugin.parameters.map(\.minimum) == [0.1, -20])
        #expect(plugin.parameters.map(\.maximum) == [2, 20])
        #expect(plugin.parameters.map(\.defaultValue) == [nil, 0])
        #expect(plugin.parameters.map(\.unit) == ["s", "dB"])
    }
}
