import Diagnostics
import SourceText

extension ChannelRegistry {
    /// Reads a channel registry; keys that say nothing about ownership are passed over.
    ///
    /// - Parameter path: the file's path in the workspace; named in the findings.
    /// - Returns: the registry as far as it could be read, `nil` when it is none at all, and what is
    ///   wrong with it (`yaml.*`, `registry.*`).
    public static func read(
        _ bytes: [UInt8], path: String
    ) -> (registry: ChannelRegistry?, diagnostics: [Diagnostic]) {
        let reading = YAMLReader.read(bytes, path: path)
        var findings = reading.diagnostics
        guard let root = reading.root,
            var fields = FieldReader(
                root, of: "the channel registry", path: path, area: "registry",
                diagnostics: &findings)
        else { return (nil, findings) }
        var registry = ChannelRegistry(path: path, entries: [])
        if let channels = fields.node("channels", .required), !channels.isNull {
            registry.readChannels(channels, &fields)
        }
        registry.readDevice(&fields)
        registry.readFreeChannels(&fields, bytes)
        registry.readCategories(&fields)
        findings += fields.diagnostics
        return (registry, findings.sorted())
    }

    private mutating func readChannels(_ node: SourceNode, _ fields: inout FieldReader) {
        guard let entries = node.mapping else {
            fields.report(
                .error, "wrong-type",
                "'channels' is \(node.kindName), but must be a mapping of channels to maps",
                at: node.range)
            return
        }
        for entry in entries where !entry.value.isNull {
            guard let channel = Int(entry.key), (1...16).contains(channel) else {
                fields.report(
                    .error, "wrong-channel",
                    "'\(entry.key)' is no channel; a channel is a number from 1 to 16",
                    at: entry.keyRange)
                continue
            }
            readEntry(entry.value, Located(channel, at: entry.keyRange), &fields)
        }
    }

    private mutating func readEntry(
        _ node: SourceNode, _ channel: Located<Int>, _ fields: inout FieldReader
    ) {
        guard
            var reader = FieldReader(
                node, of: "the channel's entry", path: path, area: "registry",
                diagnostics: &fields.diagnostics)
        else { return }
        let older = reader.string("plugin")
        guard let map = reader.string("path", older == nil ? .required : .optional) ?? older
        else {
            fields.diagnostics += reader.diagnostics
            return
        }
        var entry = Entry(
            channel: channel, map: map, description: reader.string("description")?.value ?? "",
            manufacturer: reader.string("manufacturer")?.value ?? "")
        entry.type = reader.string("type")?.value ?? ""
        entries.append(entry)
        fields.diagnostics += reader.diagnostics
    }
}
