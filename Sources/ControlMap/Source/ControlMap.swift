import Diagnostics
import SourceText

/// A map as it was written, each value with its place; both dialects read to it.
///
/// Holds what one file says. What its bases, its controller's profile and its plugin add is looked
/// up by ``MapResolver``.
public struct ControlMap: Sendable, Equatable {
    /// The language a file is written in.
    public enum Dialect: String, Sendable {
        /// Ours, `schema: 2`.
        case pipeline
        /// audio-control's, without `schema:`.
        case audioControl = "audio-control"
    }

    /// The file, relative to the workspace.
    public var path: String
    /// The language it is written in.
    public var dialect: Dialect
    /// The whole document.
    public var range: SourceRange
    /// Shown to people; audio-control's `metadata.name`.
    public var name: Located<String>?
    /// What is only for people.
    public var about = MapNotes()
    /// The controller; `nil` when a base must say it.
    public var device: Located<DeviceReference>?
    /// 1...16, when the file states it; audio-control's `midi_channel`.
    public var channel: Located<Int>?
    /// The plugin; `nil` for templates and when a base says it.
    public var plugin: PluginEntry?
    /// What `template` says.
    public var isTemplate: Located<Bool>?
    /// The path of the base as written under `extends`.
    public var base: Located<String>?
    /// `nil` when the file has no `controls`.
    public var controls: [ControlEntry]?
    /// Where the key `controls` stands.
    public var controlsKeyRange: SourceRange?
    /// Whether there is a `device` or `plugin` that could not be read; it was reported then.
    var hasUnreadDevice = false
    var hasUnreadPlugin = false
    /// From where `plugin_parameter` counts; audio-control's dialect only.
    public var parameterBase: Located<Int>?
    /// The registry that the map names; audio-control's dialect only.
    public var registryPath: Located<String>?
    /// Entries of the document, its device and its plugin that nothing reads.
    public var unknownEntries: [SourceEntry] = []

    /// Nothing said yet.
    public init(path: String, dialect: Dialect, range: SourceRange) {
        self.path = path
        self.dialect = dialect
        self.range = range
    }

    /// Whether the map is only there to be extended.
    ///
    /// A map of audio-control's dialect is one when it names no plugin.
    public var isOnlyTemplate: Bool {
        switch dialect {
        case .pipeline: isTemplate?.value ?? false
        case .audioControl: plugin == nil
        }
    }
}

/// The fields of a map that are for people.
public struct MapNotes: Sendable, Equatable {
    /// audio-control's free text.
    public var version: Located<String>?
    /// What the map is for.
    public var description: Located<String>?
    /// Who wrote it.
    public var author: Located<String>?
    /// As written; not interpreted.
    public var date: Located<String>?
    /// Words to find the map by.
    public var tags: [Located<String>] = []
    /// Free text.
    public var notes: Located<String>?
    /// Which firmware of the controller; not interpreted.
    public var firmware: Located<String>?

    /// Nothing said yet.
    public init() {}
}

/// How a map names its controller.
public enum DeviceReference: Hashable, Sendable {
    /// The id of a controller profile.
    case profile(String)
    /// A controller without a profile.
    case described(manufacturer: String, model: String)
}
