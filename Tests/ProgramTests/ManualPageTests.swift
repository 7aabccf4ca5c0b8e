import Testing

@Suite struct ManualPageTests {
    private func pages(_ place: ProgramWorkspace) -> [String] {
        place.run("manual", "--list").output.split(separator: "\n").map(String.init)
    }

    /// Writes all pages into `man`.
    private func place() -> ProgramWorkspace {
        let place = ProgramWorkspace()
        let result = place.runCommand(
            ["sh", packageFolder + "/scripts/man", "man", Programs.path("pipeline")])
        #expect(result.status == 0, "\(result.messages)")
        return place
    }

    @Test func `every command has a page that names what its help names`() {
        let place = place()
        let names = pages(place)
        #expect(names.count > 15)
        #expect(place.tree("man").keys.sorted() == names.map { "man/\($0).1" }.sorted())
        for name in names where name != "pipeline" {
            let page = (place.text("man/\(name).1") ?? "").filter { $0 != "\\" }
            let command = String(name.dropFirst("pipeline-".count))
            let help = place.run(command, "--help").output
            for word in help.split(whereSeparator: { " \n[]<>,()'\".".contains($0) })
            where word.hasPrefix("--") && word != "--version" {
                #expect(page.contains(word), "\(name): \(word)")
            }
        }
    }

    @Test func `the program's page lists every command of its help`() {
        let place = place()
        let page = (place.text("man/pipeline.1") ?? "").filter { $0 != "\\" }
        for name in pages(place) where name != "pipeline" {
            #expect(page.contains(".BR \(name.dropFirst("pipeline-".count)) "), "\(name)")
        }
    }

    @Test func `mandoc has nothing to say about any page`() {
        let place = place()
        let names = pages(place).map { "man/\($0).1" }
        let result = place.runCommand(["mandoc", "-T", "lint", "-W", "warning"] + names)
        // A page bears no date, so that it is the same on every day.
        let warnings = result.output.split(separator: "\n").filter { !$0.contains("missing date") }
        #expect(warnings.isEmpty, "\(warnings)")
        #expect(result.output.split(separator: "\n").count == names.count)
    }

    @Test func `a page of an unknown command is refused`() {
        #expect(ProgramWorkspace().run("manual", "biuld").status == 2)
    }
}
