import BuildEngine
import Foundation
import Testing

/// What collecting keeps and what it lets go of.
@Suite struct CacheCollectionTests {
    /// One node that copies a file of `size` bytes, padded, so that each version weighs the same.
    private func workspace(size: Int = 1000) -> TestWorkspace {
        TestWorkspace(rules: [
            Rule(kind: "workspace", code: testCode) { $0.demand("copy") },
            Rule(kind: "copy", code: testCode) { context throws(Interrupt) in
                let word = try context.read("in") ?? []
                context.write("out", word + [UInt8](repeating: 46, count: size - word.count))
            },
        ])
    }

    /// Writes a version and builds it; whether it came from the store.
    @discardableResult
    private func build(
        _ version: String, in workspace: TestWorkspace, cacheLimit: UInt64 = .max
    ) throws -> Bool {
        workspace.put("in", version)
        let report = try workspace.build(cacheLimit: cacheLimit)
        #expect(workspace.text("out")?.hasPrefix(version + ".") == true)
        return report.outcome(of: "copy")?.kind == .restored
    }

    @Test func `with room for all, every old result stays`() throws {
        let workspace = workspace()
        for version in ["one", "two", "three"] { try build(version, in: workspace) }
        let report = try workspace.engine().collect(limit: 1 << 20, command: "test")
        #expect(report.droppedAccounts == 0)
        #expect(try workspace.build().outcomes.isEmpty)
        for version in ["one", "two", "three"] { #expect(try build(version, in: workspace)) }
    }

    @Test func `without room only what the last build needs stays`() throws {
        let workspace = workspace()
        for version in ["one", "two", "three"] { try build(version, in: workspace) }
        let report = try workspace.engine().collect(limit: 0, command: "test")
        #expect(report.bytesAfter < report.bytesBefore && report.bytesAfter == report.bytesNeeded)
        #expect(try workspace.build().outcomes.isEmpty)
        workspace.remove("out")
        #expect(try workspace.build().outcome(of: "copy")?.kind == .repaired)
        #expect(try !build("one", in: workspace))
    }

    @Test func `the result that was used longest ago goes first`() throws {
        let workspace = workspace()
        for version in ["one", "two", "three", "one", "four"] { try build(version, in: workspace) }
        // Room for what is needed and for one more result: the one used again, not a newer one.
        let needed = try workspace.engine().collect(limit: 0, isDryRun: true, command: "test")
        _ = try workspace.engine().collect(limit: needed.bytesNeeded + 1800, command: "test")
        #expect(try build("one", in: workspace))
        #expect(try !build("two", in: workspace))
    }

    @Test func `a dry run tells the same and changes nothing`() throws {
        let workspace = workspace()
        for version in ["one", "two"] { try build(version, in: workspace) }
        let told = try workspace.engine().collect(limit: 0, isDryRun: true, command: "test")
        #expect(try build("one", in: workspace))
        try build("two", in: workspace)
        let done = try workspace.engine().collect(limit: 0, command: "test")
        #expect(told.bytesAfter == done.bytesAfter)
    }

    @Test func `large artifacts go and stay like small ones`() throws {
        let workspace = workspace(size: 100_000)
        for version in ["one", "two"] { try build(version, in: workspace) }
        let report = try workspace.engine().collect(limit: 0, command: "test")
        #expect(report.bytesBefore > 200_000 && report.bytesAfter < 120_000)
        workspace.remove("out")
        #expect(try workspace.build().outcome(of: "copy")?.kind == .repaired)
        #expect(try !build("one", in: workspace))
    }

    @Test func `a build keeps the store below its limit by itself`() throws {
        let workspace = workspace(size: 1 << 20)
        for version in 0..<12 {
            try build("version \(version)", in: workspace, cacheLimit: 4 << 20)
            let kept = try #require(try workspace.engine().verifyCache())
            #expect(kept.bytes <= 5 << 20)
        }
        #expect(try build("version 10", in: workspace, cacheLimit: 4 << 20))
    }

    @Test func `what a killed collection left is in nobody's way`() throws {
        let workspace = workspace()
        for version in ["one", "two"] { try build(version, in: workspace) }
        workspace.put(".cache/v1/pack-1", "left by a killed collection")
        _ = try workspace.engine().collect(limit: 0, command: "test")
        #expect(try workspace.build().outcomes.isEmpty)
        let packs = try FileManager.default.contentsOfDirectory(
            atPath: workspace.root + "/.cache/v1"
        ).filter { $0.hasPrefix("pack") }
        #expect(packs == ["pack-1"])
        #expect(try workspace.engine().verifyCache()?.damages == [])
    }

    @Test func `verifying names what is damaged, and the next build mends it`() throws {
        let workspace = workspace()
        try build("one", in: workspace)
        let path = URL(fileURLWithPath: workspace.root + "/.cache/v1/pack")
        var bytes = try Data(contentsOf: path)
        let place = try #require(bytes.firstRange(of: Data("one....".utf8))).lowerBound
        bytes[place] ^= 1
        try bytes.write(to: path)
        let found = try #require(try workspace.engine().verifyCache())
        #expect(found.damages.map(\.node) == ["copy"] && found.damages[0].isNeeded)
        workspace.remove("out")
        #expect(try workspace.build().executed == ["copy"])
        #expect(try workspace.engine().verifyCache()?.damages.contains { $0.isNeeded } == false)
    }

    @Test func `a result that was forgotten is made again, and nothing else`() throws {
        let workspace = workspace()
        try build("one", in: workspace)
        let forgotten = try workspace.engine().forget(["copy", "nothing"], command: "test")
        #expect(forgotten.nodes == ["copy"] && forgotten.unknown == ["nothing"])
        #expect(try workspace.build().executed == ["copy"])
        #expect(try workspace.build().outcomes.isEmpty)
    }
}
