import Diagnostics
import SourceText

extension ControlMap {
    /// Reads audio-control's first dialect: `controller`, and `mappings` of a MIDI input to a
    /// target in the plugin.
    static func readLegacyDialect(
        _ root: SourceNode, _ fields: inout FieldReader
    ) -> ControlMap {
        var map = ControlMap(path: fields.path, dialect: .audioControlLegacy, range: root.range)
        readLegacyMetadata(&map, &fields)
        map.device = readController(&map, &fields)
        map.plugin = readForeignPlugin(&map, &fields, .required)
        map.parameterBase = fields.integer("parameter_base", in: 0...1)
        map.about.notes = fields.string("notes")
        if let items = fields.list("mappings", .required) {
            let reader = LegacyMappings(base: map.parameterBase?.value)
            map.controls = items.value.compactMap { reader.read($0, &fields) }
        }
        map.controlsKeyRange = fields.keyRange("mappings")
        map.keptEntries.keepUnknown(of: fields)
        return map
    }

    private static func readLegacyMetadata(_ map: inout ControlMap, _ fields: inout FieldReader) {
        guard var metadata = fields.nested("metadata", .required, of: "'metadata'") else { return }
        map.name = metadata.string("name", .required)
        map.about.version = metadata.string("version")
        map.about.description = metadata.string("description")
        map.about.author = metadata.string("author")
        map.about.date = metadata.string("created")
        map.about.tags = metadata.strings("tags")?.value ?? []
        map.keptEntries.keep("version", "updated", of: &metadata, in: "metadata")
        map.keptEntries.keepUnknown(of: metadata, in: "metadata")
        fields.diagnostics += metadata.diagnostics
    }

    private static func readController(
        _ map: inout ControlMap, _ fields: inout FieldReader
    ) -> Located<DeviceReference>? {
        guard var controller = fields.nested("controller", .required, of: "'controller'") else {
            return nil
        }
        let manufacturer = controller.string("manufacturer", .required)
        let model = controller.string("model", .required)
        map.channel = controller.integer("midiChannel", in: 1...16)
        map.keptEntries.keep(
            "version", "description", "notes", of: &controller, in: "controller")
        map.keptEntries.keepUnknown(of: controller, in: "controller")
        let range = controller.range
        fields.diagnostics += controller.diagnostics
        guard let manufacturer, let model else { return nil }
        return Located(.described(manufacturer: manufacturer.value, model: model.value), at: range)
    }
}
