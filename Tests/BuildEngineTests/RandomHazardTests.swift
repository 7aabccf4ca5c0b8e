import BuildEngine
import Foundation
import Glibc
import Synchronization
import Testing

/// Random edits of the kinds that deceive build tools, with cancelled builds between them.
@Suite struct RandomHazardTests {
    @Test(arguments: 1...seedCount)
    func `whatever was done to the files, the next build gives what a clean build gives`(
        seed: Int
    ) throws {
        var numbers = SeededNumbers(state: UInt64(seed) &* 7919)
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        for node in 0..<8 {
            workspace.put(
                "defs/\(node)",
                node == 0 ? "f:a f:b" : "n:\(node - 1) f:\(node % 2 == 0 ? "a" : "B")")
        }
        for file in ["a", "b", "A", "B", "c"] { workspace.put("files/\(file)", "\(file)1") }
        for round in 0..<14 {
            var done: [String] = []
            for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                done.append(hazard(workspace, &numbers))
            }
            if Int.random(in: 0..<3, using: &numbers) == 0 {
                try cancelledBuild(workspace, after: Int.random(in: 1...6, using: &numbers))
                done.append("cancelled")
            }
            let width = Int.random(in: 1...8, using: &numbers)
            try workspace.build(width: width)
            let label = "seed \(seed), round \(round), width \(width), after \(done)"
            // Node N reads files a or B and what stands before it; what cannot be read fails it.
            let failing = (0..<8).first { node in
                let files = node == 0 ? ["a", "b"] : [node % 2 == 0 ? "a" : "B"]
                return files.contains { cannotBeRead("\(workspace.root)/files/\($0)") }
            }
            for node in 0..<(failing ?? 8) {
                #expect(
                    workspace.text("out/\(node)")
                        == ModelGraph.expected("\(node)", in: workspace), "node \(node), \(label)")
            }
            let again = try workspace.build(width: width)
            #expect(
                again.executed.isEmpty && again.count(.restored) == 0, "\(label): \(again.outcomes)"
            )
        }
        for file in ["a", "b", "B"] where cannotBeRead("\(workspace.root)/files/\(file)") {
            workspace.remove("files/\(file)")
        }
        try workspace.build()
        try compareWithCleanBuild(workspace, "seed \(seed)")
    }

    /// Everything that is there, built in a folder of its own.
    private func compareWithCleanBuild(_ workspace: TestWorkspace, _ label: String) throws {
        let clean = TestWorkspace(rules: ModelGraph.rules)
        for folder in ["defs", "files"] {
            try FileManager.default.copyItem(
                atPath: "\(workspace.root)/\(folder)", toPath: "\(clean.root)/\(folder)")
        }
        try clean.build()
        for node in 0..<8 {
            #expect(workspace.text("out/\(node)") == clean.text("out/\(node)"), "\(label)")
        }
    }

    private func cancelledBuild(_ workspace: TestWorkspace, after count: Int) throws {
        let engine = try workspace.engine()
        let seen = Atomic<Int>(0)
        var options = BuildOptions()
        options.width = 2
        _ = try engine.build(options, command: "test") { _ in
            if seen.add(1, ordering: .relaxed).newValue == count { engine.cancel() }
        }
    }

    /// Does one deceiving thing, and names it.
    private func hazard(_ workspace: TestWorkspace, _ numbers: inout SeededNumbers) -> String {
        let names = ["a", "b", "A", "B", "c"]
        let name = names[Int.random(in: 0..<names.count, using: &numbers)]
        let other = names[Int.random(in: 0..<names.count, using: &numbers)]
        let (path, otherPath) = (
            workspace.root + "/files/" + name, workspace.root + "/files/" + other
        )
        let text = "\(name)\(Int.random(in: 0...9, using: &numbers))"
        func replaceable() { if cannotBeRead(path) { workspace.remove("files/" + name) } }
        switch Int.random(in: 0..<11, using: &numbers) {
        case 0:
            replaceable()
            workspace.put("files/" + name, text)
            return "\(name): other content of equal size, at once"
        case 1:
            replaceable()
            workspace.put("files/" + name, text)
            stamp(path, Int.random(in: 0...2_000_000_000, using: &numbers))
            return "\(name): stamp set"
        case 2:
            replaceable()
            let old = status(path)
            workspace.put("files/" + name, text)
            stamp(path, Int(old.st_mtim.tv_sec), Int(old.st_mtim.tv_nsec))
            return "\(name): old stamp set back"
        case 3:
            unlinkIfFile(path)
            if name != other, !isFolder(otherPath) { link(otherPath, path) }
            return "\(name): hard link to \(other)"
        case 4:
            unlinkIfFile(path)
            symlink(other, path)
            return "\(name): link to \(other)"
        case 5:
            rename(path, path + ".swap")
            rename(otherPath, path)
            rename(path + ".swap", otherPath)
            return "\(name) and \(other) swapped"
        case 6:
            rename(path, workspace.root + "/files/" + (name == "a" ? "A" : "a"))
            return "\(name) renamed by case"
        case 7:
            unlinkIfFile(path)
            mkdir(path, 0o755)
            return "\(name) became a folder"
        case 8:
            unlinkIfFile(path)
            return "\(name) removed"
        case 9:
            workspace.put("new", text)
            replaceable()
            rename(workspace.root + "/new", path)
            return "\(name) replaced by rename"
        default:
            chmod(path, Bool.random(using: &numbers) ? 0o600 : 0o755)
            return "\(name): other mode"
        }
    }

    /// Whether it is there and no file: a folder, or a link that leads nowhere but in circles.
    private func cannotBeRead(_ path: String) -> Bool {
        var found = stat()
        if stat(path, &found) != 0 { return errno == ELOOP }
        return found.st_mode & S_IFMT != S_IFREG
    }

    private func isFolder(_ path: String) -> Bool { status(path).st_mode & S_IFMT == S_IFDIR }

    private func unlinkIfFile(_ path: String) {
        if isFolder(path) { rmdir(path) } else { unlink(path) }
    }

    private func status(_ path: String) -> stat {
        var found = stat()
        lstat(path, &found)
        return found
    }

    private func stamp(_ path: String, _ seconds: Int, _ nanoseconds: Int = 0) {
        let time = timespec(tv_sec: seconds, tv_nsec: nanoseconds)
        utimensat(AT_FDCWD, path, [time, time], 0)
    }
}
