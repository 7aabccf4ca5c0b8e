import Diagnostics
import PluginCatalog
import SourceText

extension ControlMap {
    static func readAudioControlDialect(
        _ root: SourceNode, _ fields: inout FieldReader
    ) -> ControlMap {
        var map = ControlMap(path: fields.path, dialect: .audioControl, range: root.range)
        map.about.version = fields.string("version")
        map.device = readForeignDevice(&map, &fields)
        readMetadata(&map, &fields)
        map.plugin = readForeignPlugin(&map, &fields)
        map.channel = fields.integer("midi_channel", in: 1...16)
        map.registryPath = fields.string("midi_channel_registry")
        map.parameterBase = fields.integer("parameter_base", in: 0...1)
        map.about.notes = fields.string("notes")
        if let items = fields.list("controls", .required) {
            map.controls = AudioControlControls(base: map.parameterBase?.value).read(
                items.value, &fields)
        }
        map.controlsKeyRange = fields.keyRange("controls")
        map.unknownEntries += fields.unknownEntries
        return map
    }

    private static func readMetadata(_ map: inout ControlMap, _ fields: inout FieldReader) {
        guard var metadata = fields.nested("metadata", .required, of: "'metadata'") else { return }
        map.name = metadata.string("name", .required)
        map.about.description = metadata.string("description")
        map.about.author = metadata.string("author")
        map.about.date = metadata.string("date")
        map.about.tags = metadata.strings("tags")?.value ?? []
        fields.absorbKeepingUnknown(metadata, in: &map.unknownEntries)
    }

    private static func readForeignDevice(
        _ map: inout ControlMap, _ fields: inout FieldReader
    ) -> Located<DeviceReference>? {
        guard var device = fields.nested("device", .required, of: "'device'") else { return nil }
        let manufacturer = device.string("manufacturer", .required)
        let model = device.string("model", .required)
        map.about.firmware = device.string("firmware")
        let range = device.range
        fields.absorbKeepingUnknown(device, in: &map.unknownEntries)
        guard let manufacturer, let model else { return nil }
        return Located(.described(manufacturer: manufacturer.value, model: model.value), at: range)
    }

    private static func readForeignPlugin(
        _ map: inout ControlMap, _ fields: inout FieldReader
    ) -> PluginEntry? {
        guard var plugin = fields.nested("plugin", of: "'plugin'") else { return nil }
        let manufacturer = plugin.string("manufacturer", .required)
        let name = plugin.string("name", .required)
        let uri = plugin.string("uri")
        let format = plugin.string("format")
        let ours = format.flatMap { pluginFormat(named: $0.value) }
        var entry = PluginEntry(
            range: plugin.range,
            reference: PluginReference(
                format: ours ?? (uri == nil ? nil : .lv2), uri: uri?.value, name: name?.value,
                manufacturer: manufacturer?.value))
        entry.version = plugin.string("version")
        entry.description = plugin.string("description")
        entry.notes = plugin.string("notes")
        entry.uriRange = uri?.range
        entry.nameRange = name?.range
        entry.foreignFormat = ours == nil ? format : nil
        plugin.allow("type", "descriptor")
        fields.absorbKeepingUnknown(plugin, in: &map.unknownEntries)
        return entry
    }

    private static func pluginFormat(named name: String) -> PluginFormat? {
        name == "VST" ? .vst2 : PluginFormat(rawValue: name.lowercased())
    }
}

extension FieldReader {
    /// Takes over a nested reader's findings; keys that it did not ask for are kept, not reported.
    mutating func absorbKeepingUnknown(
        _ nested: consuming FieldReader, in unknown: inout [SourceEntry]
    ) {
        diagnostics += nested.diagnostics
        unknown += nested.unknownEntries
    }
}
