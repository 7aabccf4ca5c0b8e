import Testing

@Suite struct BrokenMapTests {
    @Test func `a broken map is pointed at, and its last good outputs stay as they are`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let good = studio.tree("outputs")
        studio.edit("inputs/maps/tone.yaml", "symbol: drive", "symbol: drivr")
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        let (result, report) = studio.build()
        #expect(result.status == 4)
        #expect(result.output.isEmpty)
        #expect(result.messages.contains("inputs/maps/tone.yaml:8:"), "\(result.messages)")
        #expect(result.messages.contains("error: "))
        #expect(result.messages.contains("symbol: drivr"))
        #expect(result.messages.contains("^~"))
        #expect(report.written.contains("outputs/resolved/gain.json"))
        for path in ["outputs/resolved/tone.json", "outputs/runtime/tone.json"] {
            #expect(studio.bytes(path) == good[path])
        }
    }

    @Test func `the same error is shown again, without a run`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/tone.yaml", "symbol: drive", "symbol: drivr")
        let first = studio.build()
        let second = studio.build()
        #expect((first.result.status, second.result.status) == (4, 4))
        #expect(second.report.executed.isEmpty)
        let shown = { (text: String) in text.split(separator: "\n").filter { $0.contains("error:") }
        }
        #expect(shown(first.result.messages) == shown(second.result.messages))
        #expect(!shown(second.result.messages).isEmpty)
    }

    @Test func `a map that is mended again comes back from the store`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let good = studio.tree("outputs")
        studio.edit("inputs/maps/tone.yaml", "symbol: drive", "symbol: drivr")
        #expect(studio.run("build").status == 4)
        studio.put("inputs/maps/tone.yaml", TinyStudio.tone)
        let (result, report) = studio.build()
        #expect(result.status == 0, "\(result.messages)")
        #expect(report.executed.isEmpty, "\(report.nodes)")
        #expect(report.names("restored").contains("validate:inputs/maps/tone.yaml"))
        #expect(studio.tree("outputs") == good)
    }

    @Test func `a map that never was good makes no output, and the others are built`() {
        let studio = TinyStudio.workspace()
        studio.put("inputs/maps/worse.yaml", "schema: 2\nname: [\n")
        let result = studio.run("build")
        #expect(result.status == 4)
        #expect(result.messages.contains("inputs/maps/worse.yaml:"))
        #expect(studio.exists("outputs/resolved/gain.json"))
        #expect(studio.exists("outputs/ardour/acme-desk.map"))
        #expect(!studio.exists("outputs/resolved/worse.json"))
    }

    @Test func `a base that is lost is an error in the map that names it`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.remove("inputs/maps/base.yaml")
        let result = studio.run("build")
        #expect(result.status == 4)
        #expect(result.messages.contains("inputs/maps/gain.yaml:3:10"), "\(result.messages)")
        #expect(studio.exists("outputs/resolved/gain.json"))
        studio.put("inputs/maps/base.yaml", TinyStudio.base)
        #expect(studio.run("build").status == 0)
    }

    @Test func `maps that extend each other are told, not followed for ever`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/base.yaml", "name: Base", "name: Base\nextends: gain")
        let result = studio.run("build", timeoutSeconds: 30)
        #expect(!result.timedOut)
        #expect(result.status == 4, "\(result.messages)")
        #expect(studio.exists("outputs/resolved/tone.json"))
    }
}
