import Diagnostics
import PluginCatalog
import PluginExtraction

/// What was found in one library so far, in the forms that both questions want.
struct LibraryAnswer {
    let module: PluginModule
    private(set) var descriptors: [PluginDescriptor] = []
    private(set) var diagnostics: [Diagnostic] = []

    /// - Precondition: The library is not open yet.
    init(_ module: PluginModule) { self.module = module }

    mutating func add(_ descriptor: PluginDescriptor) { descriptors.append(descriptor) }

    mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    /// Adds a finding about the module.
    mutating func report(_ severity: Severity, _ code: String, _ message: String) {
        report(Diagnostic(severity, code, message, path: module.path))
    }

    /// A text that the plugin gives; what is not UTF-8 in it is replaced, and told of.
    ///
    /// - Parameter what: The text's place, such as "the name of port 3".
    mutating func text(_ pointer: UnsafePointer<CChar>?, _ what: String) -> String {
        guard let pointer else { return "" }
        if let text = String(validatingCString: pointer) { return text }
        report(.warning, "plugin.broken-text", "\(what) is not UTF-8; what is not is replaced")
        return String(cString: pointer)
    }

    /// A number that the plugin gives; `nil`, and told of, when it is none or endless.
    mutating func number(_ value: Double, _ what: String) -> Double? {
        if value.isFinite { return value }
        report(.warning, "plugin.not-a-number", "\(what) is \(value); it is taken as not given")
        return nil
    }

    var identity: ModuleIdentity {
        ModuleIdentity(
            plugins: descriptors.map { .init(id: $0.identity.id, name: $0.name) },
            filesRead: filesRead, diagnostics: diagnostics)
    }

    var description: ModuleDescription {
        ModuleDescription(
            plugins: descriptors.map {
                .init(
                    id: $0.identity.id, name: $0.name, descriptor: $0.json,
                    parameterCount: $0.parameters.count)
            },
            filesRead: filesRead, diagnostics: diagnostics)
    }

    private var filesRead: [String] {
        MappedFiles.beyondSystem().subtracting(MappedFiles.ofWorker).union([module.path]).sorted()
    }
}
