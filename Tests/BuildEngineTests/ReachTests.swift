import BuildEngine
import Testing

/// Builds of what certain changes can reach, and of nothing else.
@Suite struct ReachTests {
    private let nodeCount = 10
    private let fileCount = 6

    /// A definition of random words, of which no two nodes need each other.
    private func definition(_ node: Int, _ numbers: inout SeededNumbers) -> String {
        var words: [String] = []
        for _ in 0..<Int.random(in: 1...3, using: &numbers) {
            let isFile = Bool.random(using: &numbers) || node == 0
            words.append(
                isFile
                    ? "f:\(Int.random(in: 0...fileCount, using: &numbers))"
                    : "n:\(Int.random(in: 0..<node, using: &numbers))")
        }
        switch Int.random(in: 0..<16, using: &numbers) {
        case 0: words.append("FAIL")
        case 1: words.append("BAD")
        default: break
        }
        return words.joined(separator: " ")
    }

    private func filled(_ numbers: inout SeededNumbers) throws -> TestWorkspace {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        for node in 0..<nodeCount { workspace.put("defs/\(node)", definition(node, &numbers)) }
        for file in 0..<fileCount { workspace.put("files/\(file)", "x\(file)") }
        try workspace.build()
        return workspace
    }

    /// Random edits: paths with their new text, or none for a file that goes.
    private func edits(_ numbers: inout SeededNumbers) -> [(path: String, text: String?)] {
        (0..<Int.random(in: 1...3, using: &numbers)).map { _ in
            let node = Int.random(in: 0..<nodeCount, using: &numbers)
            let file = Int.random(in: 0...fileCount, using: &numbers)
            switch Int.random(in: 0..<7, using: &numbers) {
            case 0, 1: return ("defs/\(node)", definition(node, &numbers))
            case 2, 3:
                let length = Int.random(in: 1...3, using: &numbers)
                return ("files/\(file)", String(repeating: "y", count: length))
            case 4: return ("files/\(file)", nil)
            case 5: return ("out/\(node)", "spoiled")
            default: return ("defs/\(node)", nil)
            }
        }
    }

    private func make(_ edits: [(path: String, text: String?)], in workspace: TestWorkspace) {
        for (path, text) in edits {
            if let text { workspace.put(path, text) } else { workspace.remove(path) }
        }
    }

    private func hint(_ changed: some Sequence<String>) -> ChangeHint {
        let all = ["defs", "files", "out"].flatMap { folder in
            (0..<20).map { "\(folder)/\($0)" }
        }
        return ChangeHint(changed: Set(changed), tracked: Set(all))
    }

    @Test(arguments: 1...seedCount)
    func `a build of what changed runs what a full build runs, and leaves the next nothing`(
        seed: Int
    ) throws {
        var numbers = SeededNumbers(state: UInt64(seed) &* 977)
        var same = numbers
        let workspace = try filled(&numbers)
        let twin = try filled(&same)
        for round in 0..<10 {
            let edits = edits(&numbers)
            make(edits, in: workspace)
            make(edits, in: twin)
            let report = try workspace.build { $0.changes = hint(edits.map(\.path)) }
            let full = try twin.build()
            let label: Comment = "seed \(seed), round \(round): \(edits)"
            #expect(report.executed == full.executed, label)
            #expect(report.removed.sorted() == full.removed.sorted(), label)
            for node in 0..<nodeCount {
                #expect(workspace.text("out/\(node)") == twin.text("out/\(node)"), label)
            }
            let again = try workspace.build()
            #expect(again.executed.isEmpty && again.count(.restored) == 0, label)
            #expect(again.count(.repaired) == 0, label)
        }
    }

