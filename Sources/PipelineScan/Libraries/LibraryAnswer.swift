import Diagnostics
import Glibc
import PluginCatalog
import PluginExtraction

/// What was found in one library so far, in the forms that both questions want.
struct LibraryAnswer {
    /// A plugin of the library, with what it says of itself where that was asked for and is known.
    private struct Plugin {
        let id: String
        let name: String
        var descriptor: PluginDescriptor?
    }

    let module: PluginModule
    private let library: String
    private var plugins: [Plugin] = []
    private var ids: Set<String> = []
    private var diagnostics: [Diagnostic] = []
    /// How often each code was reported.
    private var counts: [String: Int] = [:]

    /// A text that goes on is none: its end is missing.
    private static let longestText = 65536

    /// Of one kind no more findings are told one by one.
    private static let mostFindings = 20

    /// - Parameter library: The file to be opened; the module itself when there is no other.
    /// - Precondition: The library is not open yet.
    init(_ module: PluginModule, library: String? = nil) {
        self.module = module
        self.library = library ?? module.path
    }

    /// Adds a plugin that is described.
    mutating func add(_ descriptor: PluginDescriptor) {
        ids.insert(descriptor.identity.id)
        plugins.append(
            Plugin(id: descriptor.identity.id, name: descriptor.name, descriptor: descriptor))
    }

    /// Adds a plugin of which nothing more is asked, or known.
    mutating func add(undescribed id: String, name: String) {
        ids.insert(id)
        plugins.append(Plugin(id: id, name: name))
    }

    func has(_ id: String) -> Bool { ids.contains(id) }

    mutating func report(_ diagnostic: Diagnostic) {
        counts[diagnostic.code, default: 0] += 1
        if counts[diagnostic.code, default: 0] <= Self.mostFindings {
            diagnostics.append(diagnostic)
        }
    }

    /// Adds a finding about the module.
    mutating func report(_ severity: Severity, _ code: String, _ message: String) {
        report(Diagnostic(severity, code, message, path: module.path))
    }

    /// A text that the plugin gives; what is not UTF-8 in it is replaced, and told of.
    ///
    /// - Parameter what: The text's place, such as "the name of port 3".
    mutating func text(
        _ pointer: UnsafePointer<CChar>?, _ what: @autoclosure () -> String
    ) -> String {
        guard let pointer else { return "" }
        var length = strnlen(pointer, Self.longestText + 1)
        if length > Self.longestText {
            report(
                .warning, "plugin.broken-text",
                "\(what()) is longer than \(Self.longestText) bytes; the rest is left out")
            length = Self.longestText
        }
        return text(field: UnsafeRawBufferPointer(start: pointer, count: length), what())
    }

    /// A number that the plugin gives; `nil`, and told of, when it is none or endless.
    mutating func number(_ value: Double, _ what: @autoclosure () -> String) -> Double? {
        if value.isFinite { return value }
        report(.warning, "plugin.not-a-number", "\(what()) is \(value); it is taken as not given")
        return nil
    }

    var identity: ModuleIdentity {
        ModuleIdentity(
            plugins: plugins.map { .init(id: $0.id, name: $0.name) }, filesRead: filesRead,
            diagnostics: findings)
    }

    var description: ModuleDescription {
        ModuleDescription(
            plugins: plugins.map {
                .init(
                    id: $0.id, name: $0.name, descriptor: $0.descriptor?.json,
                    parameterCount: $0.descriptor?.parameters.count ?? 0)
            },
            filesRead: filesRead, diagnostics: findings)
    }

    private var filesRead: [String] {
        MappedFiles.beyondSystem().subtracting(MappedFiles.ofWorker).union([library]).sorted()
    }

    /// What was reported; for each kind that was cut short, how many more there are.
    private var findings: [Diagnostic] {
        var findings = diagnostics
        for (code, count) in counts.sorted(by: { $0.key < $1.key }) where count > Self.mostFindings
        {
            guard let last = findings.last(where: { $0.code == code }) else { continue }
            findings.append(
                Diagnostic(
                    last.severity, code,
                    "\(count - Self.mostFindings) more findings of this kind are not shown",
                    path: module.path))
        }
        return findings
    }
}
