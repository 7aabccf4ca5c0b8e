import BuildEngine
import ContentDigest
import Diagnostics
import PluginCatalog

/// Names of nodes, made in one place.
enum NodeName {
    static let manifest = "manifest"
    static let plugins = "plugins"
    static let pins = "pins"
    static let catalog = "catalog"
    static let pluginNames = "plugin-names"
    static let controllers = "controllers"
    static let maps = "maps"
    static let registry = "registry"
    static let registryCheck = "check:registry"
    static let devices = "devices"
    static let outputCheck = "check:outputs"

    static func task(_ name: String) -> String { "task:" + name }
    static func inputs(_ task: String) -> String { "inputs:" + task }
    static func glob(_ pattern: String) -> String { "glob:" + pattern }
    static func scan(_ format: PluginFormat) -> String { "scan:" + format.rawValue }
    /// - Parameter module: `FORMAT:PATH`.
    static func identify(_ module: String) -> String { "identify:" + module }
    /// - Parameter module: `FORMAT:PATH`.
    static func extract(_ module: String) -> String { "extract:" + module }
    static func pin(_ path: String) -> String { "pin:" + path }
    static func drift(_ path: String) -> String { "drift:" + path }
    static func controller(_ path: String) -> String { "controller:" + path }
    static func validate(_ path: String) -> String { "validate:" + path }
    static func deviceCheck(_ device: String) -> String { "check:device:" + device }
    static func plan(_ generation: String) -> String { "plan:" + generation }
    static func plan(_ generation: String, _ device: String) -> String {
        "plan:\(generation):\(device)"
    }
    static func generate(_ generation: String, _ subject: String) -> String {
        "generate:\(generation):\(subject)"
    }
}

extension RuleContext {
    /// Reports findings with the workspace's severities.
    func report(_ findings: [Diagnostic], as severities: [String: Severity]) {
        report(findings.chosen(severities))
    }

    /// A part of a node without which nothing can be done: its errors are already told.
    func required(_ facet: String, of node: String) throws(Interrupt) -> [UInt8] {
        guard let bytes = try value(facet, of: node) else { throw .blocked(by: node) }
        return bytes
    }

    /// The first and the rest of the subject, split at its first colon.
    var splitSubject: (first: String, rest: String) {
        guard let colon = subject.firstIndex(of: ":") else { return (subject, "") }
        return (String(subject[..<colon]), String(subject[subject.index(after: colon)...]))
    }
}
