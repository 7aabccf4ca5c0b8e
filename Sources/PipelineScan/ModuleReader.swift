import PluginExtraction

/// The questions that a worker answers about a module of one format.
protocol ModuleReader {
    /// Which plugins it holds, found as cheaply as the format allows.
    func identity() -> ModuleIdentity
    /// Everything it says of its plugins.
    func description() -> ModuleDescription
}
