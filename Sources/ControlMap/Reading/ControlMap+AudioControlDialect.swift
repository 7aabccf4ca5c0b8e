import Diagnostics
import PluginCatalog
import SourceText

extension ControlMap {
    /// Reads audio-control's current dialect, or the one of its twelve scripts.
    static func readAudioControlDialect(
        _ root: SourceNode, _ dialect: Dialect, _ fields: inout FieldReader
    ) -> ControlMap {
        var map = ControlMap(path: fields.path, dialect: dialect, range: root.range)
        map.about.version = fields.string("version")
        map.keptEntries.keep("version", of: &fields)
        map.device = readForeignDevice(&map, &fields)
        readMetadata(&map, &fields)
        map.plugin = readForeignPlugin(&map, &fields)
        map.parameterBase = fields.integer("parameter_base", in: 0...1)
        map.about.notes = fields.string("notes")
        if dialect == .audioControlScripts {
            map.channel = fields.integer("defaultChannel", in: 1...16)
            map.registryPath = fields.string("channelRegistryPath")
            map.keptEntries.keep("channelRegistryPath", of: &fields)
        } else {
            map.channel = fields.integer("midi_channel", in: 1...16)
            map.registryPath = fields.string("midi_channel_registry")
            map.keptEntries.keep("midi_channel_registry", of: &fields)
        }
        if let items = fields.list("controls", .required) {
            let base = map.parameterBase?.value
            var controls = AudioControlControls(base: base).read(items.value, &fields)
            if let mappings = fields.list("mappings") {
                ScriptMappings(base: base).read(mappings.value, into: &controls, &fields)
            }
            map.controls = controls
        }
        map.controlsKeyRange = fields.keyRange("controls")
        map.keptEntries.keepUnknown(of: fields)
        return map
    }

    private static func readMetadata(_ map: inout ControlMap, _ fields: inout FieldReader) {
        guard var metadata = fields.nested("metadata", .required, of: "'metadata'") else { return }
        map.name = metadata.string("name", .required)
        map.about.description = metadata.string("description")
        map.about.author = metadata.string("author")
        map.about.date = metadata.string("date")
        map.about.tags = metadata.strings("tags")?.value ?? []
        var kept: [KeptEntry] = []
        if map.about.date == nil {
            map.about.date = metadata.string("created")
        } else {
            kept.keep("created", of: &metadata, in: "metadata")
        }
        kept.keep("updated", "version", of: &metadata, in: "metadata")
        kept.keepUnknown(of: metadata, in: "metadata")
        map.keptEntries += kept
        fields.diagnostics += metadata.diagnostics
    }

    private static func readForeignDevice(
        _ map: inout ControlMap, _ fields: inout FieldReader
    ) -> Located<DeviceReference>? {
        guard var device = fields.nested("device", .required, of: "'device'") else { return nil }
        let manufacturer = device.string("manufacturer", .required)
        let model = device.string("model", .required)
        map.about.firmware = device.string("firmware")
        let range = device.range
        map.keptEntries.keep("firmware", "deviceId", of: &device, in: "device")
        map.keptEntries.keepUnknown(of: device, in: "device")
        fields.diagnostics += device.diagnostics
        guard let manufacturer, let model else { return nil }
        return Located(.described(manufacturer: manufacturer.value, model: model.value), at: range)
    }

    /// Reads the `plugin` that all of audio-control's dialects have alike.
    static func readForeignPlugin(
        _ map: inout ControlMap, _ fields: inout FieldReader,
        _ presence: FieldReader.Presence = .optional
    ) -> PluginEntry? {
        guard var plugin = fields.nested("plugin", presence, of: "'plugin'") else { return nil }
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
        entry.nameKeyRange = plugin.keyRange("name")
        entry.formatHints = formatHints(plugin.node("type")?.string ?? "")
        entry.foreignFormat = ours == nil ? format : nil
        if entry.foreignFormat != nil { map.keptEntries.keep("format", of: &plugin, in: "plugin") }
        map.keptEntries.keep(
            "type", "descriptor", "description", "notes", of: &plugin, in: "plugin")
        map.keptEntries.keepUnknown(of: plugin, in: "plugin")
        fields.diagnostics += plugin.diagnostics
        return entry
    }

    /// The formats in a text such as `VST/AU/AAX`; of VST the newer one comes first.
    private static func formatHints(_ text: String) -> [PluginFormat] {
        text.split { !$0.isLetter && !$0.isNumber }.flatMap { word -> [PluginFormat] in
            let format = pluginFormat(named: word.uppercased())
            return format == .vst2 ? [.vst3, .vst2] : format.map { [$0] } ?? []
        }
    }

    private static func pluginFormat(named name: String) -> PluginFormat? {
        name == "VST" ? .vst2 : PluginFormat(rawValue: name.lowercased())
    }
}
