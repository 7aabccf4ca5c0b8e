import BuildEngine
import ControlMap
import Diagnostics
import MapGenerators
import PluginCatalog

extension PipelineRules {
    /// `plan:GENERATION`: which files a generation makes of all; `plan:GENERATION:DEVICE`: of one
    /// device.
    func planFiles(_ context: RuleContext) throws(Interrupt) {
        let (name, device) = context.splitSubject
        let generation = try generation(name, context)
        switch generation.target.making {
        case .filesOfDevice(let plan, _) where !device.isEmpty:
            return try planFiles(of: device, plan, context)
        case .descriptor: return try planDescriptors(generation, context)
        case .filesOfDevice, .resolvedMap, .filesOfMap: break
        }
        let devices = try context.requiredRows("devices", of: NodeName.devices).texts
        let plans = devices.map { NodeName.plan(name, $0) }
        try context.prepare(plans)
        var outputs: [[String]] = []
        for plan in plans {
            for row in try context.rows("files", of: plan).rows where row.count > 3 {
                context.emit("file " + row[0], TextRows([row]).bytes)
                context.demand(NodeName.generate(name, row[0]))
                outputs.append(["\(generation.output)/\(row[1])", NodeName.generate(name, row[0])])
            }
        }
        context.emit("outputs", TextRows(outputs).bytes)
    }

    private func planFiles(
        of device: String, _ plan: GenerationTarget.FilesOfDevice, _ context: RuleContext
    ) throws(Interrupt) {
        let rows = try context.rows("maps of " + device, of: NodeName.devices).rows
        let maps = rows.filter { $0.count > 1 && $0[1].isEmpty }.map { $0[0] }
        try context.prepare(maps.map(NodeName.validate))
        var entries: [PlannedMap] = []
        for map in maps {
            let node = NodeName.validate(map)
            var found = try context.summary("summary", of: node)
            // A map with errors that never was good still takes its place among the files.
            if found == nil { found = try context.summary("draft", of: node) }
            guard let summary = found, let entry = PlannedMap(summary) else { continue }
            entries.append(entry)
        }
        let plan = plan(entries)
        context.report(plan.diagnostics, as: try severities(context))
        context.emit(
            "files",
            TextRows(
                plan.files.map { file in
                    [
                        file.fileName.withoutExtension, file.fileName, file.mapName,
                        file.manufacturer,
                    ]
                        + file.maps
                }
            ).bytes)
    }

    private func planDescriptors(
        _ generation: Manifest.Generation, _ context: RuleContext
    ) throws(Interrupt) {
        let maps = try context.requiredRows("paths", of: NodeName.maps).texts
        try context.prepare(maps.map(NodeName.validate))
        var keys = Set<String>()
        for map in maps {
            if let key = try context.value("plugin", of: NodeName.validate(map)) {
                keys.insert(String(decoding: key, as: UTF8.self))
            }
        }
        var outputs: [[String]] = []
        for key in keys.sorted() {
            let node = NodeName.generate(generation.name, key)
            context.demand(node)
            outputs.append(["\(generation.output)/\(descriptorFileName(key))", node])
        }
        context.emit("outputs", TextRows(outputs).bytes)
    }

    /// Generates one file: of a map, of a plugin, or of what a plan put into one.
    func generate(_ context: RuleContext) throws(Interrupt) {
        let (name, subject) = context.splitSubject
        let generation = try generation(name, context)
        switch generation.target.making {
        case .resolvedMap:
            guard let path = try outputPath(ofResolved: subject, generation, context) else {
                return
            }
            let bytes = try context.required("resolved", of: NodeName.validate(subject))
            for name in generation.target.fileExtensions { context.write("\(path).\(name)", bytes) }
        case .filesOfMap(let generate):
            try generateFiles(of: subject, generate, generation, context)
        case .descriptor:
            let place = try place(of: subject, context)
            let bytes = try context.required(place[1], of: place[0])
            context.write("\(generation.output)/\(descriptorFileName(subject))", bytes)
        case .filesOfDevice(_, let generate):
            try generatePlannedFile(subject, generate, generation, context)
        }
    }

    /// - Returns: `nil` for a template, which is only there to be extended.
    private func outputPath(
        ofResolved map: String, _ generation: Manifest.Generation, _ context: RuleContext
    ) throws(Interrupt) -> String? {
        let node = NodeName.validate(map)
        guard try !context.digest("resolved", of: node).isAbsent else {
            if try context.value("summary", of: node) != nil { return nil }
            throw .blocked(by: node)
        }
        return outputPath(of: map, generation, try mapFolders(context))
    }

