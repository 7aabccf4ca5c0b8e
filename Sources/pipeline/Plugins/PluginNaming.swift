import ArgumentParser
import BuildEngine
import PipelineTasks
import PluginCatalog
import PluginExtraction
import SourceText

/// What stands for plugins on a command line: an id, a name, a pattern of either, the file of a module or of a
/// pinned descriptor; with `FORMAT:` before it, of that format only.
struct PluginWords {
    /// As it was typed.
    let typed: String
    let format: PluginFormat?
    /// Without the format.
    let text: String

    /// What other programs call the formats.
    private static let otherNames: [String: PluginFormat] = ["vst": .vst2, "vst-2": .vst2]

    init(_ typed: String) {
        self.typed = typed
        let colon = typed.firstIndex { $0 == ":" || $0 == " " }
        let format = colon.flatMap { Self.format(named: String(typed[..<$0])) }
        self.format = format
        guard let colon, format != nil else {
            text = typed
            return
        }
        text = String(typed[typed.index(after: colon)...].drop { $0 == " " })
    }

    /// The format that people call so.
    static func format(named name: String) -> PluginFormat? {
        let name = name.lowercased()
        return PluginFormat(rawValue: name) ?? otherNames[name]
    }

    /// The plugins that are meant: those with that id or file, else those with that name.
    func matches(in plugins: [KnownPlugin]) -> [KnownPlugin] {
        let candidates = plugins.filter { format == nil || $0.identity.format == format }
        let found = candidates.filter { fits($0) }
        if !found.isEmpty { return found }
        return candidates.filter { fits(name: $0.name) }
    }

    private func fits(_ plugin: KnownPlugin) -> Bool {
        plugin.key == typed || fits(id: plugin.identity)
            || descriptorFileName(plugin.key) == text
            || plugin.pin.map { $0 == text || $0.hasSuffix("/" + text) } ?? false
            || plugin.module.map { fits($0) } ?? false
    }

    /// Whether an id is meant. Numbers are the same in small letters; what tables cut stands for any text.
    func fits(id: PluginIdentity) -> Bool {
        if id.id == text { return true }
        let isNumber = id.format == .vst3 || id.format == .vst2
        return matchesPattern(id.id, isNumber ? pattern.uppercased() : pattern)
    }

    /// Whether a name is meant, capital letters or not.
    func fits(name: String) -> Bool {
        if name.isEmpty { return false }
        let (name, wanted) = (name.lowercased(), text.lowercased())
        return name == wanted || matchesPattern(name, pattern.lowercased())
    }

    /// Whether a module is meant, by its path or its file's name.
    func fits(_ module: PluginModule) -> Bool {
        (format == nil || module.format == format)
            && (module.path == text
                || (text.contains(".")
                    && module.path.lowercased().hasSuffix("/" + text.lowercased())))
    }

    private var pattern: String { text.replacing(TableFitting.ellipsis, with: "*") }
}

extension WorkspaceContents {
    /// The known plugins that words mean, as `PluginWords` reads them.
    func plugins(named words: String) -> [KnownPlugin] { PluginWords(words).matches(in: plugins) }

    /// The one plugin that words mean.
    ///
    /// - Throws: when there is none or more than one, after having told so.
    func onlyPlugin(named words: String) throws -> KnownPlugin {
        let found = plugins(named: words)
        guard let first = found.first else { throw tellUnknownPlugin(words, self) }
        if found.count > 1 { throw tellSeveral(found, of: words) }
        return first
    }

    /// The descriptor that builds use of the one plugin that words mean.
    ///
    /// - Throws: also when it could not be read.
    func onlyDescriptor(of words: String) throws -> PluginDescriptor {
        let plugin = try onlyPlugin(named: words)
        guard let descriptor = descriptor(of: plugin) else { throw tellUnread(plugin) }
        return descriptor
    }
}

extension PluginIdentity {
    /// `FORMAT:ID`, which names it on a command line.
    var words: String { format.rawValue + ":" + id }
}

