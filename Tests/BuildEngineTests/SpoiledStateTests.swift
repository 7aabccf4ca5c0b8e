import BuildEngine
import ContentDigest
import Foundation
import Testing

/// The engine's own files, cut, flipped and swapped: the next build gives what a clean one gives.
@Suite struct SpoiledStateTests {
    private let folder = ".cache/v1"

    /// A workspace with a snapshot, a journal and a pack, one of its nodes with findings.
    private func grown() throws -> TestWorkspace {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("files/a", "aa")
        for (node, words) in ["f:a", "n:0 f:b", "n:1", "f:a BAD"].enumerated() {
            workspace.put("defs/\(node)", words)
        }
        try workspace.build()
        workspace.put("files/a", "longer")
        try workspace.build()
        return workspace
    }

    /// Builds with one of the engine's files spoiled, after an edit or without one.
    private func check(
        _ spoiled: [String: Data?], _ good: TestWorkspace, _ state: [String: Data], edits: Bool,
        _ label: String
    ) throws {
        for (name, bytes) in state { try bytes.write(to: url(name, good)) }
        for (name, bytes) in spoiled {
            if let bytes {
                try bytes.write(to: url(name, good))
            } else {
                try FileManager.default.removeItem(at: url(name, good))
            }
        }
        good.put("files/a", edits ? "other" : "longer")
        let report = try good.build(width: 1)
        let value = edits ? "(other)" : "(longer)"
        let found = [
            good.text("out/0"), good.text("out/1"), good.text("out/2"), good.text("out/3"),
        ]
        let length = edits ? 7 : 8
        #expect(found == [value, "(\(length)-)", "(4)", nil], "\(label)")
        #expect(report.diagnostics.map(\.diagnostic.code) == ["test.bad"], "\(label)")
        #expect(report.count(.failed) == 0, "\(label)")
        let again = try good.build(width: 1)
        #expect(again.outcomes.isEmpty, "\(label): \(again.outcomes)")
        #expect(again.diagnostics.map(\.diagnostic.code) == ["test.bad"], "\(label)")
    }

    private func url(_ name: String, _ workspace: TestWorkspace) -> URL {
        URL(fileURLWithPath: "\(workspace.root)/\(folder)/\(name)")
    }

    private func files(of workspace: TestWorkspace) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for name in ["state", "journal", "pack"] {
            found[name] = try Data(contentsOf: url(name, workspace))
        }
        return found
    }

    @Test(arguments: ["state", "journal", "pack"], [false, true])
    func `a file cut anywhere costs work, never a result`(name: String, edits: Bool) throws {
        let workspace = try grown()
        let state = try files(of: workspace)
        let whole = try #require(state[name])
        #expect(whole.count > 64)
        // All short cuts, then every few bytes, so that all boundaries of tables are near one.
        var cuts = Array(stride(from: 0, to: min(130, whole.count), by: thorough ? 1 : 3))
        cuts += stride(from: 130, to: whole.count, by: thorough ? 1 : max(1, whole.count / 60))
        for cut in cuts {
            try check(
                [name: whole.prefix(cut)], workspace, state, edits: edits, "\(name) cut at \(cut)")
        }
    }

    @Test(arguments: ["state", "journal", "pack"], [false, true])
    func `a flipped bit costs work, never a result`(name: String, edits: Bool) throws {
        let workspace = try grown()
        let state = try files(of: workspace)
        let whole = try #require(state[name])
        var numbers = SeededNumbers(state: 7)
        // The long form flips every single bit.
        for round in 0..<(thorough ? whole.count * 8 : 80) {
            let place =
                thorough
                ? round / 8
                : round < 60
                    ? min(round, whole.count - 1) : .random(in: 0..<whole.count, using: &numbers)
            let bit = thorough ? round % 8 : Int.random(in: 0..<8, using: &numbers)
            var bytes = whole
            bytes[bytes.startIndex + place] ^= UInt8(1 << bit)
            try check(
                [name: bytes], workspace, state, edits: edits, "\(name), bit \(bit) of \(place)")
        }
    }

    @Test(arguments: [false, true])
    func `files that are lost, empty or foreign cost work, never a result`(edits: Bool) throws {
        let workspace = try grown()
        let state = try files(of: workspace)
        let foreign = Data("pipeline state 9 and nothing that is known here".utf8)
        let names = ["state", "journal", "pack"]
        for set in 1..<8 {
            let chosen = names.enumerated().filter { set >> $0.offset & 1 == 1 }.map(\.element)
            for replacement in [nil, Data(), foreign] {
                let spoiled = Dictionary(uniqueKeysWithValues: chosen.map { ($0, replacement) })
                try check(
                    spoiled, workspace, state, edits: edits,
                    "\(chosen) \(replacement.map { "\($0.count) bytes" } ?? "lost")")
            }
        }
    }

    @Test func `a journal of another generation is left out`() throws {
        let workspace = try grown()
        let old = try files(of: workspace)
        // A fold replaces the snapshot; the old journal comes back beside the new snapshot.
        try FileManager.default.removeItem(at: url("state", workspace))
        workspace.put("files/a", "folded")
        try workspace.build()
        var now = try files(of: workspace)
        now["journal"] = old["journal"]
        try check([:], workspace, now, edits: true, "old journal")
    }

    @Test func `a state that was thrown away half is not added to`() throws {
        let workspace = try grown()
        let state = try files(of: workspace)
        var spoiled = try #require(state["state"])
        // The last bytes belong to the nodes' tables, which are only loaded when something changed.
        spoiled[spoiled.endIndex - 1] ^= 1
        try check(["state": spoiled], workspace, state, edits: true, "nodes' tables")
        workspace.put("files/a", "third")
        #expect(try workspace.build().executed.contains("join:0"))
        #expect(try workspace.build().outcomes.isEmpty)
        #expect(workspace.text("out/0") == "(third)")
    }
}

/// Whether the long form of the tests is asked for.
let thorough = ProcessInfo.processInfo.environment["PROOF_SEEDS"] != nil
