import Glibc
import Testing

@Suite struct PluginsSearchCommandTests {
    private let studio = TinyStudio.workspace()

    private func rows(_ words: String...) -> [String] {
        let result = studio.start(["plugins", "search", "--format", "csv"] + words).wait()
        return result.output.split(whereSeparator: \.isNewline).dropFirst().map(String.init)
    }

    @Test func `all words are looked for, in any order and case`() {
        #expect(studio.run("build").status == 0)
        #expect(rows("DRIVE", "gain") == ["lv2,Tiny gain,1,drive,Drive,,,http://example.org/gain"])
        #expect(rows("gain drive") == rows("drive", "gain"))
        #expect(rows("level").count == 2)
        #expect(rows("tiny").count == 4)
    }

    @Test func `what is called so comes first`() {
        studio.edit(
            "inputs/descriptors/gain.json", "\"name\": \"Level\"", "\"name\": \"Drive level\"")
        #expect(studio.run("build").status == 0)
        #expect(rows("level").map { $0.split(separator: ",")[1] } == ["Tiny tone", "Tiny gain"])
    }

    @Test func `a build that changes something is seen`() {
        #expect(studio.run("build").status == 0)
        #expect(rows("warmth").isEmpty)
        studio.edit("inputs/descriptors/tone.json", "\"name\": \"Drive\"", "\"name\": \"Warmth\"")
        _ = studio.run("build")
        #expect(rows("warmth").count == 1)
    }

    @Test func `a build that changes no plugin leaves the index as it is`() {
        #expect(studio.run("build").status == 0)
        #expect(rows("level").count == 2)
        let path = ".cache/v1/parameters"
        let before = inode(path)
        studio.put("inputs/maps/other.yaml", "# nothing\n")
        _ = studio.run("build")
        #expect(rows("level").count == 2)
        #expect(before != 0 && inode(path) == before)
    }

    private func inode(_ path: String) -> UInt {
        var facts = stat()
        return stat(studio.root + "/" + path, &facts) == 0 ? facts.st_ino : 0
    }

    @Test func `a spoiled index is written anew`() {
        #expect(studio.run("build").status == 0)
        #expect(rows("level").count == 2)
        let path = ".cache/v1/parameters"
        studio.edit(path, "Level", "Lavel")
        #expect(rows("level").count == 2)
        studio.put(path, "x")
        #expect(rows("level").count == 2)
        #expect(studio.text(path)?.hasPrefix("pipeline parameters 3 ") == true)
    }

    @Test func `nothing found is a failure, and a limit is told`() {
        #expect(studio.run("build").status == 0)
        #expect(studio.run("plugins", "search", "nowhere").status == 1)
        let limited = studio.run("plugins", "search", "tiny", "--limit", "1")
        #expect(limited.output.contains("4 parameters, the first 1 shown"))
    }

    @Test func `who finds nothing is told what was searched, and which word is at fault`() {
        #expect(studio.run("build").status == 0)
        let result = studio.run("plugins", "search", "drive", "levle")
        #expect(result.status == 1)
        #expect(
            result.messages.hasPrefix(
                "'drive levle' was looked for in 4 parameters of 2 plugins (LV2): "),
            "\(result.messages)")
        #expect(result.messages.contains("'drive' alone is found 2 times\n"))
        #expect(result.messages.contains("'levle' is nowhere; did you mean 'level'?\n"))
        #expect(studio.run("plugins", "search", "levle", "-q").messages.isEmpty)
    }

    @Test func `a format and a plugin narrow a search, and are told when they leave nothing`() {
        #expect(studio.run("build").status == 0)
        #expect(rows("level", "--plugin", "tone").count == 1)
        #expect(rows("level", "--plugin", "http://example.org/gain").count == 1)
        #expect(rows("level", "--type", "lv2").count == 2)
        let none = studio.run("plugins", "search", "level", "--type", "clap")
        #expect(none.status == 1)
        #expect(none.messages.contains("without --type and --plugin there are 2\n"))
        #expect(studio.run("plugins", "search", "level", "--type", "tape").status == 2)
    }

    @Test func `words in the parameter's own name come before words in its plugin's`() {
        studio.edit("inputs/descriptors/tone.json", "\"Tiny tone\"", "\"Drive tone\"")
        #expect(studio.run("build").status == 0)
        let found = rows("drive")
        #expect(found.count == 3)
        #expect(found.last?.hasPrefix("lv2,Drive tone,0,level,Level,") == true, "\(found)")
    }
}
