import Testing

@Suite struct FirstTargetTests {
    @Test(arguments: [
        ("generate:ardour:*", ["outputs/ardour/acme-desk.map"]),
        (
            "generate:runtime:*/gain.yaml",
            ["outputs/runtime/gain.json", "outputs/runtime/gain.runtimemap"]
        ),
        ("check", []),
    ])
    func `targets that only other nodes bring about can be named in the first build`(
        target: String, expected: [String]
    ) {
        let studio = TinyStudio.workspace()
        let result = studio.run("build", target)
        #expect(result.status == 0, "\(result.messages)")
        #expect(studio.tree("outputs").keys.sorted() == expected)
        #expect(studio.run("build").status == 0)
        #expect(studio.tree("outputs").keys.sorted() == TinyStudio.outputs)
    }

    @Test func `what nothing brings about stays unknown`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("build", "generate:reaper:*")
        #expect(result.status == 2)
        #expect(!studio.exists("outputs"))
        #expect(studio.run("build").status == 0)
    }
}
