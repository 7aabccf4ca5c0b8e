import Foundation
import Testing

/// Whether the long form of the tests is asked for.
let isThorough = ProcessInfo.processInfo.environment["PROOF_SEEDS"] != nil

/// Builds that are killed at instants spread over their whole time.
@Suite(.serialized) struct KilledBuildTests {
    /// How many kills each test makes.
    private static let kills = isThorough ? 500 : 25
    private let size = isThorough ? 300 : 96

    private func workspace(_ studio: LargeStudio) -> ProgramWorkspace {
        ProgramWorkspace(studio.files)
    }

    /// What a build from nothing makes, and how long it takes.
    private func clean(_ studio: LargeStudio) -> (tree: [String: [UInt8]], microseconds: UInt64) {
        let workspace = workspace(studio)
        let start = monotonicMicroseconds()
        let result = workspace.run("build")
        #expect(result.status == 0, "\(result.messages)")
        return (workspace.tree("outputs"), monotonicMicroseconds() - start)
    }

    /// Starts a build and kills it after a time.
    ///
    /// - Returns: whether it was still running.
    private func kill(_ workspace: ProgramWorkspace, after microseconds: UInt64) -> Bool {
        let build = workspace.start(["build"])
        usleep(UInt32(microseconds))
        build.send(SIGKILL)
        return build.wait().signal == SIGKILL
    }

    /// After a kill: every file is whole, the next build completes, the one after runs nothing.
    private func check(
        _ workspace: ProgramWorkspace, from old: [String: [UInt8]], to new: [String: [UInt8]],
        _ label: String
    ) {
        for (path, bytes) in workspace.tree("outputs") {
            #expect(bytes == old[path] || bytes == new[path], "\(label): \(path) is torn")
        }
        let (next, _) = workspace.build()
        #expect(next.status == 0, "\(label): \(next.messages)")
        let tree = workspace.tree("outputs")
        #expect(tree == new, "\(label): \(difference(tree, new))")
        let (third, nothing) = workspace.build()
        #expect(third.status == 0 && nothing.isThere && nothing.nodes.isEmpty, "\(label)")
        #expect(entries(of: workspace.root + "/.cache/v1/temporary").isEmpty, "\(label)")
    }

    private func difference(_ found: [String: [UInt8]], _ wanted: [String: [UInt8]]) -> String {
        let names = Set(found.keys).union(wanted.keys).filter { found[$0] != wanted[$0] }
        return names.sorted().prefix(5).map { path in
            "\(path) \(found[path] == nil ? "missing" : wanted[path] == nil ? "left over" : "other")"
        }.joined(separator: ", ")
    }

    @Test func `a first build that is killed is completed by the next`() {
        let studio = LargeStudio(count: size)
        let (wanted, time) = clean(studio)
        let workspace = workspace(studio)
        var hits = 0
        for number in 0..<Self.kills {
            workspace.remove("outputs")
            workspace.remove(".cache")
            let instant = time * UInt64(number * 2 + 1) / UInt64(Self.kills * 2)
            if kill(workspace, after: instant) { hits += 1 }
            check(workspace, from: [:], to: wanted, "killed after \(instant) of \(time) µs")
        }
        #expect(hits * 2 >= Self.kills, "only \(hits) builds were running when killed")
    }

    @Test func `a build after edits that is killed is completed by the next`() {
        // Back and forth between two states: other bindings in every map, a third of them deleted.
        let studios = [
            LargeStudio(count: size), LargeStudio(count: size, version: 2) { $0 % 3 != 1 },
        ]
        let wanted = studios.map { clean($0).tree }
        let workspace = workspace(studios[0])
        workspace.run("build")
        let start = monotonicMicroseconds()
        change(workspace, to: studios[1])
        let editTime = monotonicMicroseconds() - start
        workspace.run("build")
        let time = max(monotonicMicroseconds() - start - editTime, 1000)
        var hits = 0
        for number in 0..<Self.kills {
            let (from, to) = (1 - number % 2, number % 2)
            // What the store holds would be restored at once: only a build that runs is worth a kill.
            if number % 4 == 0 { workspace.remove(".cache/v1/pack") }
            change(workspace, to: studios[to])
            let instant = time * UInt64(number * 2 + 1) / UInt64(Self.kills * 2)
            if kill(workspace, after: instant) { hits += 1 }
            check(
                workspace, from: wanted[from], to: wanted[to],
                "edit \(number), killed after \(instant) of \(time) µs")
        }
        #expect(hits * 2 >= Self.kills, "only \(hits) builds were running when killed")
    }

    private func change(_ workspace: ProgramWorkspace, to studio: LargeStudio) {
        let files = studio.files
        for path in workspace.tree("inputs").keys where files[path] == nil {
            workspace.remove(path)
        }
        for (path, text) in files where workspace.text(path) != text { workspace.put(path, text) }
    }

    @Test func `an interrupted build says so, ends with 130, and is completed by the next`() {
        let studio = LargeStudio(count: 200)
        let wanted = clean(studio).tree
        let workspace = workspace(studio)
        for signal in [SIGINT, SIGTERM] {
            workspace.remove("outputs")
            workspace.remove(".cache")
            let build = workspace.start(["build"])
            while !workspace.exists("outputs/resolved"), build.isRunning { usleep(300) }
            build.send(signal)
            let result = build.wait()
            #expect(result.status == 130, "\(result.messages)")
            #expect(result.messages.contains("interrupt again to leave at once"))
            #expect(result.messages.contains("interrupted after"))
            check(workspace, from: [:], to: wanted, "signal \(signal)")
        }
    }
}

/// Two builds of one workspace.
@Suite struct ConcurrentBuildTests {
    @Test func `a build waits for another and says for whom`() throws {
        let studio = TinyStudio.workspace()
        studio.put(".cache/v1/lock", "pipeline build other (process 1)")
        let lock = open(studio.root + "/.cache/v1/lock", O_RDWR | O_CLOEXEC)
        #expect(flock(lock, LOCK_EX) == 0)
        let build = studio.start(["build"])
        #expect(build.waits(for: "waiting for another build: pipeline build other (process 1)"))
        #expect(!studio.exists("outputs"))
        close(lock)
        #expect(build.wait().status == 0)
        #expect(studio.tree("outputs").keys.sorted() == TinyStudio.outputs)
    }

    @Test func `of two builds at once one runs everything and the other nothing`() {
        let studio = ProgramWorkspace(LargeStudio(count: 40).files)
        let builds = [studio.start(["build"]), studio.start(["build"])]
        let results = builds.map { $0.wait() }
        #expect(results.map(\.status) == [0, 0])
        #expect(results.count { $0.messages.contains("nothing to do: ") } == 1)
        #expect(results.count { $0.messages.contains(" run of ") } == 1)
    }
}
