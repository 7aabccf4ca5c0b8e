import BuildEngine
import SourceText
import TaskGraph

/// All that can be told of one node.
struct NodeExplanation {
    let name: String
    let flags: NodeFlags
    let account: NodeAccount?
    /// What a build would do with it; `nil` when it would leave it alone.
    let plan: PlannedNode?
    let findingCount: Int
    private let state: BuildState

    init(_ node: NodeID, _ inspection: BuildInspection, plan: PlannedNode?) {
        name = inspection.state.name(of: node)
        flags = inspection.state.flags(of: node)
        account = inspection.account(of: node)
        findingCount = inspection.findings(of: node).count
        state = inspection.state
        self.plan = plan
    }

    /// For people; long lists are cut short unless `isVerbose`.
    func text(isVerbose: Bool) -> String {
        var text = "\(name): \(Self.purpose(of: name))\n"
        guard let account else {
            return text
                + (flags.contains(.failed) ? "  failed the last time\n" : "  never ran here\n")
        }
        let time = duration(microseconds: UInt64(account.costMicroseconds))
        text += "  ran last because: \(account.reason) (took \(time))\n"
        text += "  now: \(verdict(account))\n"
        for note in notes { text += "  \(note)\n" }
        // What changed is never cut off.
        let inputs =
            account.inputs.filter { $0.recorded != $0.current }
            + account.inputs.filter { $0.recorded == $0.current }
        text += list("reads", inputs, isVerbose, Self.line)
        text += list("writes", account.outputs, isVerbose) { $0 }
        text += list("wants built", account.demands, isVerbose) { $0 }
        text += list("needed by", account.readers, isVerbose) { state.name(of: $0) }
        return text
    }

    private var notes: [String] {
        var notes: [String] = []
        if flags.contains(.failed) {
            notes.append("it failed the last time; what it made before stays")
        }
        if flags.contains(.blocked) {
            notes.append("it waits for errors in what it reads to be mended")
        }
        if flags.contains(.needsRepair) {
            notes.append("an output is not as it was written; a build brings it back")
        }
        if findingCount > 0 {
            notes.append("it has \(counted(findingCount, "finding")); a build shows them")
        }
        return notes
    }

    /// Whether it would run now, and why or why not.
    private func verdict(_ account: NodeAccount) -> String {
        guard let plan else {
            return "up to date; all \(account.inputs.count) things it read are as they were"
        }
        if let reason = plan.reason { return "would run: \(reason)" }
        if plan.isRestorable {
            return "would come from the store, which holds a result for what is there now"
        }
        return "may run: something before it runs, and what that gives decides"
    }

    private static func line(_ input: NodeAccount.Input) -> String {
        let kind = input.kind == .listing ? "names in " : ""
        if input.recorded == input.current {
            return "\(kind)\(input.name)  \(input.recorded.abbreviated)"
        }
        return
            "\(kind)\(input.name)  \(input.recorded.abbreviated) -> \(input.current.abbreviated)  CHANGED"
    }

    private func list<Entry>(
        _ title: String, _ entries: [Entry], _ isVerbose: Bool, _ line: (Entry) -> String
    ) -> String {
        if entries.isEmpty { return "" }
        let shown = isVerbose ? entries.count : min(entries.count, 12)
        var text = "  \(title):\n"
        for entry in entries[..<shown] { text += "    \(line(entry))\n" }
        if shown < entries.count {
            text += "    and \(entries.count - shown) more; -v lists them\n"
        }
        return text
    }

    /// What nodes of a kind are there for.
    private static func purpose(of node: String) -> String {
        switch RuleSet.kind(of: node) {
        case "workspace": "wants everything built that the manifest speaks of"
        case "manifest": "reads pipeline.toml"
        case "glob": "lists the files that fit a pattern"
        case "scan": "lists the installed modules of a plugin format"
        case "identify": "finds out which plugins a module holds"
        case "extract": "has a worker describe the plugins of a module"
        case "plugins": "finds the installed plugins that the manifest includes"
        case "pin": "reads and checks a pinned descriptor"
        case "pins": "gathers the pinned descriptors"
        case "drift": "compares a pinned descriptor with the installed plugin"
        case "catalog": "says where each plugin's descriptor comes from"
        case "plugin-names": "gathers the names of all known plugins"
        case "controller": "reads a controller profile"
        case "controllers": "gathers the controller profiles"
        case "registry": "reads the channel registry"
        case "maps": "lists the maps"
        case "validate": "reads, resolves and checks a map"
        case "devices": "says which maps each device has"
        case "check": "checks maps among themselves"
        case "plan": "decides which files a target has"
        case "generate": "generates a file"
        default: "a node of this workspace"
        }
    }
}

extension NodeExplanation {
    var json: JSONValue {
        func names(_ names: [String]) -> JSONValue { .array(names.map { .string($0) }) }
        var members: [JSONValue.Member] = [
            .init("node", .string(name)), .init("purpose", .string(Self.purpose(of: name))),
            .init("failed", .bool(flags.contains(.failed))),
            .init("blocked", .bool(flags.contains(.blocked))),
            .init("findings", .integer(Int64(findingCount))),
        ]
        guard let account else { return .object(members) }
        let state =
            plan.map {
                $0.reason != nil ? "would-run" : $0.isRestorable ? "would-restore" : "may-run"
            }
            ?? "up-to-date"
        members += [
            .init("state", .string(state)),
            .init("reasonNow", plan?.reason.map { .string($0.description) } ?? .null),
            .init("lastReason", .string(account.reason.description)),
            .init("microseconds", .integer(Int64(account.costMicroseconds))),
            .init("inputs", .array(account.inputs.map(Self.json))),
            .init("outputs", names(account.outputs)), .init("demands", names(account.demands)),
            .init("readers", names(account.readers.map { self.state.name(of: $0) })),
        ]
        return .object(members)
    }

    private static func json(_ input: NodeAccount.Input) -> JSONValue {
        .object([
            .init("kind", .string(input.kind.rawValue)), .init("name", .string(input.name)),
            .init("recorded", .string(input.recorded.description)),
            .init("current", .string(input.current.description)),
            .init("changed", .bool(input.recorded != input.current)),
        ])
    }
}
