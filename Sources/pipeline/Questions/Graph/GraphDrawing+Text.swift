import BuildEngine
import SourceText

extension GraphDrawing {
    /// For Graphviz.
    var dot: String {
        var text = "digraph pipeline {\n  rankdir=LR;\n"
        text += "  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\"];\n"
        for (place, node) in nodes.enumerated() {
            let label = node.label == node.kind ? node.kind : "\(node.kind)\\n\(quoted(node.label))"
            text += "  n\(place) [label=\"\(label)\", tooltip=\"\(quoted(node.name))\", "
            text += "fillcolor=\"\(GraphPalette.fill(of: node.kind))\""
            if node.state != .upToDate {
                text += ", color=\"\(GraphPalette.line(of: node.state))\", penwidth=2"
            }
            text += "];\n"
        }
        for edge in edges { text += "  n\(edge.from) -> n\(edge.to);\n" }
        return text + "}\n"
    }

    private func quoted(_ text: String) -> String {
        text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    }

    /// For Markdown pages that draw Mermaid.
    var mermaid: String {
        var text = "flowchart LR\n"
        for (place, node) in nodes.enumerated() {
            let label = node.label == node.kind ? node.kind : "\(node.kind): \(node.label)"
            text += "  n\(place)[\"\(escaped(label))\"]\n"
        }
        for edge in edges { text += "  n\(edge.from) --> n\(edge.to)\n" }
        for kind in Set(nodes.map(\.kind)).sorted() {
            let members = nodes.indices.filter { nodes[$0].kind == kind }.map { "n\($0)" }
            let style = kind.map { $0.isLetter ? String($0) : "_" }.joined()
            text += "  classDef kind_\(style) fill:\(GraphPalette.fill(of: kind)),stroke:#555\n"
            text += "  class \(members.joined(separator: ",")) kind_\(style)\n"
        }
        for state in [State.planned, .failed, .errors, .blocked] {
            let members = nodes.indices.filter { nodes[$0].state == state }.map { "n\($0)" }
            if members.isEmpty { continue }
            let style = "stroke:\(GraphPalette.line(of: state)),stroke-width:3px"
            for member in members { text += "  style \(member) \(style)\n" }
        }
        return text
    }

    private func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "\"": "#quot;"
            case "#": "#35;"
            case "<": "#lt;"
            case ">": "#gt;"
            default: String(character)
            }
        }.joined()
    }

    var json: JSONValue {
        .object([
            .init(
                "nodes",
                .array(
                    nodes.map { node in
                        .object([
                            .init("name", .string(node.name)), .init("kind", .string(node.kind)),
                            .init("state", .string(node.state.rawValue)),
                        ])
                    })),
            .init(
                "edges",
                .array(
                    edges.map { edge in
                        .object([
                            .init("from", .string(nodes[edge.from].name)),
                            .init("to", .string(nodes[edge.to].name)),
                        ])
                    })),
        ])
    }
}

/// Colours of pictures.
enum GraphPalette {
    /// Light colours on which black text is readable; a kind has the same one in every picture.
    static func fill(of kind: String) -> String {
        switch kind {
        case "file": "#f4f4f4"
        case "manifest", "workspace", "glob": "#e3e3e3"
        case "scan", "identify", "extract", "plugins": "#fde2c8"
        case "pin", "pins", "drift", "catalog", "plugin-names": "#fbf1b8"
        case "controller", "controllers", "registry", "maps", "devices": "#d8ecd2"
        case "validate": "#cfe3f7"
        case "check": "#d9d7f3"
        case "plan": "#f3dbef"
        case "generate": "#f6cfd8"
        case "task": "#d3eeee"
        default: "#ffffff"
        }
    }

    static func line(of state: GraphDrawing.State) -> String {
        switch state {
        case .upToDate: "#8a8a8a"
        case .planned: "#1f6fc4"
        case .failed, .errors: "#c62828"
        case .blocked: "#b07a00"
        }
    }
}