    @Test(arguments: 1...seedCount)
    func `what the changes reach is right even when other files changed unseen`(
        seed: Int
    ) throws {
        var numbers = SeededNumbers(state: UInt64(seed) &* 7919)
        for round in 0..<4 {
            let workspace = try filled(&numbers)
            let before = (0..<nodeCount).map { workspace.text("defs/\($0)") ?? "" }
            make(edits(&numbers), in: workspace)
            let file = Int.random(in: 0..<fileCount, using: &numbers)
            workspace.put("files/\(file)", "changed")
            try workspace.build { $0.changes = hint(["files/\(file)"]) }
            for node in 0..<nodeCount
            where reads(node, file, before) && workspace.text("defs/\(node)") != nil {
                guard let expected = ModelGraph.expected("\(node)", in: workspace) else { continue }
                #expect(
                    workspace.text("out/\(node)") == expected,
                    "seed \(seed), round \(round), node \(node)")
            }
        }
    }

    /// Whether a node needed a file, itself or through others, by some definitions.
    private func reads(_ node: Int, _ file: Int, _ definitions: [String]) -> Bool {
        definitions[node].split(separator: " ").contains { word in
            if word == "f:\(file)" { return true }
            guard word.hasPrefix("n:"), let other = Int(word.dropFirst(2)) else { return false }
            return reads(other, file, definitions)
        }
    }

    private func chain() throws -> TestWorkspace {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("defs/0", "f:0")
        workspace.put("defs/1", "n:0 f:1")
        workspace.put("defs/2", "f:2")
        for file in 0..<3 { workspace.put("files/\(file)", "x") }
        try workspace.build()
        return workspace
    }

    @Test func `a change that the hint does not name stays for the next full build`() throws {
        let workspace = try chain()
        workspace.put("files/0", "longer")
        workspace.put("files/2", "longer")
        let report = try workspace.build { $0.changes = hint(["files/0"]) }
        #expect(report.executed == ["join:0", "join:1"])
        #expect(report.reachedCount == 2)
        #expect(try workspace.build().executed == ["join:2"])
    }

    @Test func `a file that nobody tracks is looked at whatever the hint says`() throws {
        let workspace = try chain()
        workspace.put("files/2", "longer")
        let known = ChangeHint(
            changed: [], tracked: ["defs/0", "defs/1", "defs/2", "files/0", "files/1"])
        #expect(try workspace.build { $0.changes = known }.executed == ["join:2"])
    }

    @Test func `an output that was edited is mended when the hint names it`() throws {
        let workspace = try chain()
        workspace.put("out/1", "spoiled")
        let report = try workspace.build { $0.changes = hint(["out/1"]) }
        #expect(report.outcomes.map(\.kind) == [.repaired])
        #expect(workspace.text("out/1") == "(3x)")
    }

    @Test func `without a former build everything is built`() throws {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("defs/0", "f:0")
        let report = try workspace.build { $0.changes = hint([]) }
        #expect(report.executed == ["join:0", "workspace"])
        #expect(report.reachedCount == nil)
    }

    @Test func `targets and changes together mean what both mean`() throws {
        let workspace = try chain()
        for file in 0..<3 { workspace.put("files/\(file)", "longer") }
        let report = try workspace.build {
            $0.changes = hint(["files/0", "files/1", "files/2"])
            $0.targets = ["join:2"]
        }
        #expect(report.executed == ["join:2"])
    }

    @Test func `a dry run tells of what the changes reach, and of nothing else`() throws {
        let workspace = try chain()
        workspace.put("files/0", "longer")
        workspace.put("files/2", "longer")
        let report = try workspace.build {
            $0.changes = hint(["files/0"])
            $0.isDryRun = true
        }
        #expect(report.planned.map(\.node) == ["join:0", "join:1"])
    }
}

extension TestWorkspace {
    /// Builds with options that `choose` sets.
    @discardableResult
    func build(
        observe: @escaping (BuildEvent) -> Void = { _ in }, _ choose: (inout BuildOptions) -> Void
    ) throws -> BuildReport {
        var options = BuildOptions()
        options.width = 2
        choose(&options)
        return try engine().build(options, command: "test", observe: observe)
    }
}
