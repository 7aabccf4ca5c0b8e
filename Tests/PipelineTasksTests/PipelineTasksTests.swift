import ControlMap
import Diagnostics
import Testing

@testable import PipelineTasks

@Suite struct ManifestTests {
    private let head = "schema = 1\n[maps]\ninclude = [\"inputs/maps/*.yaml\"]\n"

    private func codes(_ text: String) -> [String] {
        Manifest.read(Array(text.utf8), path: "pipeline.toml").diagnostics.map(\.code)
    }

    @Test func `sections are read, paths in one spelling`() throws {
        let text =
            head + """
                registry = "./inputs//registry.yaml"
                [[generate]]
                target = "ardour"
                output = "outputs//ardour/."
                address = "B2"
                """
        let read = Manifest.read(Array(text.utf8), path: "pipeline.toml")
        let manifest = try #require(read.manifest)
        #expect(read.diagnostics.isEmpty)
        #expect(manifest.registry == "inputs/registry.yaml")
        #expect(manifest.generations.map(\.output) == ["outputs/ardour"])
        #expect(manifest.generations.map(\.name) == ["ardour"])
        let again = Manifest.Generation(fields: manifest.generations[0].fields)
        #expect(again == manifest.generations[0])
    }

    @Test(arguments: [
        ("output = \"/etc\"", "manifest.path-outside"),
        ("output = \"a/../../b\"", "manifest.path-outside"),
        ("output = \".git/hooks\"", "manifest.path-outside"),
        ("output = \".\"", "manifest.path-outside"),
        ("output = \"inputs\"", "manifest.output-among-inputs"),
        ("output = \"out\"\nname = \"a:b\"", "manifest.unknown-value"),
        ("output = \"out\"\nslot = 1", "manifest.unused-option"),
        ("output = \"out\"\noutptu = 1", "manifest.unknown-key"),
    ])
    func `what a target cannot be is told`(lines: String, code: String) {
        #expect(codes(head + "[[generate]]\ntarget = \"runtime\"\n" + lines) == [code])
    }

    private func runtime(
        _ parameters: String, beside versions: String...
    ) -> (version: String?, findings: [Diagnostic]) {
        var text =
            head + """
                [[output]]
                name = "daw"
                osc = "udp://127.0.0.1:3819"
                [[generate]]
                target = "runtime"
                output = "out/runtime"
                parameters = { output = "daw", \(parameters) }

                """
        for (place, version) in versions.enumerated() {
            text +=
                "[[generate]]\ntarget = \"ardour\"\nname = \"a\(place)\"\noutput = \"out/\(place)\"\n"
            text += version.isEmpty ? "" : "version = \"\(version)\"\n"
        }
        let read = Manifest.read(Array(text.utf8), path: "pipeline.toml")
        let options = read.manifest?.generations[0].options["parameters"] ?? ""
        let version = options.split(separator: "\"version\":\"").dropFirst().first?.prefix {
            $0 != "\""
        }
        return (version.map { String($0) }, read.diagnostics)
    }

    @Test func `the version of Ardour is said once, and holds for what the runtime moves`() {
        #expect(runtime("preset = \"ardour\"", beside: "8.6").version == "8.6")
        #expect(runtime("preset = \"ardour\"", beside: "8.6", "8.6").version == "8.6")
        #expect(runtime("preset = \"ardour\"", beside: "").version == "7.3")
        #expect(runtime("preset = \"ardour\", version = \"9\"", beside: "8.6").version == "9.0")
        #expect(runtime("preset = \"ardour\"").version == nil)
        let other = runtime("address = \"/a\", arguments = [\"value\"]", beside: "8.6")
        #expect(other.version == nil)
        #expect(other.findings.isEmpty)
    }

    @Test func `files for several versions of Ardour leave open which one the runtime moves`()
        throws
    {
        let read = runtime("preset = \"ardour\"", beside: "8.6", "7.3")
        let finding = try #require(read.findings.first)
        #expect(read.findings.count == 1)
        #expect(finding.code == "manifest.missing-key")
        #expect(finding.message.contains("made for 7.3 and 8.6"))
        #expect(finding.range?.start.line == 10)
        let said = runtime("preset = \"ardour\", version = \"8.6\"", beside: "8.6", "7.3")
        #expect(said.findings.isEmpty)
        #expect(said.version == "8.6")
    }

    @Test(arguments: [
        ("\"seven\"", "manifest.unknown-value"), ("\"5.12\"", "manifest.unknown-value"),
        ("7.3", "manifest.wrong-type"),
    ])
    func `what is no version of Ardour is told`(version: String, code: String) {
        let read = runtime("preset = \"ardour\", version = \(version)", beside: "8.6")
        #expect(read.findings.map(\.code) == [code])
    }

    @Test func `a version without the preset means nothing`() {
        let read = runtime(
            "address = \"/a\", arguments = [\"value\"], version = \"8.6\"", beside: "8.6")
        #expect(read.findings.map(\.code) == ["manifest.unknown-key"])
    }

    @Test func `codes that no finding has are told`() {
        #expect(codes(head + "[rules]\n\"mup.x\" = \"off\"\n") == ["manifest.unknown-key"])
        #expect(
            codes(head + "[rules]\n\"map.bound-twice\" = \"of\"\n") == ["manifest.unknown-value"])
    }
}

@Suite struct TextRowsTests {
    @Test func `rows come back, and what does not hold is no rows`() {
        let rows = TextRows([["a", "", "\u{0}b"], [], ["é"]])
        #expect(TextRows(rows.bytes).rows == rows.rows)
        #expect(TextRows(Array(rows.bytes.prefix(6))).rows.isEmpty)
        #expect(TextRows([255, 255, 255, 255]).rows.isEmpty)
        #expect(TextRows(nil).rows.isEmpty)
    }
}

