import Foundation
import Testing

/// What `--report`, `--events`, `--trace` and `--profile` tell of a build.
@Suite struct BuildReportsTests {
    private func json(_ studio: ProgramWorkspace, _ path: String) -> JSONObject {
        JSONObject(studio.text(path) ?? "")
    }

    private func lines(_ studio: ProgramWorkspace, _ path: String) -> [JSONObject] {
        (studio.text(path) ?? "").split(separator: "\n").map { JSONObject(String($0)) }
    }

    @Test func `the report has the guide's phase rows, in its order`() {
        let studio = TinyStudio.workspace()
        #expect(studio.run("build", "--report", "r.json").status == 0)
        let rows = json(studio, "r.json").objects("phaseRows")
        #expect(
            rows.map { $0["name"] as? String } == [
                "extract", "descriptor caching", "health validation", "validate",
                "cross-validation", "scoring", "generate", "file optimisation", "installation",
            ])
        let ran = rows.filter { ($0["executed"] as? Int ?? 0) > 0 }.map { $0["name"] as? String }
        #expect(ran.contains("validate") && ran.contains("generate"))
        #expect(ran.contains("cross-validation") && ran.contains("file optimisation"))
    }

    @Test func `the report's cache counts hits and misses, bytes and times`() throws {
        let studio = TinyStudio.workspace()
        studio.run("build", "--report", "first.json")
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        studio.run("build", "--report", "second.json")
        let first = try #require(json(studio, "first.json")["cache"] as? [String: Any])
        let second = try #require(json(studio, "second.json")["cache"] as? [String: Any])
        let counts = try #require(json(studio, "second.json")["counts"] as? [String: Int])
        #expect(first["hits"] as? Int == 0)
        #expect(first["storedBytes"] as? Int ?? 0 > 1000)
        #expect(first["storeNanoseconds"] as? Int ?? 0 > 0)
        #expect(second["misses"] as? Int == counts["executed"])
        let sum = (second["hits"] as? Int ?? 0) + (second["misses"] as? Int ?? 0)
        #expect(sum == counts["nodes"])
        #expect(second["lookUpNanoseconds"] as? Int ?? 0 > 0)
        #expect(json(studio, "second.json")["peakMemoryBytes"] as? Int ?? 0 > 1 << 20)
    }

    @Test func `each node of the critical path needs the one before`() {
        let studio = TinyStudio.workspace()
        studio.run("build", "--report", "r.json")
        let path = json(studio, "r.json").objects("criticalPath").compactMap {
            $0["node"] as? String
        }
        #expect(path.count > 1)
        for (node, next) in zip(path, path.dropFirst()) {
            let account = studio.run("explain", next).output
            #expect(account.contains(node), "\(next) does not read \(node)\n\(account)")
        }
    }

    @Test func `events tell of every node from start to finish, between the build's own`() {
        let studio = TinyStudio.workspace()
        #expect(studio.run("build", "--events", "e.jsonl").status == 0)
        let events = lines(studio, "e.jsonl")
        let names = events.map { $0["event"] as? String ?? "no JSON" }
        #expect(names.first == "buildStarted" && names.last == "buildFinished")
        #expect(events.first?["version"] as? Int == 1)
        #expect(events.last?["exitCode"] as? Int == 0)
        func nodes(_ name: String) -> [String] {
            events.filter { $0["event"] as? String == name }.compactMap { $0["node"] as? String }
                .sorted()
        }
        #expect(nodes("nodeFinished").contains("validate:inputs/maps/gain.yaml"))
        #expect(nodes("nodeStarted") == nodes("nodeFinished"))
        #expect(Set(nodes("nodeDecided")) == Set(nodes("nodeStarted")))
        let written = events.filter { $0["event"] as? String == "outputWritten" }
        #expect(Set(written.compactMap { $0["path"] as? String }) == Set(TinyStudio.outputs))
        let times = events.compactMap { $0["time"] as? Int }
        #expect(times.count == events.count && times == times.sorted())
    }

    @Test func `events carry findings, reasons and removed files`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "symbol: drive", "symbol: drivr")
        studio.edit("pipeline.toml", "target = \"runtime\"", "target = \"resolved\"\nname = \"x\"")
        studio.run("build", "--events", "e.jsonl")
        let events = lines(studio, "e.jsonl")
        let codes = events.compactMap { ($0["diagnostic"] as? [String: Any])?["code"] as? String }
        #expect(codes.contains("map.unknown-parameter"), "\(codes)")
        let subjects = events.compactMap { $0["reasonSubject"] as? String }
        #expect(subjects.contains("inputs/maps/gain.yaml"))
    }

    @Test func `the trace's slices nest on every track, and arrows join the critical path`() {
        let studio = TinyStudio.workspace()
        #expect(studio.run("build", "--trace", "t.json").status == 0)
        let events = json(studio, "t.json").objects("traceEvents")
        let slices = events.filter { $0["ph"] as? String == "X" }
        for track in Set(slices.compactMap { $0["tid"] as? Int }) {
            var open: [Int] = []
            let onTrack = slices.filter { $0["tid"] as? Int == track }.sorted {
                let (a, b) = ($0["ts"] as? Int ?? 0, $1["ts"] as? Int ?? 0)
                return a != b ? a < b : $0["dur"] as? Int ?? 0 > $1["dur"] as? Int ?? 0
            }
            for slice in onTrack {
                let (start, length) = (slice["ts"] as? Int ?? -1, slice["dur"] as? Int ?? -1)
                #expect(start >= 0 && length >= 0)
                while let end = open.last, end <= start { open.removeLast() }
                if let end = open.last { #expect(start + length <= end, "\(slice)") }
                open.append(start + length)
            }
        }
        let named = events.filter { $0["name"] as? String == "thread_name" }
        let tracks = named.compactMap { ($0["args"] as? [String: Any])?["name"] as? String }
        #expect(tracks.contains("worker 1") && tracks.contains("critical path"))
        let validate = slices.first { $0["name"] as? String == "validate:inputs/maps/gain.yaml" }
        let arguments = validate?["args"] as? [String: Any] ?? [:]
        #expect(arguments["reason"] as? String == "never ran here")
        #expect((arguments["key"] as? String ?? "").utf8.count == 32)
        let path = slices.filter { $0["cat"] as? String == "critical-path" }
        let arrows = events.filter { ["s", "f"].contains($0["ph"] as? String) }
        #expect(path.count > 1 && arrows.count == 2 * (path.count - 1))
    }

    /// The rules of the trace event format that a reader such as Perfetto holds a file to.
    @Test func `every event of the trace has what its phase asks for, and every track a name`() {
        let studio = TinyStudio.workspace()
        studio.run("build", "--trace", "t.json")
        let events = json(studio, "t.json").objects("traceEvents")
        var named: Set<Int> = []
        var flows: [Int: [String]] = [:]
        var times: [Int: [Int]] = [:]
        for event in events {
            #expect(event["pid"] as? Int == 1 && event["tid"] is Int && event["name"] is String)
            let track = event["tid"] as? Int ?? -1
            switch event["ph"] as? String {
            case "M":
                #expect((event["args"] as? [String: Any])?["name"] is String)
                if event["name"] as? String == "thread_name" { named.insert(track) }
            case "X":
                #expect(event["ts"] as? Int ?? -1 >= 0 && event["dur"] as? Int ?? -1 >= 0)
            case "s", "f":
                let number = event["id"] as? Int ?? -1
                flows[number, default: []].append(event["ph"] as? String ?? "")
                times[number, default: []].append(event["ts"] as? Int ?? -1)
                #expect(event["bp"] as? String == (event["ph"] as? String == "f" ? "e" : nil))
                #expect(isInSlice(event, events), "an arrow must begin and end in a slice")
            default: Issue.record("no such phase is written: \(event)")
            }
        }
        #expect(!flows.isEmpty && flows.values.allSatisfy { $0 == ["s", "f"] })
        #expect(times.values.allSatisfy { $0 == $0.sorted() })
        #expect(Set(events.compactMap { $0["tid"] as? Int }).subtracting(named).isEmpty)
    }

    private func isInSlice(_ arrow: [String: Any], _ events: [[String: Any]]) -> Bool {
        guard let time = arrow["ts"] as? Int, let track = arrow["tid"] as? Int else { return false }
        return events.contains { event in
            guard event["ph"] as? String == "X", event["tid"] as? Int == track,
                let start = event["ts"] as? Int, let length = event["dur"] as? Int
            else { return false }
            return start <= time && time <= start + length
        }
    }

    @Test func `the profile shows nodes, phases and the critical path on standard error`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("build", "--profile")
        #expect(result.output.isEmpty)
        for title in ["slowest nodes", "phases", "engine", "critical path: ", "cache: 0 hits"] {
            #expect(result.messages.contains(title), "\(title)")
        }
    }

    @Test func `a report goes to standard output for a hyphen, and nothing else does`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("build", "--report", "-", "--trace", "t.json", "--profile")
        #expect(JSONObject(result.output)["exitCode"] as? Int == 0)
        #expect(!json(studio, "t.json").objects("traceEvents").isEmpty)
    }

    @Test func `two results for standard output are refused`() {
        let studio = TinyStudio.workspace()
        for arguments in [
            ["--report", "-", "--events", "-"], ["--format", "json", "--trace", "-"],
        ] {
            let result = studio.start(["build"] + arguments).wait()
            #expect(result.status == 2)
            #expect(result.messages.contains("standard output can take one result only"))
        }
    }

    @Test func `folders of reports are made, and nothing half-written is left`() {
        let studio = TinyStudio.workspace()
        studio.run(
            "build", "--report", "logs/ci/r.json", "--events", "logs/e.jsonl", "--diagnostics",
            "junit:logs/j.xml")
        #expect(
            studio.tree("logs").keys.sorted() == ["logs/ci/r.json", "logs/e.jsonl", "logs/j.xml"])
    }

    @Test func `a report that cannot be written fails before anything is built`() {
        let studio = TinyStudio.workspace()
        let result = studio.run("build", "--events", "/proc/nowhere/e.jsonl")
        #expect(result.status == 1)
        #expect(result.messages.contains("cannot write /proc/nowhere/e.jsonl"))
        #expect(!studio.exists("outputs"))
    }

    @Test func `a dry run lists what would run for the targets, as JSON too`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        studio.edit("inputs/maps/tone.yaml", "id: knob-2", "id: knob-3")
        studio.remove("outputs/runtime/tone.json")
        let text = studio.run("build", "-n", "outputs/resolved/gain.json").output
        #expect(text.contains("would run      validate:inputs/maps/gain.yaml"))
        #expect(text.contains("may run        generate:resolved:inputs/maps/gain.yaml"))
        #expect(!text.contains("tone"))
        let result = studio.run(
            "build", "-n", "--format", "json", "--report", "plan.json", "*gain*",
            "outputs/runtime/tone.json")
        let plan = JSONObject(result.output)
        let actions = plan.objects("planned").map { "\($0["action"] ?? "") \($0["node"] ?? "")" }
        #expect(actions.contains("run validate:inputs/maps/gain.yaml"), "\(actions)")
        #expect(actions.contains("maybe generate:resolved:inputs/maps/gain.yaml"), "\(actions)")
        #expect(json(studio, "plan.json").objects("planned").count == actions.count)
    }

    @Test func `a dry run tells of outputs that a build brings back`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.remove("outputs/runtime/tone.json")
        studio.put("outputs/resolved/tone.json", "mine")
        let text = studio.run("build", "-n").output
        #expect(
            text == """
                would repair   outputs/resolved/tone.json: edited
                would repair   outputs/runtime/tone.json: missing

                """)
    }

    @Test func `a dry run knows a target that is none`() {
        let studio = TinyStudio.workspace()
        studio.run("build")
        let result = studio.run("build", "-n", "validate:nothing")
        #expect(result.status == 2)
        #expect(result.messages.contains("'validate:nothing' is no node"))
    }
}
