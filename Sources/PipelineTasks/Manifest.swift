import ControlMap
import Diagnostics
import MapGenerators
import PluginCatalog

/// What `pipeline.toml` says.
public struct Manifest: Sendable, Equatable {
    /// Plugins to extract.
    public struct PluginSource: Sendable, Equatable {
        public var format: PluginFormat
        /// Patterns of ids (`PluginIdentity.id`), in which `*` stands for any text, or whole names.
        public var include: [String]
        /// Folders besides the format's own search path.
        public var paths: [String]
    }

    /// One kind of file to generate.
    public struct Generation: Sendable, Equatable {
        public var target: GenerationTarget
        /// Names its nodes, `generate:NAME:…`; unique.
        public var name: String
        /// Folder of the files.
        public var output: String
        /// All of the target's options, checked when the manifest is read.
        public var options: TargetOptions
    }

    public var name = ""
    public var plugins: [PluginSource] = []
    /// Patterns of pinned descriptors' paths.
    public var descriptors: [String] = []
    public var maps: [String] = []
    /// Path of the channel registry.
    public var registry: String?
    public var controllers: [String] = []
    /// Where maps may send messages.
    public var outputs: [OutputDeclaration] = []
    /// Where the names of `outputs` stand.
    public var outputPlaces: [SourceRange] = []
    public var severities: [String: Severity] = [:]
    public var generations: [Generation] = []
    /// Commands of the user.
    public var tasks: [Task] = []
    public var timeoutSeconds = 30
    public var memoryMegabytes = 1024
    public var cacheMegabytes = 2048
    /// Folder of the results that checkouts share: absolute, or beginning with `~/`.
    public var sharedCache: String?

    public init() {}
}
