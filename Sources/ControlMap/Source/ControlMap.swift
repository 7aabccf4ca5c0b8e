import Diagnostics
import SourceText

/// A map as it was written, each value with its place; all dialects read to it.
///
/// Holds what one file says. What its bases, its controller's profile and its plugin add is looked
/// up by ``MapResolver``.
public struct ControlMap: Sendable, Equatable {
    /// The language a file is written in.
    public enum Dialect: String, Sendable, CaseIterable {
        /// Ours, `schema: 2`.
        case pipeline
        /// audio-control's, with `controls` that hold `plugin_parameter`.
        case audioControl = "audio-control"
        /// audio-control's first, with `controller` and `mappings` of `midiInput` to
        /// `pluginTarget`.
        case audioControlLegacy = "audio-control-legacy"
        /// The one of audio-control's twelve scripts, with `controls` and `mappings` of `controlId`
        /// to `parameterIndex`.
        case audioControlScripts = "audio-control-scripts"

        /// Whether it is one of audio-control's.
        public var isForeign: Bool { self != .pipeline }
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
    /// The port that the controller has, as a person would ask for it.
    public var devicePort: Located<String>?
    /// Names of the layers, the first in force from the start.
    public var layers: Located<[Located<String>]>?
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
    /// From where numbers of parameters count; audio-control's dialects only.
    public var parameterBase: Located<Int>?
    /// The registry that the map names; audio-control's dialects only.
    public var registryPath: Located<String>?
    /// What the document, its device and its plugin say besides; audio-control's dialects only.
    public var keptEntries: [KeptEntry] = []

    /// Nothing said yet.
    public init(path: String, dialect: Dialect, range: SourceRange) {
        self.path = path
        self.dialect = dialect
        self.range = range
    }

    /// Whether the map is only there to be extended.
    ///
    /// A map of audio-control's dialects is one when it names no plugin.
    public var isOnlyTemplate: Bool {
        dialect.isForeign ? plugin == nil : isTemplate?.value ?? false
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
