import ArgumentParser

/// Options of the commands that build, for what is to be told of it.
struct ReportOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write findings to a file, besides what is shown; may be given several times.",
            discussion: "FORMAT is one of \(FindingFormat.names).",
            valueName: "format:file"))
    var diagnostics: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write a report as JSON: nodes, phases, cache, memory, critical path.",
            valueName: "file"))
    var report: String?

    @Option(
        help: ArgumentHelp(
            "Write what happens as it happens, one JSON object a line.", valueName: "file"))
    var events: String?

    @Option(
        help: ArgumentHelp(
            "Write a trace of threads and nodes, for Perfetto or chrome://tracing.",
            valueName: "file"))
    var trace: String?

    @Flag(help: "Show the slowest nodes, the phases and the critical path.")
    var profile = false

    func validate() throws { _ = try parsed() }

    /// The values as the work needs them.
    func parsed() throws -> ReportChoices {
        var choices = ReportChoices()
        for text in diagnostics {
            guard let colon = text.firstIndex(of: ":"), text.index(after: colon) < text.endIndex,
                let format = FindingFormat(rawValue: String(text[..<colon]))
            else {
                throw ValidationError(
                    "--diagnostics takes FORMAT:FILE with one of \(FindingFormat.names), "
                        + "for example sarif:findings.sarif; not '\(text)'.")
            }
            choices.findings.append((format, String(text[text.index(after: colon)...])))
        }
        (choices.report, choices.events, choices.trace) = (report, events, trace)
        choices.showsProfile = profile
        return choices
    }
}

/// What is to be told of a build, and where.
struct ReportChoices {
    var findings: [(format: FindingFormat, path: String)] = []
    var report: String?
    var events: String?
    var trace: String?
    var showsProfile = false
    /// Whether the command itself tells of phases.
    var wantsDetails = false

    /// Whether any of it needs more than a build knows anyway.
    var needsDetails: Bool {
        report != nil || events != nil || trace != nil || showsProfile || wantsDetails
            || findings.contains { $0.format == .junit }
    }

    /// - Throws: when standard output would get more than one result.
    func check(against format: GlobalOptions.Format) throws {
        var users = [report, events, trace].count { $0 == "-" }
        users += findings.count { $0.path == "-" }
        if format != .table { users += 1 }
        if users > 1 {
            throw fail(
                "standard output can take one result only; give the others a file",
                Outcome.arguments)
        }
    }
}
