import Diagnostics
import Glibc
import SourceText

/// Why a task's command counts as failed; never remembered as a result.
enum TaskFailure: Error, Equatable {
    case exited(Int32, [UInt8])
    case killed(signal: Int32, [UInt8])
    case timedOut([UInt8])
    case cancelled
    case cannotStart(String, Int32)
    /// The command ended well, but an output is not there.
    case missingOutput(String, [UInt8])
    /// It is a folder where a file should be, or the other way round, or a link.
    case wrongType(String, found: String)
    /// It made files that it does not declare.
    case undeclaredOutputs([String])
    /// It looked at files that it does not declare.
    case undeclaredInputs([String], [UInt8])
    case noSandbox(String)
    /// The system refused to read or move what it made.
    case cannotTake(String, String)
}

extension TaskFailure {
    /// Lines of the output that a message repeats.
    private static let tailLines = 20

    func diagnostic(of run: TaskRun) -> Diagnostic {
        let (code, message, printed) = text("task '\(run.task.name)'", run)
        let notes = ["command: \(run.commandLine)"] + Self.tail(of: printed)
        return Diagnostic(
            .error, "task.\(code)", message, path: manifestPath,
            notes: notes.map { Diagnostic.Note($0) })
    }

    private func text(
        _ task: String, _ run: TaskRun
    ) -> (code: String, message: String, printed: [UInt8]) {
        switch self {
        case .exited(let status, let printed):
            return ("failed", "\(task) ended with exit status \(status)", printed)
        case .killed(let signal, let printed):
            let name = String(cString: strsignal(signal))
            return ("failed", "\(task) was ended by signal \(signal) (\(name))", printed)
        case .timedOut(let printed):
            let limit = run.task.timeoutSeconds ?? 0
            return ("timeout", "\(task) took longer than \(limit) s and was ended", printed)
        case .cancelled: return ("cancelled", "\(task) was ended with the build", [])
        case .cannotStart(let program, let number):
            let reason = String(cString: strerror(number))
            return ("cannot-start", "\(task): cannot start \(program): \(reason)", [])
        case .missingOutput(let path, let printed):
            return (
                "missing-output", "\(task) ended well, but did not make its output '\(path)'",
                printed
            )
        case .wrongType(let path, let found):
            return ("wrong-output", "\(task) made its output '\(path)' as \(found)", [])
        case .undeclaredOutputs(let paths):
            return (
                "undeclared-output",
                "\(task) wrote \(Self.list(paths)), which it does not declare; add it to "
                    + "'outputs', or do not write it", []
            )
        case .undeclaredInputs(let paths, let printed):
            return (
                "undeclared-input",
                "\(task) looked at \(Self.list(paths)), which it does not declare; add it to "
                    + "'inputs'", printed
            )
        case .noSandbox(let reason):
            return ("no-sandbox", "\(task) cannot run in a sandbox: \(reason)", [])
        case .cannotTake(let path, let reason):
            return ("cannot-take", "\(task): the output '\(path)' cannot be taken: \(reason)", [])
        }
    }

    private static func list(_ paths: [String]) -> String {
        let shown = paths.prefix(10).map { "'\($0)'" }.joined(separator: ", ")
        return paths.count > 10 ? "\(shown) and \(paths.count - 10) more" : shown
    }

    /// The last lines of what was printed.
    private static func tail(of printed: [UInt8]) -> [String] {
        let lines = printed.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        if lines.isEmpty { return [] }
        let cut = lines.count > tailLines ? ", the last \(tailLines) of \(lines.count) lines" : ""
        return ["it printed\(cut):"]
            + lines.suffix(tailLines).map { "| " + String(decoding: $0, as: UTF8.self) }
    }
}

extension Diagnostic {
    static func noProgram(
        _ task: Manifest.Task, _ name: String, searched: String?
    ) -> Diagnostic {
        let place = searched.map { " in \($0)" } ?? ""
        let hint =
            searched == nil
            ? "" : "; name its folder in environment = { PATH = \"...\" }, or install it"
        return Diagnostic(
            .error, "task.no-program",
            "task '\(task.name)': there is no program '\(name)'\(place)\(hint)",
            path: manifestPath)
    }

    static func inputChanges(_ task: Manifest.Task, _ path: String) -> Diagnostic {
        Diagnostic(
            .error, "task.input-changes",
            "\(path), which task '\(task.name)' reads, changed each time while it ran; "
                + "a command must not write to its inputs", path: manifestPath)
    }

    /// The finding at the place where the manifest names the task.
    ///
    /// - Parameter manifest: its text now; a failure is told once, so that no result depends on it.
    func located(at task: String, in manifest: [UInt8]) -> Diagnostic {
        let tasks = TOMLReader.read(manifest, path: path).root?["task"]?.sequence ?? []
        var found = self
        found.range = tasks.compactMap { $0["name"] }.first { $0.string == task }?.range
        return [found].attachingExcerpts(from: manifest, path: path).first ?? found
    }
}
