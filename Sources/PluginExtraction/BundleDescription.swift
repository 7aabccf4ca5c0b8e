import Diagnostics

/// Everything a bundle's data files say of its plugins.
public struct BundleDescription: Sendable, Equatable {
    /// One plugin of the bundle.
    public struct Plugin: Sendable, Equatable {
        public var uri: String
        /// The descriptor file's bytes; `nil` when the plugin's data could not be read, and then
        /// `diagnostics` holds an error.
        public var descriptor: [UInt8]?
        /// How many control ports the descriptor lists.
        public var parameterCount: Int

        public init(uri: String, descriptor: [UInt8]?, parameterCount: Int) {
            self.uri = uri
            self.descriptor = descriptor
            self.parameterCount = parameterCount
        }
    }

    /// By URI.
    public var plugins: [Plugin]
    /// Absolute paths of every file whose content, or absence, shaped the answer; sorted.
    public var filesRead: [String]
    /// What is wrong with the files, by path and place.
    public var diagnostics: [Diagnostic]

    public init(plugins: [Plugin], filesRead: [String], diagnostics: [Diagnostic]) {
        self.plugins = plugins
        self.filesRead = filesRead
        self.diagnostics = diagnostics
    }
}
