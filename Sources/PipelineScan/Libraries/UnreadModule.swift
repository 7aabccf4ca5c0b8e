import Diagnostics
import PluginExtraction

/// A module of a format that has no reader.
struct UnreadModule: ModuleReader {
    let module: PluginModule

    func identity() -> ModuleIdentity {
        ModuleIdentity(plugins: [], filesRead: [module.path], diagnostics: [finding])
    }

    func description() -> ModuleDescription {
        ModuleDescription(plugins: [], filesRead: [module.path], diagnostics: [finding])
    }

    private var finding: Diagnostic {
        Diagnostic(
            .error, "plugin.format-not-read",
            "\(module.format.title) plugins cannot be read by this program", path: module.path)
    }
}
