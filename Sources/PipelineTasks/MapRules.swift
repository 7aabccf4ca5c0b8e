import BuildEngine
import ControlMap
import Diagnostics
import PluginCatalog
import TaskGraph

extension PipelineRules {
    /// Lists the workspace's maps: what the manifest includes, without the registry.
    func listMaps(_ context: RuleContext) throws(Interrupt) {
        let registry = try context.rows("registry", of: NodeName.manifest).texts.first
        let paths = try files("maps", context).filter { $0 != registry }
        let hasPatterns = !(try context.rows("maps", of: NodeName.manifest).rows.isEmpty)
        if paths.isEmpty, hasPatterns {
            context.report([
                Diagnostic(
                    .error, "manifest.no-maps",
                    "no file fits 'include' of [maps]; what was generated before stays",
                    path: manifestPath)
            ])
            return
        }
        context.emit("paths", TextRows(paths).bytes)
    }

    /// Reads one controller profile.
    func readController(_ context: RuleContext) throws(Interrupt) {
        guard let bytes = try readListed("controllers", context) else { return }
        let (profile, findings) = ControllerProfile.read(bytes, path: context.subject)
        context.report(
            findings.attachingExcerpts(from: bytes, path: context.subject),
            as: try severities(context))
        guard let profile, !profile.id.isEmpty else { return }
        context.emit("id", Array(profile.id.utf8))
        context.emit(
            "profile",
            TextRows([[context.subject], [String(decoding: bytes, as: UTF8.self)]]).bytes,
            as: Optional(profile))
    }

    /// Gathers the controllers; two with one id are an error.
    func gatherControllers(_ context: RuleContext) throws(Interrupt) {
        let paths = try files("controllers", context)
        try context.prepare(paths.map(NodeName.controller))
        var owners: [String: String] = [:]
        for path in paths {
            guard let bytes = try context.value("id", of: NodeName.controller(path)) else {
                continue
            }
            let id = String(decoding: bytes, as: UTF8.self)
            if let other = owners[id] {
                context.report([
                    Diagnostic(
                        .error, "controller.duplicate-id",
                        "\(other) has the id '\(id)' too; give one of them another", path: path)
                ])
                continue
            }
            owners[id] = path
            context.emit("id " + id, Array(path.utf8))
        }
        context.emit("ids", TextRows(owners.keys.sorted()).bytes)
    }

    /// Reads the channel registry.
    func readRegistry(_ context: RuleContext) throws(Interrupt) {
        guard let path = try context.rows("registry", of: NodeName.manifest).texts.first else {
            return
        }
        guard let bytes = try context.readMade(path) else {
            context.report([
                Diagnostic(
                    .error, "registry.missing",
                    "there is no '\(path)', which \(manifestPath) names as the registry", path: path
                )
            ])
            return
        }
        let (registry, findings) = ChannelRegistry.read(bytes, path: path)
        context.report(
            findings.attachingExcerpts(from: bytes, path: path), as: try severities(context))
        if registry != nil, !context.hasErrors {
            context.emit(
                "registry", TextRows([[path], [String(decoding: bytes, as: UTF8.self)]]).bytes)
        }
    }

