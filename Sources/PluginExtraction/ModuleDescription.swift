import Diagnostics

/// Everything a module says of its plugins.
public struct ModuleDescription: Sendable, Equatable {
    /// One plugin of the module.
    public struct Plugin: Sendable, Equatable {
        /// In the form of `PluginIdentity.id`.
        public var id: String
        public var name: String
        /// The descriptor file's bytes; `nil` when the plugin could not be described, and then
        /// `diagnostics` holds an error.
        public var descriptor: [UInt8]?
        /// How many parameters the descriptor lists.
        public var parameterCount: Int

        public init(id: String, name: String, descriptor: [UInt8]?, parameterCount: Int) {
            self.id = id
            self.name = name
            self.descriptor = descriptor
            self.parameterCount = parameterCount
        }
    }

    /// In the module's order, for LV2 by URI.
    public var plugins: [Plugin]
    /// Absolute paths of every file whose content, or absence, shaped the answer; sorted. For shared
    /// libraries also what the worker's memory map showed beyond the system's folders.
    public var filesRead: [String]
    /// What is wrong with the module, by path and place.
    public var diagnostics: [Diagnostic]

    public init(plugins: [Plugin], filesRead: [String], diagnostics: [Diagnostic]) {
        self.plugins = plugins
        self.filesRead = filesRead
        self.diagnostics = diagnostics
    }
}
