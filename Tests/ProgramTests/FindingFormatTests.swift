import Foundation
import FoundationXML
import Testing

/// Findings as GitHub, code scanning and test reports want them.
@Suite struct FindingFormatTests {
    /// A workspace whose map has an error with a fix-it, on line 7.
    private func broken() -> ProgramWorkspace {
        let studio = TinyStudio.workspace()
        studio.run("build")
        studio.edit("inputs/maps/gain.yaml", "symbol: drive", "symbol: drivr")
        return studio
    }

    @Test func `GitHub gets one command a finding, with the place`() {
        let studio = broken()
        let result = studio.run("build", "--format", "github")
        #expect(result.status == 4)
        let command = result.output.split(separator: "\n").first { $0.hasPrefix("::error ") } ?? ""
        let place = "file=inputs/maps/gain.yaml,line=7,col=53,endLine=7,endColumn=57,"
        #expect(command.hasPrefix("::error \(place)title=map.unknown-parameter::"), "\(command)")
        #expect(command.contains("%0Afix-it: use 'drive'"))
        #expect(!result.messages.contains("[map.unknown-parameter]"), "told twice")
    }

    @Test func `what GitHub would read as a command is escaped`() {
        let studio = broken()
        studio.put(
            "inputs/maps/a,b:c%.yaml", TinyStudio.tone.replacing("symbol: drive", with: "symbol: x")
        )
        let result = studio.run("build", "--format", "github")
        let own = result.output.split(separator: "\n").filter { $0.contains("file=inputs/maps/a") }
        #expect(!own.isEmpty)
        #expect(own.allSatisfy { $0.contains("file=inputs/maps/a%2Cb%3Ac%25.yaml") }, "\(own)")
        for line in result.output.split(separator: "\n") {
            #expect(line.hasPrefix("::"), "\(line)")
        }
    }

    @Test func `paths are those of the repository when the workspace is a part of it`() {
        let place = ProgramWorkspace()
        for (path, text) in TinyStudio.files { place.put("studio/" + path, text) }
        place.git("init", "-q")
        place.edit("studio/inputs/maps/gain.yaml", "symbol: drive", "symbol: drivr")
        let result = place.run("-C", "studio", "build", "--format", "github")
        #expect(result.output.contains("file=studio/inputs/maps/gain.yaml,"), "\(result.output)")
        let sarif = place.run("-C", "studio", "build", "--format", "sarif").output
        #expect(sarif.contains("\"uri\": \"studio/inputs/maps/gain.yaml\""))
    }

    private func run(_ text: String) -> [String: Any] {
        JSONObject(text).objects("runs").first ?? [:]
    }

    @Test func `SARIF names tool, version and every rule with a description`() {
        let output = broken().run("build", "--format", "sarif").output
        let log = JSONObject(output)
        #expect(log["version"] as? String == "2.1.0")
        let driver = (run(output)["tool"] as? [String: Any])?["driver"] as? [String: Any] ?? [:]
        #expect(driver["name"] as? String == "pipeline")
        let rules = driver["rules"] as? [[String: Any]] ?? []
        let results = run(output)["results"] as? [[String: Any]] ?? []
        #expect(!results.isEmpty)
        for result in results {
            let index = result["ruleIndex"] as? Int ?? -1
            #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
            let description = rules[index]["shortDescription"] as? [String: String] ?? [:]
            #expect(description["text"]?.hasSuffix(".") == true)
        }
    }

    @Test func `a SARIF result has region, fix and a fingerprint that survives moved lines`() {
        let studio = broken()
        func error() -> [String: Any] {
            let output = studio.run("build", "--format", "sarif").output
            let results = run(output)["results"] as? [[String: Any]] ?? []
            return results.first { $0["level"] as? String == "error" } ?? [:]
        }
        let first = error()
        let place = (first["locations"] as? [[String: Any]])?.first?["physicalLocation"]
        let region = (place as? [String: Any])?["region"] as? [String: Int]
        #expect(region == ["startLine": 7, "startColumn": 53, "endLine": 7, "endColumn": 58])
        let artifact = (place as? [String: Any])?["artifactLocation"] as? [String: String]
        #expect(artifact == ["uri": "inputs/maps/gain.yaml", "uriBaseId": "%SRCROOT%"])
        let fix = (first["fixes"] as? [[String: Any]])?.first?["artifactChanges"]
        let change = (fix as? [[String: Any]])?.first?["replacements"] as? [[String: Any]]
        #expect(change?.first?["insertedContent"] as? [String: String] == ["text": "drive"])
        let print = first["partialFingerprints"] as? [String: String]
        studio.put(
            "inputs/maps/gain.yaml", "# moved\n" + (studio.text("inputs/maps/gain.yaml") ?? ""))
        let second = error()
        #expect(print?.isEmpty == false)
        #expect(second["partialFingerprints"] as? [String: String] == print)
    }

