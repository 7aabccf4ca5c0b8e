import BuildEngine
import ContentStore
import ControlMap
import Diagnostics
import PipelineTasks

/// What a list shows of a map.
struct MapLine {
    let path: String
    let name: String
    let device: String
    let profile: String
    let manufacturer: String
    let plugin: String
    let pluginID: String
    let channel: Int
    let controls: Int
    let state: String
    /// What only the map's text says; read where it is asked for.
    var details = MapDetails()

    init(_ map: MapSummary, _ resolved: ResolvedMap?, _ state: String) {
        path = map.path
        name = map.name
        device = map.device?.model ?? ""
        profile = map.device?.profile ?? ""
        manufacturer = map.device?.manufacturer ?? ""
        pluginID = map.plugin?.id ?? ""
        plugin = resolved?.plugin?.name ?? pluginID
        channel = map.channel
        controls = resolved?.controls.count { !$0.targets.isEmpty } ?? 0
        self.state = state
    }

    /// A map that no build looks at.
    init(_ study: MapStudy) {
        let score = ValidationScore(study.outcome.diagnostics)
        let state =
            score.errors > 0
            ? counted(score.errors, "error")
            : score.warnings > 0
                ? counted(score.warnings, "warning")
                : study.outcome.summary.isTemplate ? "template" : "ok"
        self.init(study.outcome.summary, study.outcome.resolved, state)
    }

    var isMapped: Bool { controls > 0 }

    func cells(isVerbose: Bool) -> [Cell] {
        let cells: [Cell] = [
            .text(name), .text(device), .text(manufacturer), .text(plugin), .number(channel),
            .number(controls), .text(state), .text(path),
        ]
        if !isVerbose { return cells }
        return cells + [
            .text(details.date), .number(Int(clamping: details.size)),
            .text(details.tags.joined(separator: ", ")), .text(details.author),
        ]
    }
}

/// What a map's text says of itself, and how long it is.
struct MapDetails {
    var date = ""
    var size: UInt64 = 0
    var tags: [String] = []
    var author = ""

    init() {}

    /// Of a map as it is now; nothing when it cannot be read.
    init(_ path: String, _ disk: Disk) throws(FileError) {
        guard let (bytes, identity) = try disk.read(path) else { return }
        size = identity.size
        guard let about = ControlMap.read(bytes, path: path).map?.about else { return }
        date = about.date?.value ?? ""
        tags = about.tags.map(\.value)
        author = about.author?.value ?? ""
    }
}

/// How each map fared in its check.
struct MapStates {
    private var errors: [String: Int] = [:]
    private var warnings: [String: Int] = [:]
    private let open: Set<String>

    init(_ inspection: BuildInspection) {
        open = Set(inspection.planned.map(\.node))
        for found in inspection.findings {
            if found.diagnostic.severity == .error { errors[found.node, default: 0] += 1 }
            if found.diagnostic.severity == .warning { warnings[found.node, default: 0] += 1 }
        }
    }

    func text(of map: MapSummary) -> String {
        let node = CommandTargets.validate(map.path)
        if open.contains(node) { return "changed since" }
        if let count = errors[node] { return counted(count, "error") }
        if let count = warnings[node] { return counted(count, "warning") }
        return map.isTemplate ? "template" : "ok"
    }
}
