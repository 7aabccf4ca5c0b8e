import BuildEngine
import ContentDigest
import Diagnostics

/// Nodes that read a definition file naming the files and nodes they join; the same computed by
/// plain recursion is what every build must give.
enum ModelGraph {
    /// `defs/N` holds words: `f:NAME` a file, `n:N` a node, `FAIL` fails, `BAD` finds an error.
    static var rules: [Rule] {
        [
            Rule(kind: "workspace", code: testCode) { context throws(Interrupt) in
                for entry in try context.list("defs") ?? [] { context.demand("join:" + entry.name) }
            },
            Rule(kind: "join", code: testCode) { context throws(Interrupt) in
                let words = string(try context.read("defs/" + context.subject) ?? []).split(
                    separator: " ")
                var joined = "("
                for word in words {
                    let name = String(word.dropFirst(2))
                    if word == "FAIL" {
                        throw .failed(Diagnostic(.error, "test.fail", "told to", path: ""))
                    } else if word == "BAD" {
                        context.report([Diagnostic(.error, "test.bad", "told to", path: "")])
                    } else if word.hasPrefix("f:") {
                        joined += try context.read("files/" + name).map(string) ?? "-"
                    } else if word.hasPrefix("n:") {
                        guard let value = try context.value("half", of: "join:" + name) else {
                            throw .blocked(by: "join:" + name)
                        }
                        joined += string(value)
                    }
                }
                if context.hasErrors { return }
                joined += ")"
                // Only the length is passed on, so that changes of equal length are cut off.
                context.emit("half", utf8("\(joined.utf8.count)"))
                context.write("out/" + context.subject, utf8(joined))
            },
        ]
    }

    /// What node `name` must have written; `nil` when it cannot.
    static func expected(_ name: String, in workspace: TestWorkspace, _ path: [String] = [])
        -> String?
    {
        if path.contains(name) { return nil }
        guard let definition = workspace.text("defs/" + name) else { return "()" }
        var joined = "("
        for word in definition.split(separator: " ") {
            let part = String(word.dropFirst(2))
            if word == "FAIL" || word == "BAD" { return nil }
            if word.hasPrefix("f:") {
                joined += workspace.text("files/" + part) ?? "-"
            } else {
                guard let value = expected(part, in: workspace, path + [name]) else { return nil }
                joined += "\(value.utf8.count)"
            }
        }
        return joined + ")"
    }
}
