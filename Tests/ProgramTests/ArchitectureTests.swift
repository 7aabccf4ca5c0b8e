import Foundation
import Testing

/// The rules of the source code that a program can check.
@Suite struct ArchitectureTests {
    /// What each module may import besides the standard library and the system.
    private static let allowed: [String: Set<String>] = {
        let ground: [String: Set<String>] = [
            "CSystem": [], "Diagnostics": [], "RuntimeMap": ["ContentDigest"],
            "FileWatching": ["CSystem"], "ContentDigest": ["CXXHash"],
            "SourceText": ["Diagnostics", "CYAML"],
        ]
        let engine: [String: Set<String>] = [
            "TaskGraph": ["ContentDigest"],
            "ContentStore": ["ContentDigest", "TaskGraph", "CSystem"],
            "BuildEngine": [
                "TaskGraph", "ContentStore", "ContentDigest", "Diagnostics", "FileWatching",
                "CSystem",
            ],
        ]
        let domain: [String: Set<String>] = [
            "PluginCatalog": ["Diagnostics", "SourceText"],
            "PluginExtraction": ["PluginCatalog", "Diagnostics", "SourceText", "CSystem"],
            "ControlMap": ["Diagnostics", "SourceText", "PluginCatalog"],
            "XMLDocument": ["Diagnostics", "CXML2"],
            "MapGenerators": [
                "ControlMap", "PluginCatalog", "XMLDocument", "RuntimeMap", "Diagnostics",
                "SourceText",
            ],
        ]
        let runtime: [String: Set<String>] = [
            "ControlRuntime": ["RuntimeMap"],
            "ALSAMIDI": ["RuntimeMap", "ControlRuntime", "CALSA", "CJACK", "CSystem"],
            "OSCTransport": ["RuntimeMap", "ControlRuntime", "CSystem"],
        ]
        var all = ground.merging(engine) { $1 }.merging(domain) { $1 }.merging(runtime) { $1 }
        let below = Set(ground.keys).union(engine.keys).union(domain.keys)
        all["PipelineTasks"] = below
        all["pipeline"] = below.union(["PipelineTasks", "ArgumentParser"])
        all["PipelineScan"] = [
            "PluginExtraction", "PluginCatalog", "Diagnostics", "SourceText", "CSerd", "CPluginABI",
            "CSystem",
        ]
        all["PipelineRuntime"] = Set(runtime.keys).union([
            "RuntimeMap", "SourceText", "Diagnostics", "FileWatching", "CSystem",
            "ArgumentParser",
        ])
        return all
    }()

    private static let system: Set<String> = ["Glibc", "Synchronization"]
    /// Modules without files, clock or threads.
    private static let pure: Set<String> = [
        "TaskGraph", "ContentDigest", "RuntimeMap", "ControlRuntime",
    ]
    private static let programs: Set<String> = ["pipeline", "PipelineScan", "PipelineRuntime"]

    private struct Source {
        var module: String
        var path: String
        var lines: [Substring]
    }

    private static let sources: [Source] = {
        let root = packageFolder + "/Sources"
        return entries(of: root).filter(\.isFolder).flatMap { module in
            filesBelow(root + "/" + module.name).filter { $0.hasSuffix(".swift") }.map { path in
                let text = String(decoding: fileBytes(path) ?? [], as: UTF8.self)
                return Source(
                    module: module.name, path: String(path.dropFirst(packageFolder.utf8.count + 1)),
                    lines: text.split(separator: "\n", omittingEmptySubsequences: false))
            }
        }
    }()

    /// The lines of a file that are code: without comments and without texts of several lines.
    private func code(_ source: Source) -> [(number: Int, text: Substring)] {
        var isText = false
        var found: [(number: Int, text: Substring)] = []
        for (index, line) in source.lines.enumerated() {
            let wasText = isText
            if line.components(separatedBy: "\"\"\"").count % 2 == 0 { isText.toggle() }
            let trimmed = line.drop { $0 == " " }
            if wasText || trimmed.hasPrefix("//") { continue }
            found.append((index + 1, line))
        }
        return found
    }