    /// What the SARIF schema demands of the parts that are written, by hand.
    @Test func `a SARIF log holds no property that the schema does not know`() {
        let known: [String: Set<String>] = [
            "": ["$schema", "version", "runs"],
            "runs": ["tool", "invocations", "originalUriBaseIds", "columnKind", "results"],
            "tool": ["driver"], "driver": ["name", "version", "rules"],
            "rules": ["id", "shortDescription", "defaultConfiguration"],
            "defaultConfiguration": ["level"],
            "invocations": ["executionSuccessful", "exitCode"],
            "results": [
                "ruleId", "ruleIndex", "level", "message", "locations", "relatedLocations",
                "fixes", "partialFingerprints",
            ],
            "locations": ["physicalLocation", "message"],
            "relatedLocations": ["physicalLocation", "message"],
            "physicalLocation": ["artifactLocation", "region"],
            "artifactLocation": ["uri", "uriBaseId"],
            "region": ["startLine", "startColumn", "endLine", "endColumn"],
            "deletedRegion": ["startLine", "startColumn", "endLine", "endColumn"],
            "fixes": ["description", "artifactChanges"],
            "artifactChanges": ["artifactLocation", "replacements"],
            "replacements": ["deletedRegion", "insertedContent"],
            "message": ["text"], "shortDescription": ["text"], "insertedContent": ["text"],
            "description": ["text"], "originalUriBaseIds": ["%SRCROOT%"],
            "%SRCROOT%": ["description"], "partialFingerprints": ["pipelineFinding/v1"],
        ]
        func check(_ value: Any, _ name: String) {
            if let list = value as? [Any] { return list.forEach { check($0, name) } }
            guard let object = value as? [String: Any] else { return }
            let extra = Set(object.keys).subtracting(known[name] ?? [])
            #expect(extra.isEmpty, "\(name) has \(extra)")
            for (key, member) in object { check(member, key) }
        }
        let output = broken().run("build", "--format", "sarif").output
        let log = try? JSONSerialization.jsonObject(with: Data(output.utf8))
        #expect(log is [String: Any])
        check(log ?? [:], "")
        let levels = (run(output)["results"] as? [[String: Any]] ?? []).map {
            $0["level"] as? String ?? ""
        }
        #expect(Set(levels).isSubset(of: ["error", "warning", "note"]))
    }

    /// The cases of a JUnit report: class and name, then the elements inside.
    private final class Cases: NSObject, XMLParserDelegate {
        var found: [String: [String]] = [:]
        var counts: [String: String] = [:]
        var texts: [String: String] = [:]
        private var current = ""

