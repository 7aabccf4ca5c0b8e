import Diagnostics
import SourceText

extension ControlMap {
    /// Reads a map in any dialect; as JSON when `path` ends with `.json`, else as YAML.
    ///
    /// - Parameter path: the file's path in the workspace; named in the findings.
    /// - Returns: the map as far as it could be read, `nil` when it is none at all, and what is
    ///   wrong with the text itself (`yaml.*`, `map.*`).
    public static func read(
        _ bytes: [UInt8], path: String
    ) -> (map: ControlMap?, diagnostics: [Diagnostic]) {
        let reading =
            path.hasSuffix(".json")
            ? JSONReader.read(bytes, path: path) : YAMLReader.read(bytes, path: path)
        guard let root = reading.root else { return (nil, reading.diagnostics) }
        let (map, findings) = read(root, path: path)
        return (map, reading.diagnostics + findings)
    }

    /// Reads a map from a tree.
    public static func read(
        _ root: SourceNode, path: String
    ) -> (map: ControlMap?, diagnostics: [Diagnostic]) {
        var findings: [Diagnostic] = []
        guard
            var fields = FieldReader(
                root, of: "the map", path: path, area: "map", diagnostics: &findings)
        else { return (nil, findings) }
        guard let dialect = dialect(of: root, &fields) else { return (nil, fields.diagnostics) }
        var map =
            switch dialect {
            case .pipeline: readPipelineDialect(root, &fields)
            case .audioControl, .audioControlScripts:
                readAudioControlDialect(root, dialect, &fields)
            case .audioControlLegacy: readLegacyDialect(root, &fields)
            }
        let hasDevice = map.device != nil
        map.hasUnreadDevice =
            !hasDevice && (fields.keyRange("device") ?? fields.keyRange("controller")) != nil
        let hasPlugin = map.plugin != nil
        map.hasUnreadPlugin = !hasPlugin && fields.keyRange("plugin") != nil
        return (map, fields.diagnostics)
    }
}
