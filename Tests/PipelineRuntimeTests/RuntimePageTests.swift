import Glibc
import Testing

@testable import pipeline_runtime

/// What docs/runtime.md shows is what the program knows.
@Suite struct RuntimePageTests {
    private func page() -> String {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        let path = parts.dropLast(3).joined(separator: "/") + "/docs/runtime.md"
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// The fenced samples of a language.
    private func samples(_ language: String) -> [String] {
        var found: [String] = []
        var open: String?
        for line in page().split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if let sample = open { found.append(sample) }
                open = open == nil && line == "```" + language ? "" : nil
            } else if let sample = open {
                open = sample + line + "\n"
            }
        }
        return found
    }

    @Test func `every command that it shows is one of the program`() throws {
        var known: Set<String> = []
        for command in RuntimeCommand.configuration.subcommands {
            known.insert(command.configuration.commandName ?? "")
        }
        var shown: Set<String> = []
        for line in samples("console").flatMap({ $0.split(separator: "\n") }) {
            let words = line.split(separator: " ").map(String.init)
            guard words.count > 2, words[0] == "$", words[1] == "pipeline-runtime" else { continue }
            shown.insert(words[2])
        }
        #expect(shown.count >= 5)
        #expect(shown.isSubset(of: known))
    }

    @Test func `every message that it sends by hand is understood`() throws {
        let lines = samples("console").flatMap { $0.split(separator: "\n") }
            .filter { $0.hasPrefix("$ pipeline-runtime send ") }
        #expect(lines.count == 8)
        for line in lines {
            let words = line.split(separator: " ").dropFirst(2).map(String.init)
            let command = try? RuntimeCommand.parseAsRoot(words)
            #expect(command is SendCommand, "\(line)")
        }
    }

    @Test func `every run that it shows has options that the program has`() {
        let lines = samples("console").flatMap { $0.split(separator: "\n") }
            .filter { $0.hasPrefix("$ pipeline-runtime run ") }
        #expect(lines.count == 3)
        for line in lines {
            let words = line.split(separator: " ").dropFirst(2).map(String.init)
            // Names of two words stand in quotes.
            let command = try? RuntimeCommand.parseAsRoot(
                words.filter { !$0.hasSuffix("\"") }.map { $0.replacing("\"", with: "") })
            #expect(command is RunCommand, "\(line)")
        }
    }

    @Test(arguments: [
        ["--tempo", "120"], ["--clock", "a", "--tempo", "0"],
        ["--clock", "a", "--follow", "b", "--tempo", "90"],
        ["--clock", "a", "--clock", "b", "--clock", "c", "--clock", "d", "--clock", "e"],
    ])
    func `a clock that cannot be is refused with what would be right`(options: [String]) {
        #expect(throws: (any Error).self) { try RuntimeCommand.parseAsRoot(["run"] + options) }
    }
}

@Suite struct ServiceCommandTests {
    @Test func `the unit quotes what systemd would read otherwise`() {
        let unit = ServiceCommand.unit(
            program: "/opt/my tools/pipeline-runtime", maps: ["/maps/50%.runtimemap"],
            name: "stage",
            isRealtime: true)
        #expect(
            unit.contains(
                "ExecStart=\"/opt/my tools/pipeline-runtime\" run --name stage --realtime "
                    + "\"/maps/50%%.runtimemap\"\n"))
        #expect(unit.contains("LimitRTPRIO=95\nLimitMEMLOCK=infinity\n"))
    }

    @Test func `without real time no limits are asked for`() {
        let unit = ServiceCommand.unit(
            program: "/bin/p", maps: [], name: "pipeline-runtime", isRealtime: false)
        #expect(unit.contains("ExecStart=/bin/p run\n"))
        #expect(!unit.contains("Limit"))
        #expect(unit.contains("ExecReload=/bin/kill -HUP $MAINPID\n"))
    }
}
