import Testing

@Suite struct ArgumentTests {
    @Test(arguments: [
        ["bogus"], ["build", "--bogus"], ["maps", "list", "--sort-by", "taste"], ["explain"],
        ["-j", "0", "build"], ["build", "--keep-going", "--fail-fast"], ["plugins:bogus"],
    ])
    func `arguments that mean nothing end with two`(arguments: [String]) {
        let studio = TinyStudio.workspace()
        let result = studio.start(arguments).wait()
        #expect(result.status == 2, "\(result.messages)")
        #expect(result.output.isEmpty)
        #expect(!result.messages.isEmpty)
    }

    @Test(arguments: [
        ["--help"], ["build", "--help"], ["plugins"], ["plugins", "pin", "-h"], ["help", "maps"],
        ["plugins:list", "--help"], [],
    ])
    func `help is a result, wherever it is asked for`(arguments: [String]) {
        let place = ProgramWorkspace()
        let result = place.start(arguments).wait()
        #expect(result.status == 0)
        #expect(result.output.contains("USAGE: pipeline"), "\(result.output)")
        #expect(result.messages.isEmpty)
    }

    @Test(arguments: [
        "status", "health", "plugins:list", "maps:list", "maps:validate", "daw:list", "clean",
        "cache:stats", "plugins:pin",
    ])
    func `without a manifest every command says so and ends with three`(command: String) {
        let studio = ProgramWorkspace()
        let result = studio.run(command)
        #expect(result.status == 3)
        #expect(result.messages.contains("there is no pipeline.toml"))
        #expect(result.output.isEmpty)
    }

    @Test func `a command finds its workspace from a folder below, and by -C`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        #expect(studio.run("-C", "inputs/maps", "status").output.hasPrefix("nothing to do"))
        #expect(studio.run("-C", "inputs", "maps:list", "--format", "text").output.contains("Base"))
    }
}
