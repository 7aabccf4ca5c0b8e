import Diagnostics

/// What a bundle's manifest alone says: which plugins it holds and where their data stand.
public struct BundleIdentity: Sendable, Equatable {
    /// One plugin the manifest names.
    public struct Plugin: Sendable, Equatable {
        public var uri: String
        /// Absolute paths of the Turtle files that describe it, sorted; may name missing files.
        public var dataFiles: [String]

        public init(uri: String, dataFiles: [String]) {
            self.uri = uri
            self.dataFiles = dataFiles
        }
    }

    /// By URI. Empty for a bundle that holds only presets or a specification.
    public var plugins: [Plugin]
    /// Absolute paths of the files that were looked at, sorted: the manifest.
    public var filesRead: [String]
    /// What is wrong with the manifest.
    public var diagnostics: [Diagnostic]

    public init(plugins: [Plugin], filesRead: [String], diagnostics: [Diagnostic]) {
        self.plugins = plugins
        self.filesRead = filesRead
        self.diagnostics = diagnostics
    }
}
