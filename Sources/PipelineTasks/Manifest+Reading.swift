import Diagnostics
import MapGenerators
import PluginCatalog
import SourceText

extension Manifest {
    /// Reads a manifest.
    ///
    /// - Parameter path: named in the findings.
    /// - Returns: the manifest, `nil` when any finding is an error; and the findings, codes
    ///   `toml.*` and `manifest.*`.
    public static func read(
        _ bytes: [UInt8], path: String
    ) -> (manifest: Manifest?, diagnostics: [Diagnostic]) {
        let reading = TOMLReader.read(bytes, path: path)
        var findings = reading.diagnostics
        var manifest = Manifest()
        if let root = reading.root,
            var fields = FieldReader(
                root, of: "the manifest", path: path, area: "manifest", diagnostics: &findings)
        {
            manifest.read(&fields)
            fields.finish()
            findings += fields.diagnostics
        }
        findings = findings.sorted().attachingExcerpts(from: bytes, path: path)
        let isRefused = reading.root == nil || findings.contains { $0.severity == .error }
        return (isRefused ? nil : manifest, findings)
    }

    private mutating func read(_ fields: inout FieldReader) {
        if let schema = fields.integer("schema", .required), schema.value != 1 {
            fields.report(
                .error, "unknown-schema", "'schema' is \(schema.value), but this program reads 1",
                at: schema.range, correctingTo: "1")
        }
        if var workspace = fields.nested("workspace", of: "[workspace]") {
            name = workspace.string("name")?.value ?? ""
            fields.absorb(workspace)
        }
        for node in fields.list("plugins")?.value ?? [] { readPlugins(node, &fields) }
        readMaps(&fields)
        if var section = fields.nested("controllers", of: "[controllers]") {
            controllers = section.paths("include", .required)
            fields.absorb(section)
        }
        readRules(&fields)
        for node in fields.list("output")?.value ?? [] { readOutput(node, &fields) }
        let generations = fields.list("generate")?.value ?? []
        for node in generations { readGeneration(node, &fields) }
        completeGenerations(generations, &fields)
        readTasks(&fields)
        readLimits(&fields)
    }

    private mutating func readPlugins(_ node: SourceNode, _ fields: inout FieldReader) {
        guard
            var section = FieldReader(
                node, of: "[[plugins]]", path: fields.path, area: fields.area,
                diagnostics: &fields.diagnostics)
        else { return }
        descriptors += section.paths("descriptors")
        if let format = section.choice("format", of: PluginFormat.self) {
            let include = section.strings("include", .required)?.value.map(\.value) ?? []
            let paths = section.strings("paths")?.value.map(\.value) ?? []
            plugins.append(
                PluginSource(format: format.value, include: include, paths: paths))
        } else if section.node("descriptors") == nil, section.node("format") == nil {
            section.report(
                .error, "missing-key",
                "[[plugins]] has neither 'format', to extract plugins, nor 'descriptors', to read them",
                at: section.range)
        } else {
            section.allow("include", "paths")
        }
        fields.absorb(section)
    }

    private mutating func readMaps(_ fields: inout FieldReader) {
        guard var section = fields.nested("maps", of: "[maps]") else { return }
        maps = section.paths("include", .required)
        if let found = section.string("registry"), section.checkInside(found) {
            registry = found.value.normalizedPath
        }
        fields.absorb(section)
    }

    private mutating func readRules(_ fields: inout FieldReader) {
        guard let node = fields.node("rules") else { return }
        guard let entries = node.mapping else {
            fields.report(
                .error, "wrong-type",
                "'rules' is \(node.kindName), but must be a table of severities",
                at: node.range)
            return
        }
        for entry in entries {
            if RuleCatalog.entry(entry.key) == nil {
                let nearest = RuleCatalog.nearest(to: entry.key)
                let hint = nearest.map { "; did you mean '\($0)'?" } ?? "; docs/rules.md lists them"
                fields.report(
                    .error, "unknown-key", "no finding has the code '\(entry.key)'\(hint)",
                    at: entry.keyRange, correctingTo: nearest.map { "\"\($0)\"" })
            }
            guard let severity = entry.value.string.flatMap(Severity.init) else {
                let text = entry.value.string ?? ""
                fields.report(
                    .error, "unknown-value",
                    "'\(entry.key)' must be one of error, warning, info, off",
                    at: entry.value.range,
                    correctingTo: nearestName(to: text, among: Severity.allCases.map(\.rawValue))
                        .map { "\"\($0)\"" })
                continue
            }
            severities[entry.key] = severity
        }
    }

    /// Whether a folder of inputs is, or lies in, a folder of outputs.
    static func lies(_ input: String, in output: String) -> Bool {
        input == output || input.hasPrefix(output + "/")
    }

    private mutating func readLimits(_ fields: inout FieldReader) {
        if var section = fields.nested("extract", of: "[extract]") {
            let timeout = section.integer("timeout_seconds", in: 1...3600)
            timeoutSeconds = timeout?.value ?? timeoutSeconds
            memoryMegabytes =
                section.integer("memory_mb", in: 64...65536)?.value ?? memoryMegabytes
            fields.absorb(section)
        }
        if var section = fields.nested("cache", of: "[cache]") {
            cacheMegabytes =
                section.integer("limit_mb", in: 16...1_048_576)?.value ?? cacheMegabytes
            if let shared = section.string("shared") {
                if shared.value.hasPrefix("/") || shared.value.hasPrefix("~/") {
                    sharedCache = shared.value
                } else {
                    section.report(
                        .error, "path-relative",
                        "'\(shared.value)' must begin with / or ~/: the folder is shared by checkouts, "
                            + "so it lies outside of them", at: shared.range)
                }
            }
            fields.absorb(section)
        }
    }
}

extension FieldReader {
    /// A list of paths or patterns, all inside the workspace.
    mutating func paths(
        _ key: String, _ presence: Presence = .optional
    ) -> [String] {
        let found = strings(key, presence)?.value ?? []
        return found.filter { checkInside($0) }.map(\.value.normalizedPath)
    }

    /// Reports a path that is absolute or leads out by `..`.
    mutating func checkInside(_ path: Located<String>) -> Bool {
        let parts = path.value.split(separator: "/")
        let isOurs = parts.first == ".git" || parts.first == ".cache"
        if path.value.hasPrefix("/") || parts.contains("..") || isOurs
            || path.value.normalizedPath.isEmpty
        {
            report(
                .error, "path-outside",
                "'\(path.value)' is no place for files of the workspace; write a path below the "
                    + "manifest's folder, outside .git and .cache",
                at: path.range)
            return false
        }
        return true
    }
}

extension String {
    /// A path without empty and `.` parts, so that one place has one spelling.
    var normalizedPath: String {
        split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}
