import Diagnostics
import PluginCatalog
import SourceText

/// How a map names its plugin: exactly by `uri`, or by name and manufacturer.
public struct PluginReference: Hashable, Sendable {
    /// `nil` when the map does not say, or names a format that is not ours, such as AU.
    public var format: PluginFormat?
    /// The identity in its format; `nil` when the map gives names only.
    public var uri: String?
    /// The plugin's name; `nil` when the map gives only the `uri`.
    public var name: String?
    /// Who makes it; `nil` when the map does not say.
    public var manufacturer: String?

    /// A plugin as a map names it.
    public init(
        format: PluginFormat? = nil, uri: String? = nil, name: String? = nil,
        manufacturer: String? = nil
    ) {
        self.format = format
        self.uri = uri
        self.name = name
        self.manufacturer = manufacturer
    }

    /// The identity, when format and `uri` are both given.
    public var identity: PluginIdentity? {
        guard let format, let uri else { return nil }
        return PluginIdentity(format: format, id: uri)
    }

    /// Whether this reference means a plugin with these names.
    ///
    /// A `uri` must be equal. Names are compared by their letters and digits alone; a manufacturer
    /// that either side leaves out is not compared.
    public func matches(_ identity: PluginIdentity, name: String, manufacturer: String) -> Bool {
        if let format, format != identity.format { return false }
        if let uri { return uri == identity.id }
        guard let wanted = self.name, slug(wanted) == slug(name) else { return false }
        guard let maker = self.manufacturer, !maker.isEmpty, !manufacturer.isEmpty else {
            return true
        }
        return slug(maker) == slug(manufacturer)
    }

    /// As messages name it: the name and manufacturer, or else the `uri`.
    public var title: String {
        guard let name else { return uri ?? "" }
        guard let manufacturer, !manufacturer.isEmpty else { return name }
        return "\(name) by \(manufacturer)"
    }
}

/// The `plugin` of a map, with the places of its parts.
public struct PluginEntry: Sendable, Equatable {
    /// The whole of `plugin`.
    public var range: SourceRange
    /// What is looked up.
    public var reference: PluginReference
    /// Where `uri`, `name` and the format stand.
    public var uriRange: SourceRange?
    /// Where the name stands.
    public var nameRange: SourceRange?
    /// Where the name's key stands.
    public var nameKeyRange: SourceRange?
    /// Formats that are spoken of where no one format is stated, as by `VST/AU`.
    public var formatHints: [PluginFormat] = []
    /// For people; not compared.
    public var version: Located<String>?
    /// For people.
    public var description: Located<String>?
    /// For people.
    public var notes: Located<String>?
    /// The format as written, when it is none of ours.
    public var foreignFormat: Located<String>?

    /// A plugin as a map names it.
    public init(range: SourceRange, reference: PluginReference) {
        self.range = range
        self.reference = reference
    }
}
