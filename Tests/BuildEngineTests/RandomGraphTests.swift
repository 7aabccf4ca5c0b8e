import BuildEngine
import Foundation
import Testing

/// A small generator of numbers, seeded, so that a failing run can be repeated.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var x = state
        x ^= x >> 33
        x = x &* 0xff51_afd7_ed55_8ccd
        return x ^ (x >> 33)
    }
}

/// How many random graphs are tried; `PROOF_SEEDS` asks for more.
let seedCount = ProcessInfo.processInfo.environment["PROOF_SEEDS"].flatMap { Int($0) } ?? 24

@Suite struct RandomGraphTests {
    @Test(arguments: 1...seedCount)
    func `every build gives what plain recursion gives, and the next one runs nothing`(
        seed: Int
    ) throws {
        var numbers = SeededNumbers(state: UInt64(seed))
        let workspace = TestWorkspace(rules: ModelGraph.rules)
        let count = 12
        for node in 0..<count { define(node, in: workspace, &numbers) }
        for file in 0..<6 { workspace.put("files/\(file)", "x\(file)") }
        for round in 0..<12 {
            let width = Int.random(in: 1...8, using: &numbers)
            let report = try workspace.build(width: width)
            check(workspace, count, "seed \(seed), round \(round), width \(width)", report)
            let failed = report.count(.failed)
            let again = try workspace.build(width: width)
            #expect(
                again.executed.isEmpty && again.count(.restored) == 0,
                "seed \(seed), round \(round): \(again.outcomes)")
            #expect(again.count(.failed) == failed, "seed \(seed), round \(round)")
            if Int.random(in: 0..<3, using: &numbers) == 0 {
                let limit = UInt64.random(in: 0...8000, using: &numbers)
                _ = try workspace.engine().collect(limit: limit, command: "test")
                let third = try workspace.build(width: width)
                #expect(
                    third.executed.isEmpty && third.count(.restored) == 0,
                    "seed \(seed), round \(round), collected to \(limit): \(third.outcomes)")
            }
            edit(workspace, count, &numbers)
        }
    }

    private func define(
        _ node: Int, in workspace: TestWorkspace, _ numbers: inout SeededNumbers
    ) {
        var words: [String] = []
        for _ in 0..<Int.random(in: 0...4, using: &numbers) {
            let isFile = Bool.random(using: &numbers) || node == 0
            words.append(
                isFile
                    ? "f:\(Int.random(in: 0..<7, using: &numbers))"
                    : "n:\(Int.random(in: 0..<node, using: &numbers))")
        }
        switch Int.random(in: 0..<20, using: &numbers) {
        case 0: words.append("FAIL")
        case 1: words.append("BAD")
        default: break
        }
        workspace.put("defs/\(node)", words.joined(separator: " "))
    }

    private func edit(
        _ workspace: TestWorkspace, _ count: Int, _ numbers: inout SeededNumbers
    ) {
        for _ in 0..<Int.random(in: 1...4, using: &numbers) {
            let node = Int.random(in: 0..<count, using: &numbers)
            let file = Int.random(in: 0..<7, using: &numbers)
            switch Int.random(in: 0..<8, using: &numbers) {
            case 0, 1: define(node, in: workspace, &numbers)
            case 2, 3:
                let length = Int.random(in: 1...3, using: &numbers)
                workspace.put("files/\(file)", String(repeating: "y", count: length) + "\(file)")
            case 4: workspace.remove("files/\(file)")
            case 5: workspace.remove("out/\(node)")
            case 6: workspace.put("out/\(node)", "spoiled")
            default: workspace.remove("defs/\(node)")
            }
        }
    }

    private func check(
        _ workspace: TestWorkspace, _ count: Int, _ label: String, _ report: BuildReport
    ) {
        for node in 0..<count where workspace.text("defs/\(node)") != nil {
            guard let expected = ModelGraph.expected("\(node)", in: workspace) else { continue }
            #expect(
                workspace.text("out/\(node)") == expected,
                "\(label), node \(node)\n\(report.outcomes.map { ($0.node, $0.kind, $0.reason.description) })"
            )
        }
    }
}
