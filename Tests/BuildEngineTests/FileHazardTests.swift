import BuildEngine
import ContentDigest
import Diagnostics
import Foundation
import Testing

/// Changes of files that stamps and sizes hide.
@Suite struct FileHazardTests {
    private func joined(_ words: String = "f:a") throws -> TestWorkspace {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        workspace.put("files/a", "aaaa")
        workspace.put("files/b", "bbbb")
        workspace.put("defs/1", words)
        try workspace.build()
        try workspace.build()
        return workspace
    }

    private func stamp(_ workspace: TestWorkspace, _ path: String, _ seconds: Int) {
        var times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
        utimensat(AT_FDCWD, workspace.root + "/" + path, &times, 0)
    }

    private func rename(_ workspace: TestWorkspace, _ from: String, _ to: String) {
        Foundation.rename(workspace.root + "/" + from, workspace.root + "/" + to)
    }

    @Test(arguments: [0, 1, 1_000_000_000, 4_000_000_000])
    func `other content of equal size under a stamp that was set is seen`(seconds: Int) throws {
        let workspace = try joined()
        stamp(workspace, "files/a", seconds)
        try workspace.build()
        workspace.put("files/a", "cccc")
        stamp(workspace, "files/a", seconds)
        #expect(try workspace.build().executed == ["join:1"])
        #expect(workspace.text("out/1") == "(cccc)")
    }

    @Test func `two files of equal size and stamps that are swapped are seen`() throws {
        let workspace = try joined("f:a f:b")
        for file in ["a", "b"] { stamp(workspace, "files/" + file, 1_000_000_000) }
        try workspace.build()
        rename(workspace, "files/a", "files/c")
        rename(workspace, "files/b", "files/a")
        rename(workspace, "files/c", "files/b")
        try workspace.build()
        #expect(workspace.text("out/1") == "(bbbbaaaa)")
    }

    @Test func `two saves by rename between two inodes are seen`() throws {
        let workspace = try joined()
        for round in 0..<30 {
            workspace.put("files/next", "\(1000 + round)")
            rename(workspace, "files/next", "files/a")
            try workspace.build()
            #expect(workspace.text("out/1") == "(\(1000 + round))")
        }
    }

    @Test func `only another mode or link count runs nothing`() throws {
        let workspace = try joined()
        chmod(workspace.root + "/files/a", 0o600)
        link(workspace.root + "/files/a", workspace.root + "/other-name")
        for _ in 0..<2 { #expect(try workspace.build().outcomes.isEmpty) }
    }

    @Test func `a file that becomes a folder fails its reader, and comes back`() throws {
        let workspace = try joined()
        workspace.remove("files/a")
        workspace.put("files/a/inside", "x")
        let report = try workspace.build()
        #expect(report.count(.failed) == 1)
        #expect(report.diagnostics.map(\.diagnostic.code) == ["build.cannot-read"])
        #expect(workspace.text("out/1") == "(aaaa)")
        #expect(try workspace.build().count(.failed) == 1)
        workspace.remove("files/a")
        workspace.put("files/a", "aaaa")
        #expect(try workspace.build().count(.failed) == 0)
        #expect(try workspace.build().outcomes.isEmpty)
    }

    @Test func `a link that leads elsewhere is seen, and so is a change behind it`() throws {
        let workspace = try joined()
        workspace.remove("files/a")
        symlink("b", workspace.root + "/files/a")
        try workspace.build()
        #expect(workspace.text("out/1") == "(bbbb)")
        workspace.put("files/b", "behind")
        try workspace.build()
        #expect(workspace.text("out/1") == "(behind)")
        workspace.put("files/c", "cccccc")
        workspace.remove("files/a")
        symlink("c", workspace.root + "/files/a")
        try workspace.build()
        #expect(workspace.text("out/1") == "(cccccc)")
        workspace.remove("files/c")
        try workspace.build()
        #expect(workspace.text("out/1") == "(-)")
    }

    @Test func `an output that was replaced by a link is made a file again`() throws {
        let workspace = try joined()
        workspace.put("precious", "(aaaa)")
        workspace.remove("out/1")
        symlink("../precious", workspace.root + "/out/1")
        workspace.put("files/a", "new")
        try workspace.build()
        #expect(workspace.text("out/1") == "(new)")
        #expect(workspace.text("precious") == "(aaaa)")
    }

    @Test func `an input that changes while its only reader runs is read again`() throws {
        let workspace = TestWorkspace(rules: [])
        let root = workspace.root
        let edits = Edits()
        workspace.rules = [
            Rule(kind: "workspace", code: testCode) { context throws(Interrupt) in
                let text = try context.read("input") ?? []
                if edits.next() < 2 {
                    try? Data("late".utf8).write(to: URL(fileURLWithPath: root + "/input"))
                }
                context.write("out", text)
            }
        ]
        workspace.put("input", "soon")
        try workspace.build()
        #expect(workspace.text("out") == "late")
        #expect(try workspace.build().outcomes.isEmpty)
    }

    @Test func `an input that never keeps still fails its reader`() throws {
        let workspace = TestWorkspace(rules: [])
        let root = workspace.root
        let edits = Edits()
        workspace.rules = [
            Rule(kind: "workspace", code: testCode) { context throws(Interrupt) in
                _ = try context.read("input")
                let text = "\(1000 + edits.next())"
                try? Data(text.utf8).write(to: URL(fileURLWithPath: root + "/input"))
                context.write("out", [1])
            }
        ]
        workspace.put("input", "soon")
        let report = try workspace.build()
        #expect(report.diagnostics.map(\.diagnostic.code) == ["build.inputs-keep-changing"])
        #expect(workspace.text("out") == nil)
    }

    @Test func `a moved workspace runs nothing`() throws {
        let workspace = try joined()
        let other = TestWorkspace(rules: ModelGraph.rules)
        other.remove("")
        rename(workspace, "", "../\(other.root.split(separator: "/").last ?? "")")
        let report = try other.build()
        #expect(report.outcomes.isEmpty)
        #expect(other.text("out/1") == "(aaaa)")
    }

    @Test func `an edit through mapped memory is seen`() throws {
        let workspace = try joined()
        let file = open(workspace.root + "/files/a", O_RDWR)
        let memory = mmap(nil, 4, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        memory?.storeBytes(of: UInt8(ascii: "z"), as: UInt8.self)
        munmap(memory, 4)
        close(file)
        try workspace.build()
        #expect(workspace.text("out/1") == "(zaaa)")
    }
}

/// Counts from threads that take turns.
private final class Edits: @unchecked Sendable {
    // Unchecked: a rule runs on one thread at a time.
    private var count = 0

    func next() -> Int {
        count += 1
        return count
    }
}
