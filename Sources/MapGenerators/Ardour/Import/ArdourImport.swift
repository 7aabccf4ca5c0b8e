import ControlMap
import Diagnostics
import PluginCatalog
import XMLDocument

/// What must be known to turn an Ardour map into maps of ours.
public struct ArdourImportOptions: Sendable {
    /// The plugin that bindings move, by channel; the one for `nil` on every other channel.
    public var plugins: [Int?: PluginDescriptor] = [:]
    /// Finds a plugin that a comment of ours names.
    public var find: @Sendable (_ name: String, _ format: PluginFormat) -> PluginDescriptor? = {
        _, _ in nil
    }
    public var controller: ControllerProfile?
    public var version = ArdourVersion.v7_3

    public init() {}
}

/// One map of ours.
public struct ImportedMap: Sendable, Equatable {
    /// For a file's name: ASCII, lower case, without extension.
    public var stem: String
    /// The map in our dialect, schema 2.
    public var yaml: [UInt8]
    /// How many bindings it took over.
    public var count: Int
}

/// Turns an Ardour map into maps of ours: one for each plugin, or a template when no binding moves a
/// plugin's parameter.
///
/// Nothing is lost in silence: what our maps cannot say stands in them as a comment, and is a
/// remark. Reports `xml.…`, `ardour.wrong-root`, `ardour.import-plugin` (error: no plugin is known
/// for a channel), `ardour.import-nothing` (warning), `ardour.not-imported` (info, with the reason).
public func importArdourMap(
    _ bytes: [UInt8], path: String, options: ArdourImportOptions
) -> (maps: [ImportedMap], diagnostics: [Diagnostic]) {
    let reading = readXML(bytes, path: path, findingPlaces: true)
    guard let root = reading.root else {
        return ([], reading.diagnostics.attachingExcerpts(from: bytes, path: path))
    }
    let text = ArdourMapText(root, path: path, ArdourLintOptions(version: options.version))
    guard text.isMap else {
        let findings = RootIsBindings().check(text).attachingExcerpts(from: bytes, path: path)
        return ([], findings)
    }
    var importer = ArdourImporter(text, options)
    let maps = importer.maps()
    let findings = importer.diagnostics.attachingExcerpts(from: bytes, path: path).sorted()
    return (maps, findings)
}

/// A binding with what stands around it.
struct ImportedBinding {
    var binding: ArdourBindingText
    /// The comments before it, each on one line.
    var comments: [String]
    /// What the last comment of ours before it says.
    var heading: ArdourHeading?
}

/// One run over a file.
struct ArdourImporter {
    let text: ArdourMapText
    let options: ArdourImportOptions
    var diagnostics: [Diagnostic] = []
    private var bindings: [ImportedBinding] = []

    /// Bindings of one plugin.
    private struct Group {
        var plugin: PluginDescriptor
        /// `nil` when its bindings may be on any channel.
        var channel: Int?
        var name: String
    }

    init(_ text: ArdourMapText, _ options: ArdourImportOptions) {
        self.text = text
        self.options = options
        var comments: [String] = []
        var heading: ArdourHeading?
        for child in text.root.children {
            switch child {
            case .comment(let comment):
                if let found = ArdourHeading(comment) {
                    heading = found
                } else {
                    comments += comment.split(separator: "\n").map { singleLine(String($0)) }
                        .filter { !$0.isEmpty }
                }
            case .element(let element) where element.name == "Binding":
                let binding = ArdourBindingText(element, path: text.path)
                bindings.append(
                    ImportedBinding(binding: binding, comments: comments, heading: heading))
                comments = []
            default: break
            }
        }
    }

    mutating func maps() -> [ImportedMap] {
        var groups: [Group] = []
        var members: [[ImportedBinding]] = []
        var others: [ImportedBinding] = []
        var unknown: Set<Int> = []
        for item in bindings {
            guard item.binding.address?.pluginParameter != nil, let channel = item.binding.channel
            else {
                others.append(item)
                continue
            }
            guard let group = group(of: item, channel) else {
                if unknown.insert(channel).inserted {
                    diagnostics.append(.importPlugin(item.binding, channel, item.heading))
                }
                continue
            }
            let place = groups.firstIndex {
                $0.channel == group.channel && $0.plugin.identity == group.plugin.identity
            }
            if let place {
                members[place].append(item)
            } else {
                groups.append(group)
                members.append([item])
            }
        }
        guard unknown.isEmpty else { return [] }
        if groups.isEmpty { return [template(others)] }
        return groups.indices.map { index in
            let group = groups[index]
            let rest = others.filter { other in
                let owner = groups.firstIndex {
                    $0.channel == nil || $0.channel == other.binding.channel
                }
                return (owner ?? 0) == index
            }
            return write(group.name, group.plugin, group.channel, members[index], rest)
        }
    }

    /// The plugin that a binding moves: the one the user names, else the one its section is for.
    private func group(of item: ImportedBinding, _ channel: Int) -> Group? {
        let name = text.root[attribute: "name"] ?? ""
        if let plugin = options.plugins[channel] {
            return Group(plugin: plugin, channel: channel, name: item.heading?.map ?? name)
        }
        if let plugin = options.plugins[nil] {
            return Group(plugin: plugin, channel: nil, name: name)
        }
        guard let heading = item.heading,
            let plugin = options.find(heading.plugin, heading.format)
        else { return nil }
        return Group(plugin: plugin, channel: heading.channel, name: heading.map)
    }

    private mutating func write(
        _ name: String, _ plugin: PluginDescriptor, _ channel: Int?, _ items: [ImportedBinding],
        _ rest: [ImportedBinding]
    ) -> ImportedMap {
        var writer = ImportedMapWriter(text, options, plugin: plugin)
        let yaml = writer.write(name: name, channel: channel, items, rest)
        diagnostics += writer.diagnostics
        return ImportedMap(stem: fileSlug(name), yaml: yaml, count: writer.count)
    }

    /// A map that moves nothing; all bindings stand in it as comments.
    private mutating func template(_ items: [ImportedBinding]) -> ImportedMap {
        let name = text.root[attribute: "name"] ?? ""
        diagnostics.append(
            text.root.finding(
                .warning, "import-nothing",
                "no binding moves a plugin's parameter, so the map that comes of it moves nothing; "
                    + "its bindings stand in it as comments", path: text.path))
        var writer = ImportedMapWriter(text, options, plugin: nil)
        let yaml = writer.write(name: name, channel: nil, [], items)
        diagnostics += writer.diagnostics
        return ImportedMap(stem: fileSlug(name), yaml: yaml, count: 0)
    }
}

extension Diagnostic {
    fileprivate static func importPlugin(
        _ binding: ArdourBindingText, _ channel: Int, _ heading: ArdourHeading?
    ) -> Diagnostic {
        let named = heading.map { " ('\($0.plugin)' is not known here)" } ?? ""
        return binding.finding(
            .error, "import-plugin",
            "a map of Ardour does not say which plugin it moves\(named); name it with --plugin "
                + "PLUGIN, or --plugin \(channel)=PLUGIN for channel \(channel) alone", at: "uri")
    }
}
