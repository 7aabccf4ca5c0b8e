import Diagnostics
import PluginCatalog
import SourceText

extension ControlMap {
    static func readPipelineDialect(
        _ root: SourceNode, _ fields: inout FieldReader
    ) -> ControlMap {
        var map = ControlMap(path: fields.path, dialect: .pipeline, range: root.range)
        fields.foreignPrefix = "x-"
        map.name = fields.string("name", .required)
        map.about.description = fields.string("description")
        map.about.author = fields.string("author")
        map.about.date = fields.string("date")
        map.about.tags = fields.strings("tags")?.value ?? []
        map.about.notes = fields.string("notes")
        map.device = readDevice(&fields, &map)
        map.layers = readLayers(&fields)
        map.channel = fields.integer("channel", in: 1...16)
        map.plugin = readPlugin(&fields)
        map.isTemplate = fields.boolean("template")
        map.base = fields.string("extends")
        map.controls = fields.list("controls")?.value.compactMap { node in
            ControlEntry.readPipelineDialect(node, &fields)
        }
        map.controlsKeyRange = fields.keyRange("controls")
        fields.finish()
        return map
    }

    /// Names of layers, as many as a runtime map has room for.
    private static func readLayers(_ fields: inout FieldReader) -> Located<[Located<String>]>? {
        guard let layers = fields.strings("layers") else { return nil }
        if layers.value.count > 64 {
            fields.report(
                .error, "out-of-range",
                "'layers' has \(layers.value.count) names, but there are 64 layers at most",
                at: layers.value[64].range)
        }
        return layers
    }

    private static func readDevice(
        _ fields: inout FieldReader, _ map: inout ControlMap
    ) -> Located<DeviceReference>? {
        guard let node = fields.node("device") else { return nil }
        if let id = node.string { return Located(.profile(id), at: node.range) }
        guard var device = fields.nested("device", of: "'device'") else { return nil }
        map.devicePort = device.string("port")
        if let profile = device.string("profile") {
            fields.absorb(device)
            return Located(.profile(profile.value), at: profile.range)
        }
        let manufacturer = device.string("manufacturer", .required)
        let model = device.string("model", .required)
        fields.absorb(device)
        guard let manufacturer, let model else { return nil }
        return Located(
            .described(manufacturer: manufacturer.value, model: model.value), at: node.range)
    }

    private static func readPlugin(_ fields: inout FieldReader) -> PluginEntry? {
        guard var plugin = fields.nested("plugin", of: "'plugin'") else { return nil }
        let format = plugin.choice("format", .required, of: PluginFormat.self)
        let usual = format?.value.idKey ?? "uri"
        let key = plugin.node(usual) == nil && plugin.node("uri") != nil ? "uri" : usual
        let uri = plugin.string(key, .required)
        let name = plugin.string("name")
        let manufacturer = plugin.string("manufacturer")
        var entry = PluginEntry(
            range: plugin.range,
            reference: PluginReference(
                format: format?.value, uri: uri?.value, name: name?.value,
                manufacturer: manufacturer?.value))
        entry.version = plugin.string("version")
        entry.uriRange = uri?.range
        entry.nameRange = name?.range
        fields.absorb(plugin)
        return format == nil || uri == nil ? nil : entry
    }
}