        init(_ text: String) {
            super.init()
            let parser = XMLParser(data: Data(text.utf8))
            parser.delegate = self
            if !parser.parse() { found["not well-formed"] = [] }
        }

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
            qualifiedName: String?, attributes: [String: String]
        ) {
            switch name {
            case "testsuites": counts = attributes
            case "testsuite": break
            case "testcase":
                current = "\(attributes["classname"] ?? "") \(attributes["name"] ?? "")"
                found[current] = []
            default: found[current]?.append(name)
            }
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            texts[current, default: ""] += text
        }
    }

    @Test func `JUnit has a case for each map, plugin and target, and only the bad fail`() {
        let studio = broken()
        let result = studio.run("build", "--format", "junit")
        #expect(result.status == 4)
        let cases = Cases(result.output)
        #expect(cases.found["validate inputs/maps/tone.yaml"] != nil)
        #expect(cases.found["validate inputs/maps/gain.yaml"]?.first == "failure")
        #expect(cases.found["pin inputs/descriptors/gain.json"] == [])
        #expect(cases.found["generate ardour:acme-desk"] != nil)
        #expect(cases.counts["failures"] == "1")
        #expect(cases.counts["tests"] == "\(cases.found.count)")
        let text = cases.texts["validate inputs/maps/gain.yaml"] ?? ""
        #expect(text.contains("inputs/maps/gain.yaml:7:53: error: "))
    }

    @Test func `what errors leave without work is skipped`() {
        let studio = TinyStudio.workspace()
        studio.edit("inputs/maps/gain.yaml", "symbol: drive", "symbol: drivr")
        let cases = Cases(studio.run("build", "--format", "junit").output)
        #expect(cases.found["generate resolved:inputs/maps/gain.yaml"] == ["skipped"])
        let skipped = cases.found.values.count { $0.contains("skipped") }
        #expect(cases.counts["skipped"] == "\(skipped)")
    }

    @Test func `a build that does nothing has the same JUnit cases`() {
        let studio = TinyStudio.workspace()
        let first = Cases(studio.run("build", "--format", "junit").output)
        let second = Cases(studio.run("build", "--format", "junit").output)
        #expect(first.found.count > 8)
        #expect(first.found == second.found)
    }

    @Test func `several formats are written at once, beside what is shown`() {
        let studio = broken()
        let result = studio.run(
            "build", "--diagnostics", "sarif:out/f.sarif", "--diagnostics", "junit:out/f.xml",
            "--diagnostics", "github:out/f.txt", "--diagnostics", "json:out/f.json",
            "--diagnostics", "text:out/f.log")
        #expect(result.status == 4)
        #expect(result.messages.contains("[map.unknown-parameter]"))
        #expect(studio.tree("out").count == 5)
        #expect(studio.text("out/f.txt")?.hasPrefix("::") ?? false)
        #expect(!JSONObject.list(studio.text("out/f.json") ?? "").isEmpty)
        #expect(studio.text("out/f.log")?.contains("[map.unknown-parameter]") ?? false)
    }

    @Test(arguments: ["maps validate", "daw generate"]) func `other commands that find know them`(
        command: String
    ) {
        let studio = broken()
        let words = command.split(separator: " ").map(String.init)
        for (format, mark) in [("github", "::error "), ("sarif", "2.1.0"), ("junit", "<failure ")] {
            let result = studio.start(words + ["--format", format]).wait()
            #expect(result.status == 4, "\(result.messages)")
            #expect(result.output.contains(mark), "\(format): \(result.output)")
        }
        let file = studio.start(words + ["--diagnostics", "sarif:\(words[0]).sarif"]).wait()
        #expect(file.status == 4)
        #expect(studio.exists("\(words[0]).sarif"))
    }

    @Test(arguments: ["maps list", "status", "plugins list", "cache stats"])
    func `a command without findings refuses their formats`(command: String) {
        let studio = broken()
        let words = command.split(separator: " ").map(String.init)
        let result = studio.start(words + ["--format", "sarif"]).wait()
        #expect(result.status == 2)
        #expect(result.messages.contains("not sarif"))
        #expect(result.output.isEmpty)
    }

    @Test func `every described code is one that the program gives`() {
        let sources = filesBelow(packageFolder + "/Sources").filter {
            $0.hasSuffix(".swift") && !$0.hasSuffix("FindingCode.swift")
        }
        let text = sources.map { String(decoding: fileBytes($0) ?? [], as: UTF8.self) }.joined()
        let table = fileBytes(packageFolder + "/Sources/pipeline/Findings/FindingCode.swift") ?? []
        let codes = String(decoding: table, as: UTF8.self).matches(of: /"([a-z]+\.[a-z-]+)":/)
        #expect(codes.count > 20)
        for code in codes {
            let name = String(code.output.1)
            // Codes of one family are put together from a prefix and the rest.
            let rest = name.drop { $0 != "." }.dropFirst()
            #expect(text.contains("\"\(name)\"") || text.contains("\"\(rest)\""), "\(name)")
        }
    }
}
