import Diagnostics
import Glibc
import PipelineTasks
import Testing

/// The table of codes and its page, held against the source.
@Suite struct RuleCatalogTests {
    private static let areas = [
        "ardour", "controller", "descriptor", "json", "map", "plugin", "registry", "xml", "yaml",
    ]
    /// What a reader of fields reports in every area.
    private static let ofReaders = [
        "wrong-type", "missing-key", "unknown-key", "out-of-range", "unknown-value",
    ]

    private struct Source {
        var path: String
        var text: String
    }

    private static let sources: [Source] = filesBelow(packageFolder + "/Sources")
        .filter { $0.hasSuffix(".swift") && !$0.hasSuffix("RuleCatalog+Table.swift") }
        .map { path in
            Source(
                path: String(path.dropFirst(packageFolder.utf8.count + 1)),
                text: String(decoding: fileBytes(path) ?? [], as: UTF8.self))
        }

    /// The texts in the code that are codes of findings.
    private static let written: Set<String> = {
        var found: Set<String> = []
        for source in sources {
            for part in source.text.split(separator: "\"") where isCode(part) {
                found.insert(String(part))
            }
        }
        return found
    }()

    private static func isCode(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && areas.contains(String(parts[0])) && !parts[1].isEmpty
            && parts[1].utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2D }
    }

    @Test func `every code that is written anywhere is in the catalog`() {
        #expect(Self.written.count > 80)
        let known = Set(RuleCatalog.entries.map(\.code))
        #expect(Self.written.subtracting(known).sorted() == [])
    }

    @Test func `every code that a comment speaks of is in the catalog`() {
        let spoken = Set(
            Self.sources.flatMap { source in
                source.text.split(separator: "`").filter(Self.isCode).map(String.init)
            })
        #expect(spoken.count > 80)
        let known = Set(RuleCatalog.entries.map(\.code))
        let membersOfTypes: Set = ["descriptor.groups", "descriptor.parameters"]
        #expect(spoken.subtracting(known).subtracting(membersOfTypes).sorted() == [])
    }

    @Test func `every code of the catalog is reported somewhere`() {
        let texts = Self.sources.map(\.text)
        for entry in RuleCatalog.entries {
            let name = String(entry.code.split(separator: ".")[1])
            if Self.ofReaders.contains(name) || Self.written.contains(entry.code) { continue }
            let isThere = texts.contains {
                $0.contains("\"\(name)\"") || $0.contains("\\(area).\(name)\"")
                    || $0.contains("`\(entry.code)`") || $0.contains("case \(name)\n")
            }
            #expect(isThere, "\(entry.code)")
        }
    }

    @Test func `the catalog is sorted, and says each code once`() {
        let codes = RuleCatalog.entries.map(\.code)
        #expect(codes == Set(codes).sorted())
        #expect(
            RuleCatalog.entries.allSatisfy { !$0.summary.isEmpty && !$0.summary.hasSuffix(".") })
    }

    /// Set `WRITE_RULES_PAGE` to write the page anew.
    @Test func `the page of rules is what the rules say of themselves`() throws {
        let path = packageFolder + "/docs/rules.md"
        let page = Self.page()
        if getenv("WRITE_RULES_PAGE") != nil {
            let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
            defer { close(file) }
            let bytes = Array(page.utf8)
            try #require(write(file, bytes, bytes.count) == bytes.count)
        }
        let stored = String(decoding: fileBytes(path) ?? [], as: UTF8.self)
        let isCurrent = stored == page
        #expect(isCurrent, "run the tests once with WRITE_RULES_PAGE=1 to write docs/rules.md anew")
    }

    private static func page() -> String {
        var text = """
            # Rules

            Written from the catalog of codes and the comments of the rules; a test holds it to them.
            `[rules]` in `pipeline.toml` gives a code another severity.

            | code | severity | what must be true |
            | --- | --- | --- |

            """
        for entry in RuleCatalog.entries {
            text += "| `\(entry.code)` | \(entry.severity.rawValue) | \(entry.summary) |\n"
        }
        for comment in sources.sorted(by: { $0.path < $1.path }).flatMap(comments) {
            text += "\n" + comment
        }
        return text
    }

    /// The comments of a file that say what is reported, each under the codes it names.
    private static func comments(_ source: Source) -> [String] {
        var found: [String] = []
        var block: [Substring] = []
        for line in source.text.split(separator: "\n", omittingEmptySubsequences: false) {
            let bare = line.drop { $0 == " " }
            if bare.hasPrefix("///") {
                block.append(bare.dropFirst(bare.hasPrefix("/// ") ? 4 : 3))
                continue
            }
            let reports = block.firstIndex { $0.hasPrefix("- Reports:") }
            if let reports {
                let codes = block[reports...].joined(separator: " ").split(separator: "`")
                    .filter(isCode).map { "`\($0)`" }
                var unique: [String] = []
                for code in codes where !unique.contains(code) { unique.append(code) }
                found.append(
                    "## \(unique.joined(separator: ", "))\n\n" + block.joined(separator: "\n")
                        + "\n")
            }
            block = []
        }
        return found
    }
}
