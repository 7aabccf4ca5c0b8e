import Glibc
import Testing

/// Keeps `docs/coverage.md` true: what it names is there.
@Suite struct CoveragePageTests {
    private static let page = String(
        decoding: fileBytes(packageFolder + "/docs/coverage.md") ?? [], as: UTF8.self)

    /// What stands between backticks on the page.
    private static let names: [String] = page.split(separator: "\n").flatMap { line in
        line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .compactMap { $0.offset % 2 == 1 ? String($0.element) : nil }
    }

    /// The commands without their arguments and options, each once.
    static let commands: [String] = Set(
        names.filter { $0.hasPrefix("pipeline ") }.map { name in
            name.split(separator: " ").dropFirst().prefix { word in
                word.allSatisfy { $0.isLowercase || $0 == ":" }
            }.joined(separator: " ")
        }
    ).filter { !$0.isEmpty }.sorted()

    /// The options on the page, each with its command.
    static let options: [String] = Set(
        names.filter { $0.hasPrefix("pipeline ") }.flatMap { name -> [String] in
            let words = name.split(separator: " ").dropFirst().map(String.init)
            let command = words.prefix { $0.allSatisfy { $0.isLowercase || $0 == ":" } }
            return words.filter { $0.hasPrefix("--") }.map { word in
                let option = word.split(separator: "=")[0]
                return (command + [String(option)]).joined(separator: " ")
            }
        }
    ).filter { $0.contains(" ") }.sorted()

    static let paths: [String] = Set(
        names.filter { name in
            ["Sources/", "Tests/", "docs/", "scripts/", "inputs/"]
                .contains { name.hasPrefix($0) }
        }
    ).sorted()

    /// Tests that the page names, each `path: name`: the names in quotation marks before a path.
    static let tests: [String] = page.split(separator: "\n").flatMap { line -> [String] in
        var waiting: [String] = []
        var found: [String] = []
        for (place, part) in line.split(separator: "`", omittingEmptySubsequences: false)
            .enumerated()
        {
            if place % 2 == 0 {
                let words = part.split(separator: "\"", omittingEmptySubsequences: false)
                waiting += words.indices.filter { $0 % 2 == 1 }.map { String(words[$0]) }
            } else if part.hasPrefix("Tests/"), part.hasSuffix(".swift") {
                found += waiting.map { "\(part): \($0)" }
                waiting = []
            }
        }
        return found
    }

    @Test func `the page names commands, options and paths`() {
        #expect(Self.commands.count > 15)
        #expect(Self.options.count > 15)
        #expect(Self.paths.count > 15)
        #expect(Self.tests.count > 35)
    }

    @Test(arguments: commands) func `every command of the page exists`(command: String) {
        let place = ProgramWorkspace()
        let words = command.split(separator: " ").map(String.init)
        let result = place.run(words + ["--help"])
        #expect(result.status == 0, "\(command): \(result.messages)")
        let named = words[0].split(separator: ":").joined(separator: " ")
        #expect(
            result.output.contains("USAGE: pipeline \(words.count > 1 ? words[0] : named)"),
            "\(command): \(result.output)")
    }

    @Test(arguments: options) func `every option of the page is one of its command`(line: String) {
        let words = line.split(separator: " ").map(String.init)
        let result = ProgramWorkspace().run(Array(words.dropLast()) + ["--help"])
        #expect(result.output.contains(words[words.count - 1]), "\(line): \(result.output)")
    }

    @Test(arguments: paths) func `every path of the page is in the repository`(path: String) {
        #expect(access(packageFolder + "/" + path, F_OK) == 0)
    }

    @Test(arguments: tests) func `every test that the page names is in its file`(line: String) {
        let colon = line.firstIndex(of: ":") ?? line.endIndex
        let name = line[colon...].dropFirst(2)
        let source = String(
            decoding: fileBytes("\(packageFolder)/\(line[..<colon])") ?? [], as: UTF8.self)
        #expect(source.contains("func `\(name)`"))
    }
}
