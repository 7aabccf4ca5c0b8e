import BuildEngine
import Diagnostics
import SourceText

/// Collects what happens in a build for the reports that were asked for.
final class BuildRecorder {
    let choices: ReportChoices
    private var events: EventLog?
    private var trace: TraceLog?

    /// - Throws: when a report cannot be written.
    init(_ choices: ReportChoices, _ options: BuildOptions, command: String, root: String) throws {
        self.choices = choices
        if let path = choices.events {
            let log = EventLog(try ReportFile(path))
            log.start(options, command: command, root: root)
            events = log
        }
        if choices.trace != nil { trace = TraceLog() }
    }

    func record(_ event: BuildEvent) {
        events?.record(event)
        trace?.record(event)
    }

    /// Writes everything, from a report whose findings are as they are shown.
    ///
    /// - Returns: whether all could be written.
    func finish(_ report: BuildReport, _ findings: FindingList) -> Bool {
        var isWritten = true
        if let events {
            isWritten = events.finish(report, exitCode: findings.exitCode) && isWritten
        }
        if let path = choices.trace, let trace {
            isWritten = write(trace.json(report).encoded(), to: path) && isWritten
        }
        if let path = choices.report {
            let json = report.json(exitCode: findings.exitCode)
            isWritten = write(json.encoded(indent: 2), to: path) && isWritten
        }
        for (format, path) in choices.findings {
            isWritten = write(Array(format.text(of: findings).utf8), to: path) && isWritten
        }
        return isWritten
    }

    private func write(_ bytes: [UInt8], to path: String) -> Bool {
        guard let file = try? ReportFile(path) else { return false }
        file.add(bytes)
        return file.finish()
    }
}
