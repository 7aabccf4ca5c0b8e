import BuildEngine
import ContentStore
import Glibc
import Synchronization
import Testing

/// Refuses one operation, or all from one on, counted from the first.
private final class Refusal: Sendable {
    private let count = Atomic<Int>(0)
    let first: Int
    let last: Int
    let code: Int32

    init(first: Int, last: Int, code: Int32) {
        self.first = first
        self.last = last
        self.code = code
    }

    /// How many operations there were.
    var operations: Int { count.load(ordering: .relaxed) }

    var faults: DiskFaults {
        { [self] _, _ in
            let number = count.add(1, ordering: .relaxed).newValue
            return number >= first && number <= last ? code : 0
        }
    }
}

/// A disk that refuses any one operation, or everything from one on: the build tells, and the next
/// one gives what a clean build gives.
@Suite struct RefusingDiskTests {
    /// Definitions and files before the edit, and what the edit changes.
    private static let before = [
        "defs/0": "f:a", "defs/1": "n:0 f:b", "defs/2": "n:1", "defs/3": "f:a BAD", "defs/4": "f:b",
        "files/a": "aa", "files/b": "b",
    ]
    private static let after = [
        "defs/1": "n:0 f:a", "defs/3": "f:a n:1", "files/a": "longer", "defs/5": "n:1 f:c",
    ]

    private func grown() throws -> TestWorkspace {
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        for (path, text) in Self.before { workspace.put(path, text) }
        try workspace.build()
        for (path, text) in Self.after { workspace.put(path, text) }
        workspace.remove("defs/4")
        return workspace
    }

    private func outputs(of workspace: TestWorkspace) -> [String?] {
        (0...5).map { workspace.text("out/\($0)") }
    }

    private func expected() throws -> [String?] {
        let clean = TestWorkspace(rules: ModelGraph.rules)
        for (path, text) in Self.before { clean.put(path, text) }
        for (path, text) in Self.after { clean.put(path, text) }
        clean.remove("defs/4")
        try clean.build()
        return outputs(of: clean)
    }

    /// Builds while the disk refuses, then without: the second build mends everything.
    private func check(_ workspace: TestWorkspace, _ refusal: Refusal, _ expected: [String?]) throws
    {
        let label = "errno \(refusal.code) from \(refusal.first) to \(refusal.last)"
        let refused = try? workspace.build(width: 1, faults: refusal.faults)
        for node in 0...5 {
            guard let text = workspace.text("out/\(node)") else { continue }
            #expect(text.hasPrefix("(") && text.hasSuffix(")"), "\(label): out/\(node) is torn")
        }
        let told = refused.map { report in
            !report.diagnostics.isEmpty || report.outcomes.allSatisfy { $0.kind != .failed }
        }
        #expect(told ?? true, "\(label): a failure that nobody is told of")
        try workspace.build(width: 1)
        #expect(outputs(of: workspace) == expected, "\(label)")
        let again = try workspace.build(width: 1)
        #expect(again.outcomes.isEmpty, "\(label): \(again.outcomes)")
    }

    private func operationCount() throws -> Int {
        let counting = Refusal(first: .max, last: .max, code: 0)
        try grown().build(width: 1, faults: counting.faults)
        return counting.operations
    }

    /// Places of faults: all in the long form, every few else.
    private func places() throws -> [Int] {
        let count = try operationCount()
        #expect(count > 60)
        return Array(stride(from: 1, through: count + 2, by: thorough ? 1 : 5))
    }

    @Test(arguments: [ENOSPC, EMFILE, EACCES, EIO])
    func `one operation that is refused costs work, never a result`(code: Int32) throws {
        let wanted = try expected()
        for place in try places() {
            try check(try grown(), Refusal(first: place, last: place, code: code), wanted)
        }
    }

    @Test(arguments: [ENOSPC, EIO])
    func `a disk that refuses everything from some moment on is like a kill`(code: Int32) throws {
        let wanted = try expected()
        for place in try places() {
            try check(try grown(), Refusal(first: place, last: .max, code: code), wanted)
        }
    }

    @Test func `a first build on a disk that refuses is completed by the next`() throws {
        let wanted = try expected()
        for place in try places() {
            let workspace = TestWorkspace(rules: ModelGraph.rules)
            for (path, text) in Self.before { workspace.put(path, text) }
            for (path, text) in Self.after { workspace.put(path, text) }
            workspace.remove("defs/4")
            try check(workspace, Refusal(first: place, last: .max, code: ENOSPC), wanted)
        }
    }

    @Test(arguments: [ENOSPC, EIO])
    func `collecting on a disk that refuses leaves a store that is whole`(code: Int32) throws {
        let counting = Refusal(first: .max, last: .max, code: 0)
        _ = try grown().engine(faults: counting.faults).collect(limit: 0, command: "test")
        for place in 1...counting.operations {
            let workspace = try grown()
            let refusal = Refusal(first: place, last: .max, code: code)
            _ = try? workspace.engine(faults: refusal.faults).collect(limit: 0, command: "test")
            let found = try workspace.engine().verifyCache()
            #expect(found?.damages.filter(\.isNeeded) == [], "from \(place)")
            #expect(found?.stateHolds == true, "from \(place)")
        }
    }
}
