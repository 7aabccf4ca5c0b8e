import BuildEngine
import ContentDigest
import ContentStore
import Diagnostics
import Foundation
import TaskGraph

/// A workspace in a folder of its own, removed with it.
final class TestWorkspace {
    let root: String
    var rules: [Rule]
    var program = ContentDigest(high: 1, low: 1)

    init(rules: [Rule]) {
        root = NSTemporaryDirectory() + "engine-\(UUID().uuidString)"
        self.rules = rules
        try! FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func put(_ path: String, _ text: String) {
        let full = root + "/" + path
        let folder = (full as NSString).deletingLastPathComponent
        try! FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try! text.write(toFile: full, atomically: false, encoding: .utf8)
    }

    func remove(_ path: String) { try? FileManager.default.removeItem(atPath: root + "/" + path) }

    func text(_ path: String) -> String? {
        try? String(contentsOfFile: root + "/" + path, encoding: .utf8)
    }

    @discardableResult
    func build(
        _ targets: [String] = [], width: Int = 2, dryRun: Bool = false, rerun: [String] = [],
        cacheLimit: UInt64 = .max, shared: SharedResults? = nil,
        faults: DiskFaults? = nil
    ) throws -> BuildReport {
        var options = BuildOptions()
        options.targets = targets
        options.width = width
        options.isDryRun = dryRun
        options.rerun = rerun
        options.cacheLimit = { cacheLimit }
        options.sharedResults = { shared }
        return try engine(faults: faults).build(options, command: "test")
    }

    func engine(faults: DiskFaults? = nil) throws -> BuildEngine {
        try BuildEngine(
            root: root, cache: ".cache/v1", rules: RuleSet(rules), program: program, faults: faults)
    }
}

extension BuildReport {
    /// Names of the nodes that ran, sorted.
    var executed: [String] { outcomes.filter { $0.kind == .executed }.map(\.node).sorted() }

    func outcome(of node: String) -> NodeOutcome? { outcomes.first { $0.node == node } }
}

let testCode = ContentDigest(high: 7, low: 7)

func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }
func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
