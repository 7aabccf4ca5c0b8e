import Testing

@Suite struct ExplainCommandTests {
    @Test func `a node that is up to date tells what it read and who needs it`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let result = studio.run("explain", "validate:inputs/maps/gain.yaml")
        #expect(result.status == 0)
        #expect(
            result.output.hasPrefix(
                "validate:inputs/maps/gain.yaml: reads, resolves and checks a map\n"))
        #expect(result.output.contains("ran last because: never ran here"))
        #expect(result.output.contains("now: up to date"))
        #expect(result.output.contains("    inputs/maps/base.yaml  "))
        #expect(result.output.contains("needed by:\n"))
        #expect(result.output.contains("    generate:resolved:inputs/maps/gain.yaml\n"))
        #expect(!result.output.contains("CHANGED"))
    }

    @Test func `an input that changed is shown with both digests`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("inputs/maps/base.yaml", "name: Level", "name: Loudness")
        let output = studio.run("explain", "validate:inputs/maps/gain.yaml").output
        #expect(output.contains("now: would run: inputs/maps/base.yaml changed ("))
        let changed = output.split(separator: "\n").filter { $0.hasSuffix("CHANGED") }
        #expect(changed.count == 1)
        #expect(changed.first?.hasPrefix("    inputs/maps/base.yaml  ") == true)
        #expect(changed.first?.contains(" -> ") == true)
    }

    @Test func `what stands after a change may run`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        let result = studio.run("explain", "outputs/ardour/acme-desk.map")
        #expect(result.output.hasPrefix("generate:ardour:acme-desk: "), "\(result.output)")
        #expect(result.output.contains("now: may run"))
        #expect(result.output.contains("writes:\n    outputs/ardour/acme-desk.map\n"))
    }

    @Test func `an input's path means the nodes that read it`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let nodes = JSONObject.list(
            studio.run("explain", "inputs/maps/base.yaml", "--format", "json").output
        ).compactMap { $0["node"] as? String }
        #expect(
            nodes.sorted() == ["validate:inputs/maps/base.yaml", "validate:inputs/maps/gain.yaml"])
    }

    @Test func `the reason of the last run is the one that the build gave`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        let (_, report) = studio.build()
        let node = "validate:inputs/maps/gain.yaml"
        let reason = report.nodes.first { $0.node == node }?.reason ?? "none"
        let explained = JSONObject.list(studio.run("explain", node, "--format", "json").output)
        #expect(explained.first?["lastReason"] as? String == reason)
        #expect(explained.first?["state"] as? String == "up-to-date")
    }

    @Test func `a misspelt node is answered with the nearest name`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        for (wrong, right) in [
            ("valiate", "validate"),
            ("validate:inputs/maps/gian.yaml", "validate:inputs/maps/gain.yaml"),
        ] {
            let result = studio.run("explain", wrong)
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(result.messages.contains("did you mean '\(right)'?"), "\(result.messages)")
        }
    }
}
