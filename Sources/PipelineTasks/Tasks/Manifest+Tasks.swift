import BuildEngine
import Diagnostics
import SourceText

/// A task with the places of what it says.
struct LocatedTask {
    var task: Manifest.Task
    var nameRange: SourceRange
    var inputs: [Located<String>] = []
    var outputs: [Located<Manifest.Task.Output>] = []
    var after: [Located<String>] = []
}

extension Manifest {
    /// Reads all `[[task]]` entries, and checks them against each other and against what else the
    /// manifest makes.
    mutating func readTasks(_ fields: inout FieldReader) {
        var read: [LocatedTask] = []
        for node in fields.list("task")?.value ?? [] {
            guard
                var section = FieldReader(
                    node, of: "[[task]]", path: fields.path, area: fields.area,
                    diagnostics: &fields.diagnostics)
            else { continue }
            if let task = section.task() { read.append(task) }
            fields.absorb(section)
        }
        TaskChecks(read, generations).report(to: &fields)
        tasks = read.map(\.task)
    }
}

extension FieldReader {
    /// One task; `nil` when it has no name or no command.
    fileprivate mutating func task() -> LocatedTask? {
        let name = string("name", .required)
        let command = command()
        let inputs = taskInputs()
        let outputs = taskOutputs()
        let environment = environment()
        let folder = string("directory").flatMap { isFolderInside($0) ? $0.value : nil }
        let timeout = integer("timeout_seconds", in: 1...86400)
        let depfile = string("depfile")
        let sandbox = boolean("sandbox")
        let after = strings("after")?.value ?? []
        let jobServer = choice("jobserver", of: JobServerStyle.self)
        if let depfile { _ = checkInside(depfile) }
        guard let name, let command else { return nil }
        if !isPlainName(name.value) {
            report(
                .error, "unknown-value",
                "'\(name.value)' cannot name a task; write letters, digits, '-', '_' and '.'",
                at: name.range)
        }
        var task = Manifest.Task(name: name.value, words: command.words.map(\.value))
        task.isForShell = command.isForShell
        task.inputs = inputs.map(\.value)
        task.outputs = outputs.map(\.value)
        task.environment = environment.fixed
        task.inherited = environment.inherited
        task.folder = folder?.normalizedPath ?? ""
        task.timeoutSeconds = timeout?.value
        task.depfile = depfile?.value.normalizedPath
        task.isSandboxed = sandbox?.value ?? false
        task.after = after.map(\.value)
        task.jobServer = jobServer?.value ?? .pipe
        check(command.words, of: task, depfile: depfile?.range)
        return LocatedTask(
            task: task, nameRange: name.range, inputs: inputs, outputs: outputs, after: after)
    }

    private func isPlainName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".."
            && name.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x30...0x39).contains(byte) || "-_.".utf8.contains(byte)
            }
    }

    private mutating func command() -> (words: [Located<String>], isForShell: Bool)? {
        guard let node = node("command", .required) else { return nil }
        if let text = node.string {
            if text.allSatisfy({ $0 == " " }) { reportEmpty(node) }
            return ([Located(text, at: node.range)], true)
        }
        guard let words = strings("command")?.value else { return nil }
        if words.first?.value.isEmpty ?? true { reportEmpty(node) }
        return (words, false)
    }

    private mutating func reportEmpty(_ node: SourceNode) {
        report(
            .error, "unknown-value", "'command' names no program; write its name and arguments",
            at: node.range)
    }

    private mutating func taskInputs() -> [Located<String>] {
        (strings("inputs")?.value ?? []).compactMap { input in
            if input.value.hasPrefix(Manifest.Task.mark) { return input }
            guard checkInside(input) else { return nil }
            let path = input.value.normalizedPath
            return Located(input.value.hasSuffix("/") ? path + "/**" : path, at: input.range)
        }
    }

    private mutating func taskOutputs() -> [Located<Manifest.Task.Output>] {
        (strings("outputs")?.value ?? []).compactMap { output in
            guard checkInside(output) else { return nil }
            let path = output.value.normalizedPath
            if !GlobPattern(path).isLiteral {
                report(
                    .error, "unknown-value",
                    "'\(output.value)' is a pattern; name each output, or a folder as 'folder/'",
                    at: output.range)
                return nil
            }
            return Located(
                .init(path: path, isFolder: output.value.hasSuffix("/")), at: output.range)
        }
    }

    private mutating func isFolderInside(_ folder: Located<String>) -> Bool {
        folder.value.normalizedPath.isEmpty && !folder.value.hasPrefix("/") || checkInside(folder)
    }

    private mutating func environment() -> (fixed: [String: String], inherited: [String]) {
        var found: (fixed: [String: String], inherited: [String]) = ([:], [])
        guard let node = node("environment") else { return found }
        guard let entries = node.mapping else {
            report(
                .error, "wrong-type",
                "'environment' is \(node.kindName), but must be a table of variables",
                at: node.range)
            return found
        }
        for entry in entries {
            if entry.key == "inherit" {
                let names = entry.value.sequence ?? [entry.value]
                for name in names {
                    guard let text = name.string, checkVariable(text, at: name.range) else {
                        continue
                    }
                    found.inherited.append(text)
                }
            } else if checkVariable(entry.key, at: entry.keyRange) {
                guard let text = entry.value.string else {
                    report(
                        .error, "wrong-type",
                        "'\(entry.key)' is \(entry.value.kindName), but must be text",
                        at: entry.value.range)
                    continue
                }
                found.fixed[entry.key] = text
            }
        }
        return found
    }

    private mutating func checkVariable(_ name: String, at range: SourceRange) -> Bool {
        let isGood =
            !name.isEmpty && !("0"..."9").contains(name.first ?? "0")
            && name.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x30...0x39).contains(byte) || byte == 0x5F
            }
        if !isGood {
            report(
                .error, "unknown-value",
                "'\(name)' cannot name a variable; write letters, digits and '_'", at: range)
        }
        return isGood
    }

    /// Checks the placeholders.
    private mutating func check(
        _ words: [Located<String>], of task: Manifest.Task, depfile: SourceRange?
    ) {
        for word in words {
            let parsed = CommandWord(word.value)
            for mistake in parsed.mistakes {
                report(
                    .error, "unknown-value",
                    "'{\(mistake.found)}' is no placeholder; did you mean '{\(mistake.meant)}'?",
                    at: word.range,
                    correcting: (
                        word.value,
                        word.value.replacing("{\(mistake.found)}", with: "{\(mistake.meant)}")
                    ))
            }
            if let last = parsed.outputs(of: 0).max(), last >= task.outputs.count {
                report(
                    .error, "out-of-range",
                    "'{out[\(last)]}' is beyond the \(task.outputs.count) outputs, which are "
                        + "counted from 0", at: word.range)
            }
            if parsed.parts.contains(.depfile), task.depfile == nil {
                report(
                    .error, "missing-key",
                    "'{depfile}' stands in the command, but there is no "
                        + "'depfile'; write depfile = \"\(task.name).d\"", at: word.range)
            }
        }
    }
}

extension String {
    /// The text with every occurrence of `old` replaced.
    fileprivate func replacing(_ old: String, with new: String) -> String {
        var result = ""
        var rest = self[...]
        while let range = rest.firstRange(of: old) {
            result += rest[..<range.lowerBound] + new
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