/// Says that a plugin could not be read.
func tellUnread(_ plugin: KnownPlugin) -> ExitCode {
    fail(
        "\(plugin.identity.words) could not be read; 'pipeline plugins health' tells why",
        Outcome.extraction)
}

/// Says that words mean several plugins, and how each is named.
private func tellSeveral(_ found: [KnownPlugin], of words: String) -> ExitCode {
    let most = 12
    let longest = found.prefix(most).map(\.identity.words.count).reduce(0, max)
    let names = found.prefix(most).map { plugin in
        let words = plugin.identity.words
        let padding = String(repeating: " ", count: longest - words.count)
        return "  \(words)\(plugin.name.isEmpty ? "" : padding + "  " + plugin.name)\n"
    }
    let more = found.count > most ? "  and \(found.count - most) more\n" : ""
    let formats = Set(found.map(\.identity.format))
    let name = found[0].name
    let isByFormat = formats.count == found.count && Set(found.map(\.name)).count == 1
    let hint =
        isByFormat
        ? "name one by its format, as '\(found[0].identity.format.rawValue):\(name)', or by its id:"
        : "name one of them:"
    printMessage(
        "pipeline: '\(words)' fits \(found.count) plugins; \(hint)\n\(names.joined())\(more)")
    return ExitCode(Outcome.arguments)
}

/// Says that no plugin is meant, and why that may be.
///
/// - Parameter installed: whether only installed plugins will do.
@discardableResult
func tellUnknownPlugin(
    _ typed: String, _ contents: WorkspaceContents, installed: Bool = false
) -> ExitCode {
    let words = PluginWords(typed)
    if installed, let pinned = words.matches(in: contents.plugins).first, pinned.module == nil {
        return fail(
            "\(pinned.identity.words) is only pinned here; the plugin is not installed, "
                + "or no pattern in pipeline.toml includes it", Outcome.arguments)
    }
    if let other = contents.installed.first(where: { other in
        (words.format == nil || words.format == other.identity.format)
            && (words.fits(id: other.identity) || words.fits(name: other.name)
                || words.fits(other.module))
    }) {
        let name = other.name.isEmpty ? "" : "'\(other.name)', "
        return fail(
            "\(name)\(other.identity.words), is installed, but no pattern in pipeline.toml includes it; "
                + "add \"\(other.identity.id)\" to 'include' of its \(other.identity.format.title) plugins",
            Outcome.arguments)
    }
    if let module = contents.modules.first(where: words.fits) {
        let all = contents.inspection.findings + contents.inspection.findingsOfUnasked
        let reason = all.first { found in
            PluginModule(RuleSet.subject(of: found.node)) == module
        }
        return fail(
            "no plugin of \(module.path) is known"
                + (reason.map { ": \($0.diagnostic.message) [\($0.diagnostic.code)]" } ?? ""),
            Outcome.extraction)
    }
    return fail(
        "no plugin here is called or fits '\(typed)'; \(hint(words, contents, installed))",
        Outcome.arguments)
}

/// What the user may have meant.
private func hint(
    _ words: PluginWords, _ contents: WorkspaceContents, _ installed: Bool
) -> String {
    let known = contents.plugins.filter {
        (words.format == nil || $0.identity.format == words.format)
            && (!installed || $0.module != nil)
    }
    if let format = words.format, known.isEmpty, !contents.wantedFormats.contains(format) {
        return "pipeline.toml includes no \(format.title) plugins"
    }
    let names = known.map(\.name).filter { !$0.isEmpty }
    let ids = known.map(\.identity.id)
    let part = "*\(words.text.lowercased())*"
    let near =
        nearestName(to: words.text, among: names) ?? nearestName(
            to: words.text, among: ids, within: 4)
        ?? (names + ids).first { matchesPattern($0.lowercased(), part) }
    let prefix = words.format.map { $0.rawValue + ":" } ?? ""
    return near.map { "did you mean '\(prefix)\($0)'?" }
        ?? "'pipeline plugins list' shows what there is"
}