    private func matches(_ pattern: String, in source: Source) -> [String] {
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return [pattern] }
        return code(source).filter { line in
            // Texts and what follows a comment sign on the line are no code.
            let bare = line.text.replacingOccurrences(
                of: "\"([^\"\\\\]|\\\\.)*\"|//.*", with: "\"\"", options: .regularExpression)
            let range = NSRange(bare.startIndex..., in: bare)
            return expression.firstMatch(in: bare, range: range) != nil
        }.map { "\(source.path):\($0.number): \($0.text)" }
    }

    @Test func `no module imports one above it`() {
        #expect(Self.sources.count > 100)
        for source in Self.sources {
            guard let allowed = Self.allowed[source.module] else {
                Issue.record("\(source.module) is not in the table of modules")
                continue
            }
            for (number, line) in code(source) {
                let words = line.split(separator: " ")
                guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
                    words[..<place].allSatisfy({
                        ["public", "internal", "private", "@testable"].contains($0)
                    })
                else { continue }
                let name = String(words[place + 1])
                let isAllowed =
                    allowed.contains(name)
                    || (Self.system.contains(name)
                        && !(Self.pure.contains(source.module) && name == "Glibc"))
                #expect(isAllowed, "\(source.path):\(number): \(source.module) imports \(name)")
            }
        }
    }

    @Test func `nothing imports Foundation`() {
        for source in Self.sources {
            #expect(matches("import +Foundation", in: source).isEmpty)
        }
    }

    @Test func `only programs print`() {
        for source in Self.sources where !Self.programs.contains(source.module) {
            #expect(
                matches("(?<![A-Za-z_.])(print|debugPrint|dump|puts|printf)\\(", in: source).isEmpty
            )
        }
    }

    @Test func `nothing is forced`() {
        for source in Self.sources {
            #expect(matches("try!|as!", in: source).isEmpty)
            // A name, bracket or parenthesis with the sign directly after it.
            #expect(matches("[A-Za-z0-9_\\])]!(?![=])", in: source).isEmpty)
        }
    }

    @Test func `every public declaration is documented`() {
        let kinds = "struct|enum|class|protocol|actor|func|var|let|init|subscript|typealias|static"
        var missing: [String] = []
        for source in Self.sources where !Self.programs.contains(source.module) {
            for (number, line) in code(source) {
                let words = line.drop { $0 == " " }
                guard words.hasPrefix("public "),
                    words.range(of: "^public [^=({]*\\b(\(kinds))\\b", options: .regularExpression)
                        != nil
                else { continue }
                var above = number - 2
                while above >= 0, source.lines[above].drop(while: { $0 == " " }).hasPrefix("@") {
                    above -= 1
                }
                let comment = above >= 0 ? source.lines[above].drop { $0 == " " } : ""
                if !comment.hasPrefix("///"), !isPlain(words) {
                    missing.append("\(source.path):\(number): \(words)")
                }
            }
        }
        #expect(missing.count <= Self.undocumented, "\(missing.joined(separator: "\n"))")
    }

    /// Declarations that have no comment yet; to be lowered, never raised.
    private static let undocumented = 70

    /// What the language or a protocol says already, and fields, which the comment of their type is
    /// about.
    private func isPlain(_ declaration: Substring) -> Bool {
        let field =
            "^public (internal\\(set\\) |private\\(set\\) )?(var|let) [A-Za-z]+(: [^{]+| = .+)$"
        if declaration.range(of: field, options: .regularExpression) != nil { return true }
        return [
            "public init(", "public var description", "public static func ==",
            "public static func <",
            "public let rawValue", "public func hash(",
        ].contains { declaration.hasPrefix($0) }
    }

    @Test func `the release build of pipeline holds neither full Foundation nor ICU`() throws {
        let program = packageFolder + "/.build/release/pipeline"
        let variables = ProcessInfo.processInfo.environment
        guard access(program, X_OK) == 0 else {
            let mustBeThere = variables["CI"] != nil || variables["PIPELINE_RELEASE"] != nil
            #expect(!mustBeThere, "\(program) is not built")
            return
        }
        let workspace = ProgramWorkspace()
        let symbols = workspace.runCommand(["nm", program]).output
        let libraries = workspace.runCommand(["readelf", "-d", program]).output
        #expect(symbols.utf8.count > 10_000, "the program has no symbols to look at")
        for line in symbols.split(separator: "\n") {
            let name = line.split(separator: " ").last ?? ""
            #expect(!name.hasPrefix("$s10Foundation"), "\(name)")
            #expect(!name.contains("_FoundationICU") && !name.hasPrefix("uloc_"), "\(name)")
        }
        for name in ["libFoundation.so", "lib_FoundationICU.so", "libasound", "libserd", "libicu"] {
            #expect(!libraries.contains(name), "\(name) is needed at start")
        }
    }
}
