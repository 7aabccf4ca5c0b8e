import BuildEngine
import ContentStore
import Diagnostics
import Glibc
import PipelineTasks
import PluginCatalog
import PluginExtraction

/// How a workspace is: facts by area, and problems with their remedies.
struct HealthPage {
    enum Area: String, CaseIterable { case state, tools, plugins, pins, maps, targets, cache }

    struct Problem {
        var area: Area
        var severity: Severity
        var message: String
        var remedy: String
        /// Of a finding: its code, and what it is about.
        var code = ""
        var path = ""
    }

    let areas: [Area]
    private(set) var facts: [(area: Area, text: String)] = []
    private(set) var problems: [Problem] = []
    private(set) var exitCode: Int32 = 0
    private let workspace: Workspace
    /// Findings by the kind of their node, each once.
    private var findings: [String: [Diagnostic]] = [:]

    init(_ workspace: Workspace, _ inspection: BuildInspection?, areas: [Area]) {
        self.workspace = workspace
        self.areas = areas
        lookAtTools(inspection.map { WorkspaceContents($0).wantedFormats } ?? [])
        guard let inspection else {
            facts.append((.state, "never built"))
            report(
                .state, .warning, "nothing was built here yet", "'pipeline build' builds everything"
            )
            return
        }
        let contents = WorkspaceContents(inspection)
        for found in inspection.findings {
            let kind = RuleSet.kind(of: found.node)
            if findings[kind]?.contains(found.diagnostic) ?? false { continue }
            findings[kind, default: []].append(found.diagnostic)
        }
        lookAtState(inspection)
        lookAtPlugins(contents)
        lookAtMaps(contents)
        lookAtTargets(contents, inspection)
        lookAtCache(inspection)
        let concerned = inspection.findings.filter { areas.contains(Self.area(of: $0.node)) }
        facts.removeAll { !areas.contains($0.area) }
        let codes = [exitCode, Outcome.code(for: concerned)].filter { $0 != 0 }
        exitCode = codes.filter { $0 >= Outcome.arguments }.min() ?? codes.first ?? 0
    }

    private mutating func report(
        _ area: Area, _ severity: Severity, _ message: String, _ remedy: String
    ) {
        if areas.contains(area) {
            problems.append(
                Problem(area: area, severity: severity, message: message, remedy: remedy))
        }
    }

    private mutating func lookAtTools(_ formats: [PluginFormat]) {
        let scan = Workspace.scanProgram
        if access(scan, X_OK) == 0 {
            facts.append(
                (.tools, "pipeline-scan: \(scan), build \(workspace.scanCode.abbreviated)"))
        } else {
            facts.append((.tools, "pipeline-scan: not at \(scan)"))
            if !formats.isEmpty {
                report(
                    .tools, .error, "pipeline-scan is missing, so no plugin can be read",
                    "put it beside pipeline; both come from one build")
                exitCode = Outcome.extraction
            }
        }
        if formats.contains(where: \.runsCodeToList) { lookAtIsolation(scan) }
        for format in formats {
            let folders = workspace.pluginFolders.search(for: format)
            let present = folders.filter { access($0, R_OK | X_OK) == 0 }
            facts.append(
                (
                    .tools,
                    "\(format.title) folders: "
                        + (present.isEmpty ? "none" : present.joined(separator: ", "))
                ))
            if present.isEmpty {
                report(
                    .tools, .warning,
                    "none of the \(format.title) folders is there: \(folders.joined(separator: ", "))",
                    "install such plugins, or set \(PluginFolders.variable(of: format))")
            }
        }
    }

    /// Tells how well plugins are kept from doing harm while they are opened.
    private mutating func lookAtIsolation(_ scan: String) {
        guard let isolation = WorkerIsolation(program: scan) else { return }
        let titles = isolation.measures.map(\.title)
        facts.append(
            (
                .tools,
                "plugins are opened with: "
                    + (titles.isEmpty ? "limits only" : titles.joined(separator: ", "))
            ))
        for measure in isolation.missing {
            report(
                .tools, .info, measure.loss,
                "plugins are read all the same; open only what you trust, or use a newer kernel or a "
                    + "container with fewer rules")
        }
    }

    private mutating func lookAtState(_ inspection: BuildInspection) {
        let open = inspection.planned.count
        let failed = inspection.nodeNames(with: .failed)
        facts.append(
            (
                .state,
                "\(inspection.liveNodes.count) nodes, \(inspection.fileCount) files; "
                    + (open == 0 ? "up to date" : "\(open) would or may run")
            ))
        if open > 0 {
            report(
                .state, .info, "this page tells of the last build; things changed since",
                "'pipeline build' brings it up to date")
        }
        for node in failed.prefix(5) {
            report(
                .state, .error, "\(node) failed the last time",
                "'pipeline build' tries again and tells why")
        }
        if !failed.isEmpty { exitCode = max(exitCode, Outcome.otherFailure) }
        reportFindings(of: ["manifest", "workspace"], .state, "mend pipeline.toml")
    }