    /// Reads, resolves and checks one map.
    ///
    /// What others need to know of it is handed on in parts, so that a change of one binding does
    /// not concern who only asks for the device: `device`, `registration`, `summary`, `plugin`,
    /// `resolved`. A map with errors hands on a `draft` in the place of its summary, so that it keeps
    /// its place among the files of its device.
    func validateMap(_ context: RuleContext) throws(Interrupt) {
        // What every map needs is asked for before anything is read, which would be read again.
        try context.prepare(Self.neededByMaps)
        guard let bytes = try readListed("maps", context) else { return }
        let severities = try severities(context)
        var environment = ContextEnvironment(context: context)
        let outcome = try MapResolver.resolve(
            path: context.subject, bytes: bytes, in: &environment, severities: severities)
        context.report(outcome.diagnostics)
        let summary = outcome.summary
        if summary.device != nil {
            let device = TextRows([summary.deviceKey, summary.isTemplate ? "template" : ""]).bytes
            context.emit("device", device)
        }
        guard let resolved = outcome.resolved else {
            if !outcome.summary.hasErrors || summary.device != nil {
                context.emit("draft", summary.encoded)
            }
            if summary.isTemplate, !summary.hasErrors { context.emit("summary", summary.encoded) }
            return
        }
        var registration = summary
        registration.sends = []
        context.emit("registration", registration.encoded, as: Optional(registration))
        context.emit("summary", summary.encoded, as: Optional(summary))
        let outputs = resolved.outputs
        if !outputs.isEmpty { context.emit("outputs", TextRows(outputs).bytes) }
        if summary.isTemplate { return }
        if let plugin = summary.plugin { context.emit("plugin", Array(plugin.catalogKey.utf8)) }
        context.emitResolved(resolved)
    }

    /// Says which maps each device has, and wants each device's maps checked among themselves.
    func gatherDevices(_ context: RuleContext) throws(Interrupt) {
        let maps = try context.requiredRows("paths", of: NodeName.maps).texts
        try context.prepare(maps.map(NodeName.validate))
        var devices: [String: [[String]]] = [:]
        for map in maps {
            let row = try context.rows("device", of: NodeName.validate(map)).texts
            guard row.count > 1, !row[0].isEmpty else { continue }
            devices[row[0], default: []].append([map, row[1]])
        }
        for (device, rows) in devices {
            context.emit("maps of " + device, TextRows(rows).bytes)
            context.demand(NodeName.deviceCheck(device))
        }
        context.emit("devices", TextRows(devices.keys.sorted()).bytes)
    }

    /// Checks the maps of one device among themselves.
    func checkDevice(_ context: RuleContext) throws(Interrupt) {
        let device = String(context.subject.dropFirst("device:".count))
        var summaries: [MapSummary] = []
        let maps = try context.rows("maps of " + device, of: NodeName.devices).texts
        try context.prepare(maps.map(NodeName.validate))
        for map in maps {
            if let summary = try context.summary("summary", of: NodeName.validate(map)) {
                summaries.append(summary)
            }
        }
        let severities = try severities(context)
        let findings = try MapSetRules.checkDevice(summaries, severities: severities) {
            (path) throws(Interrupt) in try source(of: path, context)
        }
        context.report(findings)
    }

    /// A map's text, to show a finding in it.
    private func source(
        of path: String, _ context: RuleContext
    ) throws(Interrupt) -> MapSource? {
        guard let bytes = try context.read(path) else { return nil }
        let node = NodeName.validate(path)
        let isResolved = try !context.digest("resolved", of: node).isAbsent
        return MapSource(
            bytes: bytes, resolved: isResolved ? try context.resolvedMap(of: node) : nil)
    }

    /// Checks that registry and maps agree.
    func checkRegistry(_ context: RuleContext) throws(Interrupt) {
        guard
            let registry = try context.value(
                "registry", of: NodeName.registry, decode: ReadRegistry.init) ?? nil
        else { throw .blocked(by: NodeName.registry) }
        let maps = try context.requiredRows("paths", of: NodeName.maps).texts
        try context.prepare(maps.map(NodeName.validate))
        var summaries: [MapSummary] = []
        for map in maps {
            let node = NodeName.validate(map)
            var found = try context.summary("registration", of: node)
            if found == nil { found = try context.summary("draft", of: node) }
            if let found { summaries.append(found) }
        }
        let severities = try severities(context)
        let findings = try MapSetRules.checkRegistry(
            registry.value, summaries, severities: severities
        ) { (path) throws(Interrupt) in try source(of: path, context) }
        context.report(findings.attachingExcerpts(from: registry.text, path: registry.value.path))
    }
}
