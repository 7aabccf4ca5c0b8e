import Testing

@Suite struct HealthCommandTests {
    @Test func `a healthy workspace has facts and no problems`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let result = studio.run("health")
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("pins     2 descriptors pinned\n"))
        #expect(result.output.contains("maps     3 maps, 1 of them templates; 0 with errors"))
        #expect(result.output.contains("ardour: 1 file in outputs/ardour"))
        #expect(result.output.hasSuffix("\nno problems\n"), "\(result.output)")
    }

    @Test func `errors end with the code of their kind, and have a remedy`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/gain.yaml", "symbol: drive", "symbol: drivr")
        let build = studio.run("build")
        let health = studio.run("health", "--format", "json")
        #expect(health.status == 4)
        #expect(health.status == build.status)
        let page = JSONObject(health.output)
        #expect(page["healthy"] as? Bool == false)
        let problems = page.objects("problems")
        #expect(problems.first?["area"] as? String == "maps")
        #expect(problems.allSatisfy { ($0["remedy"] as? String)?.isEmpty == false })
    }

    @Test func `missing and edited outputs are warnings`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.remove("outputs/runtime/tone.json")
        studio.put("outputs/resolved/gain.json", "mine\n")
        let result = studio.run("health")
        #expect(result.status == 0)
        #expect(result.output.contains("warning: 1 file of runtime missing"))
        #expect(result.output.contains("warning: 1 file of resolved edited"))
        #expect(result.output.hasSuffix("0 errors, 2 warnings\n"))
    }

    @Test func `before the first build nothing is an error`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("health")
        #expect(result.status == 0)
        #expect(result.output.contains("nothing was built here yet"))
    }

    @Test func `a manifest with errors ends with two`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("pipeline.toml", "[maps]", "[mapps]")
        studio.run("build")
        #expect(studio.run("health").status == 2)
    }

    @Test func `the health of plugins leaves maps out`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/gain.yaml", "symbol: drive", "symbol: drivr")
        studio.run("build")
        let result = studio.run("plugins:health")
        #expect(result.status == 0, "\(result.output)")
        #expect(!result.output.contains("\nmaps "))
        #expect(result.output.contains("pins     2 descriptors pinned\n"))
    }
}
