import Glibc
import Testing

/// Does what `docs/ci.md` says, in clean clones.
@Suite struct ContinuousIntegrationPageTests {
    /// The commands of the page's code blocks that run `pipeline`, in order.
    private static let commands: [String] = {
        let page = String(decoding: fileBytes(packageFolder + "/docs/ci.md") ?? [], as: UTF8.self)
        var isCode = false
        var found: [String] = []
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") { isCode.toggle() }
            let words = line.drop { " -".contains($0) }
            let command = words.hasPrefix("run: ") ? words.dropFirst(5) : words
            if isCode, command.hasPrefix("pipeline ") { found.append(String(command)) }
        }
        return found
    }()

    /// A repository whose outputs are tracked, with two commits.
    private func origin() -> ProgramWorkspace {
        let studio = TinyStudio.workspace()
        studio.git("init", "-q", "-b", "main")
        studio.run("build")
        studio.commitEverything()
        studio.put("inputs/maps/notes.txt", "x")
        studio.commitEverything()
        return studio
    }

    /// A clean clone, with a cache from elsewhere: other inodes, all stamps new.
    private func clone(
        of origin: ProgramWorkspace, cacheOf former: ProgramWorkspace? = nil
    ) -> ProgramWorkspace {
        let clone = ProgramWorkspace()
        _ = clone.runCommand(["git", "clone", "-q", "file://\(origin.root)", "."])
        if let former {
            _ = clone.runCommand(["cp", "-rT", "\(former.root)/.cache", "\(clone.root)/.cache"])
        }
        return clone
    }

    /// Runs a command of the page by a shell that finds the program.
    private func run(_ command: String, in clone: ProgramWorkspace) -> ProgramResult {
        clone.runCommand(["env", "PATH=\(Programs.folder):/usr/bin:/bin", "sh", "-c", command])
    }

    @Test func `the page has commands for GitHub, GitLab, changes and verification`() {
        let commands = Self.commands
        #expect(commands.count >= 5)
        for word in ["--format github", "sarif:", "junit:", "--since", "--verify", "--locked"] {
            #expect(commands.contains { $0.contains(word) }, "\(word)")
        }
    }

    @Test func `every command of the page succeeds in a clean clone and leaves it clean`() {
        let origin = origin()
        for command in Self.commands {
            let clone = clone(of: origin)
            let result = run(command, in: clone)
            #expect(result.status == 0, "\(command)\n\(result.messages)")
            let changes = clone.git("status", "--porcelain", "inputs", "outputs", "pipeline.toml")
            #expect(changes.output.isEmpty, "\(command)\n\(changes.output)")
        }
    }

    @Test func `the reports that the page uploads are there`() {
        let clone = clone(of: origin())
        for command in Self.commands { _ = run(command, in: clone) }
        for path in ["findings.sarif", "build.json", "junit.xml", "events.jsonl"] {
            #expect(clone.exists("reports/\(path)"), "\(path)")
        }
    }

    @Test func `with the cache restored nothing runs, whatever the time stamps`() throws {
        let origin = origin()
        let command = try #require(Self.commands.first { $0.contains("--report") })
        let first = clone(of: origin)
        #expect(run(command, in: first).status == 0)
        let filled = ProgramReport(first.bytes("reports/build.json") ?? [])
        #expect(!filled.executed.isEmpty)
        let second = clone(of: origin, cacheOf: first)
        #expect(run(command, in: second).status == 0)
        let warm = ProgramReport(second.bytes("reports/build.json") ?? [])
        #expect(warm.isThere && warm.nodes.isEmpty, "\(warm.nodes)")
    }

    @Test func `a change of one map runs exactly its cone, and fails until outputs follow`() throws
    {
        let origin = origin()
        let command = try #require(Self.commands.first { $0.contains("--report") })
        let first = clone(of: origin)
        _ = run(command, in: first)
        origin.edit("inputs/maps/gain.yaml", "id: knob-2", "id: knob-3")
        origin.commitEverything()
        let second = clone(of: origin, cacheOf: first)
        let result = run(command, in: second)
        #expect(result.status == 1)
        #expect(result.output.contains("::error file=outputs/resolved/gain.json,line="))
        #expect(
            ProgramReport(second.bytes("reports/build.json") ?? []).executed == [
                "check:device:acme/desk", "generate:ardour:acme-desk",
                "generate:resolved:inputs/maps/gain.yaml",
                "generate:runtime:inputs/maps/gain.yaml", "plan:ardour:acme/desk",
                "validate:inputs/maps/gain.yaml",
            ])
        origin.run("build")
        origin.commitEverything()
        let third = clone(of: origin, cacheOf: second)
        #expect(run(command, in: third).status == 0)
    }
}
