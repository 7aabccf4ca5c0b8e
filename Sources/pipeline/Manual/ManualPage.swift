import SourceText

/// Pages for `man`, made from what the parser knows of the commands.
enum ManualPage {
    /// The page of the program: what each command is for.
    static func program(_ node: SourceNode) -> String {
        var page = head(["pipeline"], node)
        page += ".SH SYNOPSIS\n.B pipeline\n.I command\n[\n.I options\n]\n"
        page += discussion(node, heading: ".SH DESCRIPTION\n")
        page += ".SH COMMANDS\n"
        for command in shown(node["subcommands"]?.sequence ?? []) {
            page += ".TP\n.BR \(name(command)) \"\"\n\(line(command["abstract"]?.string))"
        }
        return page + ".SH SEE ALSO\n.BR pipeline\\-build (1)\n"
    }

    /// The page of a command, with the commands of a group.
    static func command(_ node: SourceNode) -> String {
        let words = ["pipeline", node["commandName"]?.string ?? ""]
        let inner = shown(node["subcommands"]?.sequence ?? [])
        var page = head(words, node) + ".SH SYNOPSIS\n"
        if inner.isEmpty { page += synopsis(words, node) }
        for (place, command) in inner.enumerated() {
            if place > 0 { page += ".br\n" }
            page += synopsis(words + [command["commandName"]?.string ?? ""], command)
        }
        page += discussion(node, heading: ".SH DESCRIPTION\n")
        if inner.isEmpty { page += arguments(node, heading: ".SH OPTIONS\n") }
        for command in inner {
            page += ".SH \(name(command).uppercased())\n\(line(command["abstract"]?.string))"
            page += discussion(command, heading: ".PP\n") + arguments(command, heading: "")
        }
        return page + ".SH SEE ALSO\n.BR pipeline (1)\n"
    }

    /// Those that help shows; `help` is the parser's own.
    static func shown(_ nodes: [SourceNode]) -> [SourceNode] {
        nodes.filter {
            $0["shouldDisplay"]?.boolean != false && $0["commandName"]?.string != "help"
        }
    }

    private static func head(_ words: [String], _ node: SourceNode) -> String {
        let title = words.joined(separator: "-")
        return ".TH \(escaped(title.uppercased())) 1 \"\" \"pipeline \(programVersion)\"\n"
            + ".SH NAME\n\(escaped(title)) \\- \(line(node["abstract"]?.string))"
    }

    private static func discussion(_ node: SourceNode, heading: String) -> String {
        guard let text = node["discussion"]?.string, !text.isEmpty else { return "" }
        return heading
            + text.split(separator: "\n").map { line(String($0)) }.joined(separator: ".PP\n")
    }

    private static func synopsis(_ words: [String], _ node: SourceNode) -> String {
        let values = shown(node["arguments"]?.sequence ?? []).filter { kind($0) == "positional" }
        let shownValues = values.map { value in
            let name = "\\fI\(escaped(value["valueName"]?.string ?? ""))\\fR"
            let repeated = value["isRepeating"]?.boolean == true ? name + " ..." : name
            return value["isOptional"]?.boolean == true ? "[\(repeated)]" : repeated
        }
        let text = (["[\\fIoptions\\fR]"] + shownValues).joined(separator: " ")
        return ".B \(escaped(words.joined(separator: " ")))\n\(text)\n"
    }

    private static func arguments(_ node: SourceNode, heading: String) -> String {
        let all = shown(node["arguments"]?.sequence ?? [])
        guard !all.isEmpty else { return "" }
        return heading
            + all.map { ".TP\n\(spelling($0))\n\(line($0["abstract"]?.string))" }.joined()
    }

    private static func spelling(_ argument: SourceNode) -> String {
        let value = "\\fI\(escaped(argument["valueName"]?.string ?? "value"))\\fR"
        if kind(argument) == "positional" { return value }
        let names = (argument["names"]?.sequence ?? []).map { name in
            let dashes = name["kind"]?.string == "long" ? "--" : "-"
            return "\\fB\(escaped(dashes + (name["name"]?.string ?? "")))\\fR"
        }
        let text = names.joined(separator: ", ")
        return kind(argument) == "option" ? text + " " + value : text
    }

    private static func kind(_ argument: SourceNode) -> String? { argument["kind"]?.string }

    private static func name(_ node: SourceNode) -> String {
        escaped(node["commandName"]?.string ?? "")
    }

    /// A line of text, which never begins with a command of the formatter.
    private static func line(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "" }
        return "\\&" + escaped(text.split(separator: "\n").joined(separator: " ")) + "\n"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "…": result += "..."
            default: result.append(character)
            }
        }
        return result
    }
}