    private func generateFiles(
        of map: String, _ generate: GenerationTarget.FilesOfMap,
        _ generation: Manifest.Generation, _ context: RuleContext
    ) throws(Interrupt) {
        guard let path = try outputPath(ofResolved: map, generation, context) else { return }
        let resolved = try context.resolvedMap(of: NodeName.validate(map))
        let outputs =
            !resolved.outputs.isEmpty || generation.namesOutput ? try context.outputs() : []
        guard let made = try? generate(resolved, generation.options, outputs) else {
            throw .blocked(by: NodeName.manifest)
        }
        context.report(made.diagnostics, as: try severities(context))
        for file in made.files { context.write("\(path).\(file.fileExtension)", file.bytes) }
    }

    private func generatePlannedFile(
        _ stem: String, _ generate: GenerationTarget.FileOfDevice,
        _ generation: Manifest.Generation, _ context: RuleContext
    ) throws(Interrupt) {
        let plan = NodeName.plan(generation.name)
        guard let row = try context.rows("file " + stem, of: plan).rows.first, row.count > 4 else {
            throw .blocked(by: plan)
        }
        let file = PlannedFile(
            fileName: row[1], mapName: row[2], manufacturer: row[3], maps: Array(row[4...]))
        try context.prepare(file.maps.map(NodeName.validate))
        // Without descriptors: a resolved map holds all of its plugin's that matters, and is made
        // anew whenever that changes.
        var maps: [(map: ResolvedMap, plugin: PluginDescriptor?)] = []
        for map in file.maps {
            let resolved = try context.resolvedMap(of: NodeName.validate(map))
            maps.append((resolved, nil))
        }
        guard let generated = try? generate(file, maps, generation.options) else {
            throw .blocked(by: NodeName.manifest)
        }
        context.report(generated.diagnostics, as: try severities(context))
        if let made = generated.file {
            context.write("\(generation.output)/\(made.name)", made.bytes)
        }
    }

    /// The node, and the part of its result, that holds a plugin's descriptor.
    private func place(
        of key: String, _ context: RuleContext
    ) throws(Interrupt) -> [String] {
        guard let place = try context.rows(key, of: NodeName.catalog).rows.first, place.count > 1
        else { throw .blocked(by: NodeName.catalog) }
        return place
    }

    /// The folders in which the manifest looks for maps.
    func mapFolders(_ context: RuleContext) throws(Interrupt) -> MapFolders {
        try context.value(
            "maps", of: NodeName.manifest, decode: { MapFolders(patterns: TextRows($0).texts) })
            ?? MapFolders(patterns: [])
    }

    /// The file that a generation makes of one map, without its extension.
    func outputPath(
        of map: String, _ generation: Manifest.Generation, _ folders: MapFolders
    ) -> String {
        "\(generation.output)/\(folders.relative(map))"
    }
}

/// Where the patterns that include maps begin.
struct MapFolders: Sendable {
    /// Each with its final slash, the longest first; without the workspace itself.
    private let folders: [String]

    init(patterns: [String]) {
        folders = patterns.map { GlobPattern($0).fixedFolder }.filter { !$0.isEmpty }
            .map { $0 + "/" }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// A map's path from the folder that the pattern which includes it begins in, without extension.
    func relative(_ map: String) -> String {
        let folder = folders.first(where: map.hasPrefix) ?? ""
        let path = map.utf8.dropFirst(folder.utf8.count)
        guard let dot = path.lastIndex(of: UInt8(ascii: ".")),
            !path[dot...].contains(UInt8(ascii: "/"))
        else { return String(Substring(path)) }
        return String(Substring(path[..<dot]))
    }
}

/// The name of a plugin's descriptor file, from its key in the catalog.
///
/// `lv2 http://drobilla.net/plugins/mda/JX10` becomes `lv2-drobilla.net-plugins-mda-JX10.json`.
public func descriptorFileName(_ key: String) -> String {
    let parts = key.split(separator: " ", maxSplits: 1).map(String.init)
    var uri = parts.count > 1 ? parts[1] : key
    for scheme in ["http://", "https://", "urn:"] where uri.hasPrefix(scheme) {
        uri = String(uri.dropFirst(scheme.count))
    }
    var kept: [UInt8] = []
    // Of a scalar outside ASCII, the bytes after the first count for nothing.
    for byte in uri.utf8 where byte & 0xC0 != 0x80 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"):
            kept.append(byte)
        default: kept.append(UInt8(ascii: "-"))
        }
    }
    return "\(parts[0])-\(String(decoding: kept, as: UTF8.self)).json"
}

extension Manifest.Generation {
    /// Whether an option names an output.
    fileprivate var namesOutput: Bool {
        target.options.contains { option in
            guard case .table = option.values else { return false }
            return !(options[option.name] ?? "").isEmpty
        }
    }
}

extension PlannedMap {
    /// - Returns: `nil` for a map of no known device.
    fileprivate init?(_ summary: MapSummary) {
        guard let device = summary.device else { return nil }
        self.init(
            path: summary.path, name: summary.name, device: device, channel: summary.channel,
            messages: summary.sends)
    }
}

extension String {
    /// A file's name without what stands from its last dot on.
    fileprivate var withoutExtension: String {
        lastIndex(of: ".").map { String(self[..<$0]) } ?? self
    }
}
