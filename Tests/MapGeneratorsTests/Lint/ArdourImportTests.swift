import ControlMap
import Diagnostics
import PluginCatalog
import Testing

@testable import MapGenerators

@Suite struct ArdourImportTests {
    /// What a file binds, without the order.
    private func bindings(_ bytes: [UInt8]) -> Set<ArdourBinding> {
        Set(ArdourDocument(reading: bytes)?.bindings ?? [])
    }

    @Test(arguments: [false, true])
    func `what the generator wrote comes back, imported and generated again`(
        withProfile: Bool
    ) throws {
        var environment = try RepositoryEnvironment()
        let plugins = environment.plugins
        let profiles = environment.profiles
        let files = try repositoryFiles("outputs/ardour", ".map")
        #expect(files.count > 8)
        for file in files {
            let document = try #require(ArdourDocument(reading: file.bytes), "\(file.path)")
            var options = ArdourImportOptions()
            options.find = { name, format in
                plugins.first { singleLine($0.name) == name && $0.identity.format == format }
            }
            if withProfile {
                options.controller = profiles.first {
                    document.name.hasPrefix("\($0.manufacturer) \($0.model)")
                }
                #expect(options.controller != nil, "\(document.name)")
            }
            let (maps, findings) = importArdourMap(file.bytes, path: file.path, options: options)
            #expect(findings.map(\.message) == [], "\(file.path)")
            var resolved: [ResolvedMap] = []
            for map in maps {
                let outcome = MapResolver.resolve(
                    path: "maps/\(map.stem).yaml", bytes: map.yaml, in: &environment)
                let text = outcome.diagnostics.filter { $0.severity == .error }.map(\.message)
                resolved.append(try #require(outcome.resolved, "\(map.stem): \(text)"))
            }
            let plan = ardourFiles(for: resolved.map { PlannedMap($0) })
            try #require(plan.files.count == 1, "\(file.path)")
            let again = ArdourGenerator(try ArdourOptions()).generate(
                plan.files[0],
                from: try resolved.map { map in
                    (map, try #require(plugins.first { $0.identity == map.plugin?.identity }))
                })
            let bytes = try #require(again.file?.bytes)
            #expect(bindings(bytes) == Set(document.bindings), "\(file.path)")
        }
    }

    /// The controls that come of some lines, one of our lines each.
    private func lines(_ text: String) -> [String] {
        var options = ArdourImportOptions()
        options.plugins = [nil: tinyPlugin]
        let map =
            "<ArdourMIDIBindings version=\"1\" name=\"Acme Desk\">\(text)</ArdourMIDIBindings>"
        let (maps, _) = importArdourMap(Array(map.utf8), path: "desk.map", options: options)
        let yaml = String(decoding: maps.first?.yaml ?? [], as: UTF8.self)
        return yaml.split(separator: "\n").map(String.init)
    }

    private func control(_ event: String, _ number: Int, motorized: Bool = true) -> String {
        let device = "<DeviceInfo motorized=\"\(motorized ? "yes" : "no")\"/>"
        let lines = lines(
            device
                + "<Binding channel=\"1\" \(event) uri=\"/route/plugin/parameter S1 1 \(number)\"/>"
        )
        return lines.last.map { $0.drop { $0 == " " } }.map(String.init) ?? ""
    }

    @Test func `each event becomes what a map says for it`() {
        // Parameters: 2 continuous, 4 a switch.
        for (event, number, expected) in [
            ("ctl=\"7\"", 2, "- { id: cc-7, send: { cc: 7 }, parameter: { symbol: reso } }"),
            (
                "ctl=\"7\"", 4,
                "- { id: cc-7, send: { cc: 7, button: momentary }, parameter: { symbol: hold }, mode: toggle }"
            ),
            (
                "ctl-toggle=\"7\"", 4,
                "- { id: cc-7, send: { cc: 7, button: latching }, parameter: { symbol: hold }, mode: toggle }"
            ),
            (
                "note=\"7\"", 4,
                "- { id: note-7, send: { note: 7 }, parameter: { symbol: hold }, mode: toggle }"
            ),
            (
                "note=\"7\" momentary=\"yes\"", 4,
                "- { id: note-7, send: { note: 7 }, parameter: { symbol: hold }, mode: momentary }"
            ),
            (
                "enc-b=\"7\"", 2,
                "- { id: cc-7, send: { cc: 7, encoder: binary-offset }, parameter: { symbol: reso } }"
            ),
            (
                "pb=\"0\"", 2,
                "- { id: bend, send: { bend: true }, parameter: { symbol: reso } }"
            ),
            (
                "pgm=\"7\"", 4,
                "- { id: program-7, send: { program: 7 }, parameter: { symbol: hold }, mode: toggle }"
            ),
        ] { #expect(control(event, number) == expected) }
        #expect(control("ctl=\"7\"", 2, motorized: false).hasSuffix("pickup: pickup }"))
        #expect(control("enc-l=\"7\"", 4).hasPrefix("# <Binding "))
        #expect(control("ctl-dial=\"7\"", 4).hasPrefix("# <Binding "))
    }

    @Test func `what maps cannot say stands in them as a comment with the reason`() {
        let text = lines(
            """
            <!-- Volume -- no: well-formed only without -->
            """.replacing(" -- no:", with: " of") + """
                <Binding channel="1" ctl="1" uri="/route/plugin/parameter S1 1 1"/>
                <Binding channel="1" ctl="2" function="transport-stop"/>
                <Binding channel="1" ctl="3" uri="/route/gain S1"/>
                <Binding channel="1" ctl="4" uri="/route/plugin/parameter S1 1 5"/>
                <Binding channel="1" ctl="1" uri="/route/plugin/parameter S1 1 2"/>
                <Binding channel="2" ctl="1" uri="/route/plugin/parameter S1 1 2"/>
                <Binding channel="1" ctl="9" uri="/route/plugin/parameter B3 1 2"/>
                """)
        #expect(text.contains { $0.contains("# Volume of well-formed only without") })
        #expect(
            text.contains { $0.contains("function=\"transport-stop\"/>: a function of Ardour") })
        #expect(text.contains { $0.contains("uri=\"/route/gain S1\"/>: a control of a strip") })
        #expect(text.contains { $0.contains("has no input that Ardour counts as 5") })
        #expect(text.contains { $0.contains("another control sends the same") })
        #expect(text.contains { $0.contains("id: channel-2-cc-1, send: { cc: 1, channel: 2 }") })
        #expect(text.contains { $0.contains("it is for another strip or slot") })
    }

    @Test func `a map whose plugin nobody names is refused at its first binding`() {
        let map = """
            <ArdourMIDIBindings version="1" name="x">
            <Binding channel="3" ctl="1" uri="/route/plugin/parameter S1 1 1"/>
            </ArdourMIDIBindings>
            """
        let (maps, findings) = importArdourMap(
            Array(map.utf8), path: "x.map", options: ArdourImportOptions())
        #expect(maps == [])
        #expect(findings.map(\.code) == ["ardour.import-plugin"])
        #expect(findings.first?.range?.start.line == 2)
    }
}
