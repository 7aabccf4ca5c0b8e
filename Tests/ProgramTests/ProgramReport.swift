import Foundation

/// The report of a build, as `--report` writes it.
struct ProgramReport {
    struct Node: Decodable {
        var node: String
        var outcome: String
        var reason: String
        var written: [String]
        var blockedBy: String?
    }

    struct Finding: Decodable {
        var severity: String
        var code: String
        var message: String
    }

    private struct Content: Decodable {
        var exitCode: Int
        var counts: [String: Int]
        var nodes: [Node]
        var removed: [String]
    }

    private let content: Content?

    init(_ bytes: [UInt8]) {
        content = try? JSONDecoder().decode(Content.self, from: Data(bytes))
    }

    /// Whether the file was there and could be read.
    var isThere: Bool { content != nil }
    var nodes: [Node] { content?.nodes ?? [] }
    var removed: [String] { content?.removed.sorted() ?? [] }
    var written: [String] { Set(nodes.flatMap(\.written)).sorted() }

    /// Names of the nodes with this outcome, sorted.
    func names(_ outcome: String) -> [String] {
        nodes.filter { $0.outcome == outcome }.map(\.node).sorted()
    }

    var executed: [String] { names("executed") }
}