    private mutating func lookAtPlugins(_ contents: WorkspaceContents) {
        let plugins = contents.plugins
        let installed = Set(contents.installed.map(\.identity))
        facts.append(
            (
                .plugins,
                "\(counted(contents.modules.count, "module")) with "
                    + "\(counted(installed.count, "plugin")) installed; "
                    + "\(plugins.count { $0.module != nil }) in the manifest"
            ))
        let formats = contents.wantedFormats.map { format in
            let own = plugins.count { $0.identity.format == format && $0.module != nil }
            return "\(own) of \(installed.count { $0.format == format }) \(format.title)"
        }
        if formats.count > 1 { facts.append((.plugins, formats.joined(separator: ", "))) }
        let passedOver = Set(
            contents.inspection.findingsOfUnasked.filter { $0.diagnostic.severity == .error }
                .map { RuleSet.subject(of: $0.node) })
        if !passedOver.isEmpty {
            facts.append(
                (
                    .plugins,
                    "\(counted(passedOver.count, "module")) that nothing asks for could not be read; "
                        + "'pipeline plugins list --all' names them"
                ))
        }
        let kinds = ["scan", "identify", "extract", "plugins"]
        let unread = Set(
            kinds.flatMap { findings[$0] ?? [] }.filter { $0.severity == .error }.map(\.path))
        reportFindings(of: kinds, .plugins) {
            PluginRemedy(for: $0, isUnread: unread.contains($0.path)).text
        }
        facts.append((.pins, counted(plugins.count { $0.pin != nil }, "descriptor") + " pinned"))
        reportFindings(
            of: ["drift"], .pins,
            "'pipeline plugins pin' takes it over, 'build --live' builds with it")
        reportFindings(of: ["pin", "pins"], .pins, "mend the file, or pin the plugin anew")
    }

    private mutating func lookAtMaps(_ contents: WorkspaceContents) {
        let maps = contents.maps
        let names = Set(maps.map(\.path))
        let marks = (findings["validate"] ?? []) + (findings["check"] ?? [])
        func paths(_ severity: Severity) -> Set<String> {
            Set(marks.filter { $0.severity == severity }.map(\.path)).intersection(names)
        }
        facts.append(
            (
                .maps,
                "\(counted(maps.count, "map")), \(maps.count { $0.isTemplate }) of them templates; "
                    + "\(paths(.error).count) with errors, \(paths(.warning).count) with warnings"
            ))
        reportFindings(
            of: ["validate", "check", "registry", "controller", "controllers", "maps", "devices"],
            .maps, "'pipeline maps validate' shows the places")
    }

    private mutating func lookAtTargets(
        _ contents: WorkspaceContents, _ inspection: BuildInspection
    ) {
        let outputs = inspection.outputs
        for generation in contents.generations {
            let own = outputs.filter { $0.node.hasPrefix("generate:\(generation.name):") }
            facts.append(
                (
                    .targets,
                    "\(generation.name): \(counted(own.count, "file")) in \(generation.output)"
                ))
            for condition in [RecordedOutput.Condition.missing, .edited] {
                let odd = own.filter { $0.condition == condition }
                guard let first = odd.first else { continue }
                report(
                    .targets, .warning,
                    "\(counted(odd.count, "file")) of \(generation.name) \(condition.rawValue), \(first.path) for one",
                    "'pipeline build' writes \(odd.count == 1 ? "it" : "them") again")
            }
        }
        reportFindings(of: ["plan", "generate"], .targets, "'pipeline build' shows the places")
    }

    private mutating func lookAtCache(_ inspection: BuildInspection) {
        let sizes = CacheSizes(workspace, inspection)
        facts.append((.cache, "\(byteSize(sizes.total)): \(sizes.parts)"))
    }

    /// The findings of nodes of some kinds: errors and warnings, a few of each code.
    private mutating func reportFindings(of kinds: [String], _ area: Area, _ remedy: String) {
        reportFindings(of: kinds, area) { _ in remedy }
    }

    private mutating func reportFindings(
        of kinds: [String], _ area: Area, _ remedy: (Diagnostic) -> String
    ) {
        var shown: [String: Int] = [:]
        let found = kinds.flatMap { findings[$0] ?? [] }.sorted { $0.severity > $1.severity }
        for finding in found where finding.severity >= .warning {
            shown[finding.code, default: 0] += 1
            if shown[finding.code, default: 0] > 3 { continue }
            let line = finding.range.map { ":\($0.start.line)" } ?? ""
            let message = "\(finding.path)\(line): \(finding.message) [\(finding.code)]"
            report(area, finding.severity, message, finding.fixIt?.message ?? remedy(finding))
            if areas.contains(area) {
                problems[problems.count - 1].code = finding.code
                problems[problems.count - 1].path = finding.path
            }
        }
        for (code, count) in shown.sorted(by: { $0.key < $1.key }) where count > 3 {
            let severity = found.first { $0.code == code }?.severity ?? .warning
            report(
                area, severity, "\(count - 3) more of \(code)", "'pipeline build' shows them all")
        }
    }

    private static func area(of node: String) -> Area {
        switch RuleSet.kind(of: node) {
        case "scan", "identify", "extract", "plugins": .plugins
        case "drift", "pin", "pins": .pins
        case "plan", "generate": .targets
        case "validate", "check", "registry", "controller", "controllers", "maps", "devices": .maps
        default: .state
        }
    }
}