@Suite struct DescriptorFileNameTests {
    @Test func `a descriptor's file is named for its plugin`() {
        #expect(
            descriptorFileName("lv2 http://drobilla.net/plugins/mda/JX10")
                == "lv2-drobilla.net-plugins-mda-JX10.json")
        #expect(descriptorFileName("lv2 urn:a b/ç") == "lv2-a-b--.json")
    }
}

@Suite struct OutputDeclarationTests {
    private let head = """
        schema = 1
        [maps]
        include = ["inputs/maps/*.yaml"]

        """

    private func read(_ text: String) -> (manifest: Manifest?, codes: [String]) {
        let read = Manifest.read(Array((head + text).utf8), path: "pipeline.toml")
        return (read.manifest, read.diagnostics.map(\.code))
    }

    @Test func `ports and programs are read, and come back from a row`() throws {
        let manifest = try #require(
            read(
                """
                [[output]]
                name = "cable"
                port = "USB MIDI"
                rate = "din"
                [[output]]
                name = "soft"
                port = "Synth"
                [[output]]
                name = "daw"
                osc = "tcp+slip://host:3819"
                timing = "argument"
                bundling = "never"
                """
            ).manifest)
        #expect(
            manifest.outputs == [
                OutputDeclaration(
                    name: "cable", kind: .midi(port: "USB MIDI", bytesPerSecond: 3125)),
                OutputDeclaration(name: "soft", kind: .midi(port: "Synth", bytesPerSecond: 0)),
                OutputDeclaration(
                    name: "daw",
                    kind: .osc(
                        address: "tcp+slip://host:3819", timing: .argument, bundling: .never)),
            ])
        #expect(
            manifest.outputs.map { OutputDeclaration(fields: $0.fields) }
                == manifest.outputs.map(Optional.some))
    }

    @Test(arguments: [
        ("name = \"a\"", "manifest.missing-key"), ("port = \"a\"", "manifest.missing-key"),
        ("name = \"a\"\nport = \"b\"\nosc = \"udp://h:1\"", "manifest.several-kinds"),
        ("name = \"a\"\nport = \"b\"\nrate = \"fast\"", "manifest.unknown-value"),
        ("name = \"a\"\nport = \"b\"\nrate = 0", "manifest.unknown-value"),
        ("name = \"a\"\nport = \"b\"\ntiming = \"live\"", "manifest.unused-option"),
        ("name = \"a\"\nosc = \"udp://h:1\"\nrate = \"din\"", "manifest.unused-option"),
        ("name = \"a\"\nosc = \"udp://h\"", "manifest.unknown-value"),
        ("name = \"a\"\nosc = \"udp://h:0\"", "manifest.unknown-value"),
        ("name = \"a\"\nosc = \"udp://:1\"", "manifest.unknown-value"),
        ("name = \"a\"\nosc = \"http://h:1\"", "manifest.unknown-value"),
        ("name = \"a\"\nosc = \"unix:///\"", "manifest.unknown-value"),
        ("name = \"\"\nport = \"b\"", "manifest.unknown-value"),
        ("name = \"a\"\nport = \"\"", "manifest.unknown-value"),
        ("name = \"a\"\nprot = \"b\"", "manifest.unknown-key"),
        (
            "name = \"a\"\nport = \"b\"\n[[output]]\nname = \"a\"\nport = \"c\"",
            "manifest.duplicate-name"
        ),
    ])
    func `what is no output is told`(lines: String, code: String) {
        let (manifest, codes) = read("[[output]]\n" + lines)
        #expect(codes == [code])
        #expect(manifest == nil)
    }

    @Test(arguments: [
        ("{ output = \"daw\", preset = \"ardour\" }", []),
        ("{ output = \"daw\", preset = \"ardour\", strip = 2, plugin = 3 }", []),
        ("{ output = \"daw\", address = \"/x\", arguments = [\"number\", \"value\", 1, 0.5] }", []),
        ("{ output = \"dwa\", preset = \"ardour\" }", ["manifest.unknown-output"]),
        ("{ output = \"cable\", preset = \"ardour\" }", ["manifest.unknown-output"]),
        ("{ preset = \"ardour\" }", ["manifest.missing-key"]),
        ("{ output = \"daw\", preset = \"ardor\" }", ["manifest.unknown-value"]),
        ("{ output = \"daw\", preset = \"ardour\", strip = 0 }", ["manifest.out-of-range"]),
        ("{ output = \"daw\", preset = \"ardour\", address = \"/x\" }", ["manifest.unknown-key"]),
        ("{ output = \"daw\", address = \"x\", arguments = [] }", ["manifest.unknown-value"]),
        ("{ output = \"daw\", address = \"/x\" }", ["manifest.missing-key"]),
        ("{ output = \"daw\", address = \"/x\", arguments = [[1]] }", ["manifest.unknown-value"]),
        ("\"ardour\"", ["manifest.wrong-type"]),
    ])
    func `how parameters are moved is checked`(table: String, expected: [String]) throws {
        let text = """
            [[generate]]
            target = "runtime"
            output = "out"
            parameters = \(table)
            [[output]]
            name = "daw"
            osc = "udp://localhost:3819"
            [[output]]
            name = "cable"
            port = "x"
            """
        let (manifest, codes) = read(text)
        #expect(codes == expected)
        guard let manifest else { return }
        let generation = try #require(manifest.generations.first)
        #expect(Manifest.Generation(fields: generation.fields) == generation)
        #expect(generation.options["parameters"]?.isEmpty == false)
    }
}
