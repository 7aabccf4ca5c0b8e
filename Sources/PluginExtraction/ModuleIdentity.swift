import Diagnostics

/// Which plugins a module holds, found without describing them.
public struct ModuleIdentity: Sendable, Equatable {
    /// One plugin of the module.
    public struct Plugin: Sendable, Equatable {
        /// In the form of `PluginIdentity.id`.
        public var id: String
        /// Empty where only a description tells it, as for LV2.
        public var name: String

        public init(id: String, name: String = "") {
            self.id = id
            self.name = name
        }
    }

    /// In the module's order, for LV2 by URI. Empty for a module that holds only presets, a
    /// specification or shared code.
    public var plugins: [Plugin]
    /// Absolute paths of every file that shaped the answer, sorted.
    public var filesRead: [String]
    /// What is wrong with the module.
    public var diagnostics: [Diagnostic]

    public init(plugins: [Plugin], filesRead: [String], diagnostics: [Diagnostic]) {
        self.plugins = plugins
        self.filesRead = filesRead
        self.diagnostics = diagnostics
    }
}
