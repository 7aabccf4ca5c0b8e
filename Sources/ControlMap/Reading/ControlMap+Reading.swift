import Diagnostics
import SourceText

extension ControlMap {
    /// Reads a map in either dialect.
    ///
    /// - Parameter path: the file's path in the workspace; named in the findings.
    /// - Returns: the map as far as it could be read, `nil` when it is none at all, and what is
    ///   wrong with the text itself (`yaml.*`, `map.*`).
    public static func read(
        _ bytes: [UInt8], path: String
    ) -> (map: ControlMap?, diagnostics: [Diagnostic]) {
        let reading = YAMLReader.read(bytes, path: path)
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
            case .audioControl: readAudioControlDialect(root, &fields)
            }
        let hasDevice = map.device != nil
        map.hasUnreadDevice = !hasDevice && fields.keyRange("device") != nil
        let hasPlugin = map.plugin != nil
        map.hasUnreadPlugin = !hasPlugin && fields.keyRange("plugin") != nil
        return (map, fields.diagnostics)
    }

    /// Tells the dialects apart by `schema`, and reports what is neither.
    private static func dialect(of root: SourceNode, _ fields: inout FieldReader) -> Dialect? {
        if let schema = fields.node("schema") {
            if schema.integer == 2 { return .pipeline }
            fields.report(
                .error, "unknown-schema", "'schema' must be 2, the only one that is read",
                at: schema.range, correctingTo: "2")
            return nil
        }
        if let mappings = fields.keyRange("mappings"), root["controls"] == nil {
            fields.report(
                .error, "unread-dialect",
                "audio-control's first dialect, with 'mappings', is not read; "
                    + "write its 'controls'",
                at: mappings)
            return nil
        }
        if root["metadata"] != nil || root["version"] != nil { return .audioControl }
        if root["controls"] != nil, root["name"] == nil, root["extends"] == nil {
            return .audioControl
        }
        reportMissingSchema(root, &fields)
        return nil
    }

    private static func reportMissingSchema(_ root: SourceNode, _ fields: inout FieldReader) {
        let first = root.mapping?.first?.keyRange.start ?? root.range.start
        let place = SourceRange(start: first, end: first)
        var fixIt: FixIt?
        if first.column == 1, root.mapping?.isEmpty == false {
            fixIt = FixIt(
                "begin with 'schema: 2'",
                edits: [TextEdit(range: place, replacement: "schema: 2\n")])
        }
        fields.diagnostics.append(
            Diagnostic(
                .error, "map.missing-key", "the map has no 'schema', which must be 2",
                path: fields.path, range: place, fixIt: fixIt))
    }
}
