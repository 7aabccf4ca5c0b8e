import BuildEngine
import SourceText
import TaskGraph

/// What a dry run says.
struct BuildPlan {
    let report: BuildReport

    var text: String {
        var text = ""
        for node in report.planned {
            if let reason = node.reason {
                text += "would run      \(node.node): \(reason)\n"
            } else if node.isRestorable {
                text += "would restore  \(node.node): its result is in the store\n"
            } else {
                text += "may run        \(node.node): if what it reads changes\n"
            }
        }
        for output in report.plannedRepairs {
            text += "would repair   \(output.path): \(output.condition.rawValue)\n"
        }
        return text.isEmpty ? "nothing to do\n" : text
    }

    var json: JSONValue {
        let nodes = report.planned.map { node in
            let action = node.reason != nil ? "run" : node.isRestorable ? "restore" : "maybe"
            var members: [JSONValue.Member] = [
                .init("node", .string(node.node)), .init("action", .string(action)),
            ]
            members += node.reason?.fields ?? []
            return JSONValue.object(members)
        }
        let repairs = report.plannedRepairs.map { output in
            JSONValue.object([
                .init("path", .string(output.path)), .init("node", .string(output.node)),
                .init("condition", .string(output.condition.rawValue)),
            ])
        }
        return .object([
            .init("planned", .array(nodes)), .init("repairs", .array(repairs)),
            .init("counts", report.countsJSON),
        ])
    }
}
