import Testing

/// Lists and checks of maps that the manifest does not include.
@Suite struct MapsOutsideTests {
    private let loose = """
        schema: 2
        name: Loose
        device: acme/desk
        channel: 3
        tags: [draft, loud]
        author: me
        date: 2026-01-02
        plugin: { format: lv2, uri: "http://example.org/gain" }
        controls:
          - { id: knob-1, name: Drive, parameter: { symbol: drive } }

        """

    private func studio() -> ProgramWorkspace {
        let studio = TinyStudio.workspace()
        studio.put("drafts/loose.yaml", loose)
        studio.put("drafts/desk.yaml", TinyStudio.controller)
        studio.put("drafts/package.json", "{ \"name\": \"no map\" }")
        return studio
    }

    @Test func `a folder of maps that the manifest does not include is listed`() {
        let result = studio().run("maps:list", "drafts", "--format", "text")
        #expect(
            result.output == "Loose\tDesk\tAcme\tTiny gain\t3\t1\tok\tdrafts/loose.yaml\n",
            "\(result.messages)")
    }

    @Test func `a map outside the workspace is listed by its whole path`() {
        let (studio, other) = (studio(), ProgramWorkspace())
        other.put("sub/far.yaml", loose)
        let result = studio.run("maps", "list", other.root, "--format", "text")
        #expect(result.output.hasSuffix("\tok\t\(other.root)/sub/far.yaml\n"), "\(result.messages)")
    }

    @Test func `bases of a map outside the workspace are found beside it`() {
        let (studio, other) = (studio(), ProgramWorkspace())
        other.put("base.yaml", TinyStudio.base)
        other.put("far.yaml", TinyStudio.gain)
        let result = studio.run("maps", "validate", other.root + "/far.yaml")
        #expect(result.status == 0, "\(result.messages)")
    }

    @Test func `tags, names, dates and sizes filter and sort`() {
        let studio = studio()
        func paths(_ arguments: String...) -> [String] {
            let result = studio.start(
                ["maps", "list", ".", "drafts", "--format", "json"] + arguments
            ).wait()
            return JSONObject.list(result.output).compactMap { $0["path"] as? String }
        }
        #expect(paths("--tags", "none,LOUD") == ["drafts/loose.yaml"])
        #expect(paths("--tags", "quiet").isEmpty)
        #expect(paths("--name", "ain on") == ["inputs/maps/gain.yaml"])
        #expect(paths("--sort-by", "date", "--sort-order", "desc").first == "drafts/loose.yaml")
        #expect(paths("--sort-by", "size").first == "inputs/maps/base.yaml")
    }

    @Test func `with -v the list has date, size, tags and author`() throws {
        let result = studio().run("maps", "list", "drafts", "-v", "--format", "json")
        let map = try #require(JSONObject.list(result.output).first)
        #expect(map["date"] as? String == "2026-01-02")
        #expect(map["tags"] as? String == "draft, loud")
        #expect(map["author"] as? String == "me")
        #expect(map["bytes"] as? Int == loose.utf8.count)
    }

    @Test func `a path without any map is told`() {
        let studio = studio()
        studio.put("empty/readme.txt", "nothing")
        let empty = studio.run("maps", "list", "empty")
        #expect(empty.status == 3)
        #expect(empty.messages.contains("there is no map in 'empty'"))
        #expect(studio.run("maps", "check", "nowhere").status == 3)
        #expect(studio.run("maps", "check", "drafts/desk.yaml").status == 2)
    }

    @Test func `maps outside the manifest are validated`() {
        let studio = studio()
        #expect(studio.run("maps", "validate", "drafts").status == 0)
        studio.edit("drafts/loose.yaml", "symbol: drive", "symbol: drivr")
        let result = studio.run("maps", "validate", "drafts", "inputs/maps/gain.yaml", "-v")
        #expect(result.status == 4)
        #expect(result.messages.contains("drafts/loose.yaml:10:"), "\(result.messages)")
        #expect(result.output.contains("drafts/loose.yaml      no          1"), "\(result.output)")
        #expect(result.output.contains("2 maps, 1 valid, average score 0.85"), "\(result.output)")
    }
}
