import Testing

@Suite struct WorkflowCommandTests {
    @Test func `a complete workflow builds everything and shows every phase`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("workflow", "complete")
        #expect(result.status == 0, "\(result.messages)")
        for path in TinyStudio.outputs { #expect(studio.exists(path)) }
        for row in [
            "Plugin interrogation", "Canonical mapping", "DAW generation", "  validate ",
            "  subtotal",
        ] {
            #expect(result.output.contains(row), "\(row): \(result.output)")
        }
    }

    @Test func `the colon form, a target and JSON work together`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("workflow:complete", "--target", "ardour", "--report", "json")
        #expect(result.status == 0)
        #expect(studio.exists("outputs/ardour/acme-desk.map"))
        #expect(!studio.exists("outputs/runtime/gain.json"))
        let phases = JSONObject(result.output).objects("phases")
        #expect(phases.compactMap { $0["name"] as? String }.count == 3)
    }

    @Test func `force runs everything again`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let phases = JSONObject(
            studio.run("workflow", "complete", "--force", "--format", "json").output
        ).objects("phases")
        let rows = phases.flatMap { $0["rows"] as? [[String: Any]] ?? [] }
        let validate = rows.first { $0["name"] as? String == "validate" }
        #expect((validate?["executed"] as? Int ?? 0) > 3)
        #expect(validate?["upToDate"] as? Int == 0)
    }

    @Test
    func `skipped validation does not decide the exit code, and a broken map is not generated`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/gain.yaml", "symbol: drive", "symbol: drove")
        #expect(studio.run("workflow", "complete").status == 4)
        let result = studio.run("workflow", "complete", "--skip-validation")
        #expect(result.status == 0, "\(result.messages)")
        #expect(!studio.exists("outputs/resolved/gain.json"))
        #expect(studio.exists("outputs/resolved/tone.json"))
    }
}

@Suite struct RunHistoryTests {
    @Test func `every command and every build leaves a line that the dashboard counts`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.run("build")
        studio.run("status")
        let page = JSONObject(studio.run("health", "--performance", "--format", "json").output)
        let board = page["performance"] as? [String: Any]
        #expect(board?["builds"] as? Int == 2)
        #expect(board?["commands"] as? Int == 3)
        #expect(board?["runsInSession"] as? Int == 3)
        #expect(board?["hitRatio"] as? Double == 0.5)
    }

    @Test func `lines that cannot be read cost only themselves`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let good = studio.text(".cache/history") ?? ""
        studio.put(
            ".cache/history",
            "{\"kind\":\"command\",\n\u{0}\u{1}\n{}\n[1]\n" + good + "{\"kind\":\"bu")
        let page = JSONObject(studio.run("health", "--performance", "--format", "json").output)
        #expect((page["performance"] as? [String: Any])?["builds"] as? Int == 1)
    }

    @Test func `a long history loses its older half`() throws {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let line = (studio.text(".cache/history") ?? "").split(separator: "\n")[0] + "\n"
        studio.put(
            ".cache/history", String(repeating: String(line), count: 530_000 / line.utf8.count))
        studio.run("status")
        let bytes = try #require(studio.bytes(".cache/history"))
        #expect(bytes.count < 300_000 && bytes.count > 200_000)
        #expect(bytes.last == UInt8(ascii: "\n") && bytes.first == UInt8(ascii: "{"))
    }

    @Test func `health shows memory and cache when asked`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let page = JSONObject(
            studio.run("workflow", "health", "--memory", "--cache", "--stats", "--format", "json")
                .output)
        #expect((page["memory"] as? [[String: Any]])?.first?["command"] as? String == "build")
        #expect(((page["cache"] as? [String: Any])?["lookUpNanoseconds"] as? Int ?? 0) > 0)
        let plain = studio.run("health", "--detailed")
        #expect(plain.output.contains("\nperformance\n") && plain.output.contains("\nmemory\n"))
    }
}
