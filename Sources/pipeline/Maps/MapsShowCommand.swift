import ArgumentParser
import ControlMap
import Diagnostics
import SourceText

struct MapsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a map with everything looked up.",
        discussion: """
            MAP is a file, also one that pipeline.toml does not include. 'from' names the base, and \
            the line in it, that a value is inherited from; --format json says it of every value. \
            What was found in the map comes last. --format csv prints the table of controls.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: ArgumentHelp("The map's file.", valueName: "map"), completion: .maps)
    var map: String

    func run() throws {
        try global.allow(.table, .text, .json, .csv)
        let workspace = try Workspace(global)
        defer { workspace.rules.shutdown() }
        var studies = try MapStudies(workspace, global)
        let study = try studies.study(try studies.only(map))
        let findings = study.outcome.diagnostics
        guard let account = MapAccount(study) else {
            BuildRun(workspace, global).showFindings(findings)
            throw fail("\(study.path) cannot be read", Outcome.validation)
        }
        switch global.format {
        case .json:
            guard case .object(let members) = account.json else { return }
            let all = members + [.init("findings", findings.json)]
            printResult(String(decoding: JSONValue.object(all).encoded(indent: 2), as: UTF8.self))
        case .csv, .text: try global.show(account.listing)
        default: printResult(account.page(findings))
        }
    }
}

extension MapAccount {
    /// One page for people.
    fileprivate func page(_ findings: [Diagnostic]) -> String {
        var text = "\(name.isEmpty ? path : name)\n"
        for (title, value) in facts where !value.isEmpty {
            text += title + String(repeating: " ", count: 12 - title.count) + value + "\n"
        }
        text += "\n" + listing.text(.table)
        if !findings.isEmpty {
            text += "\n" + DiagnosticRenderer().text(for: findings)
        }
        return text
    }

    private var facts: [(String, String)] {
        var device = ""
        if let found = self.device {
            device = "\(found.manufacturer) \(found.model)"
            if let profilePath { device += " (\(profilePath))" }
            if !port.isEmpty { device += " at '\(port)'" }
        }
        var plugin = isTemplate ? "none, this is a template" : pluginReference?.title ?? ""
        if let found = self.plugin, !isTemplate {
            plugin = found.name + (found.manufacturer.isEmpty ? "" : ", \(found.manufacturer)")
            plugin += " (\(found.identity.format.rawValue) \(found.identity.id))"
        } else if !isTemplate {
            plugin += " (not known here)"
        }
        let from = channelOrigin.text.map { " (\($0))" } ?? " (nothing states another)"
        return [
            ("map", path), ("", about.description?.value ?? ""), ("controller", device),
            ("plugin", plugin), ("channel", "\(channel)\(from)"),
            ("layers", layers.joined(separator: ", ")),
            ("extends", bases.joined(separator: ", ")),
            ("numbers", numberBase.map { "plugin_parameter counts from \($0)" } ?? ""),
            ("author", about.author?.value ?? ""), ("date", about.date?.value ?? ""),
            ("tags", about.tags.map(\.value).joined(separator: ", ")),
        ]
    }

    /// The controls, one row each.
    fileprivate var listing: Listing {
        var listing = Listing(
            "control", "name", "sends", "moves", "index", "symbol", "range", "how", "from")
        listing.rows = controls.map { $0.cells(in: self) }
        let moving = controls.count { !$0.targets.isEmpty }
        listing.total = "\(counted(controls.count, "control")), \(moving) moving something"
        return listing
    }
}

extension ControlAccount {
    fileprivate func cells(in map: MapAccount) -> [Cell] {
        let parameter = targets.first?.parameter
        let moved = targets.map(\.title).joined(separator: "; ")
        return [
            .text(id), .text(name), .text(sends(in: map)),
            .text(!moved.isEmpty ? moved : reference.map { "? \($0.words)" } ?? "-"),
            parameter.map { .number($0.index) } ?? .text(""),
            .text(parameter?.symbol ?? ""),
            .text(targets.map(\.spanWords).joined(separator: "; ")),
            .text(how), .text(foreignPlaces(in: map)),
        ]
    }

    private func sends(in map: MapAccount) -> String {
        guard let message else { return "?" }
        var text = message.title
        if channel != map.channel { text += " on channel \(channel)" }
        return behaviour.words.isEmpty ? text : "\(text), \(behaviour.words)"
    }

    private var how: String {
        var parts: [String] = []
        if !layers.isEmpty { parts.append("in " + layers.joined(separator: " and ")) }
        let words = targets.map { $0.shaping.words(for: $0.parameter) }
        if words.contains(where: { !$0.isEmpty }) { parts.append(words.joined(separator: "; ")) }
        if let feedback {
            parts.append("\(feedback.style.rawValue) \(feedback.on)/\(feedback.off)")
        }
        return parts.joined(separator: ", ")
    }

    /// What is inherited, with the base's file and line; that an element of the profile sends what
    /// the profile says needs no word.
    private func foreignPlaces(in map: MapAccount) -> String {
        let inherited = origins.filter {
            $0.place.path != map.path && $0.place.path != map.profilePath
                && $0.key != "id" && $0.key != "description"
        }
        var places: [(place: String, keys: [String])] = []
        for origin in inherited {
            let file = origin.place.path.split(separator: "/").last ?? ""
            let place = "\(file):\(origin.place.range.start.line)"
            if let known = places.firstIndex(where: { $0.place == place }) {
                places[known].keys.append(origin.key)
            } else {
                places.append((place, [origin.key]))
            }
        }
        return places.map { "\($0.keys.joined(separator: " and ")) \($0.place)" }
            .joined(separator: ", ")
    }
}
