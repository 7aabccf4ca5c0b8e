import Diagnostics
import PluginCatalog
import SourceText

/// A map of one of audio-control's dialects, as it is written in ours.
struct MigratedMap {
    private let map: AssembledMap
    private let bytes: [UInt8]

    init(_ map: AssembledMap, _ bytes: [UInt8]) {
        self.map = map
        self.bytes = bytes
    }

    /// The whole file.
    func text() -> [UInt8] {
        let items = document()
        if map.own.path.hasSuffix(".json") { return items.json.encoded(indent: 2) }
        var writer = MigratedText(bytes, path: map.own.path)
        if let base = map.numberBase.value, let evidence = map.numberBase.evidence {
            writer.remark =
                "Numbers of parameters were counted from \(base): "
                + evidence.summary(for: base) + "."
        }
        return writer.write(items)
    }

    private func document() -> [MigratedItem] {
        let own = map.own
        var items: [MigratedItem] = []
        if let name = own.name { items.append(MigratedItem("name", name)) }
        let about = own.about
        for (key, text) in [
            ("description", about.description), ("author", about.author), ("date", about.date),
            ("notes", about.notes),
        ] {
            if let text { items.append(MigratedItem(key, text)) }
        }
        if let first = about.tags.first {
            items.append(MigratedItem("tags", first.range.start, .texts(about.tags)))
        }
        items += device() + plugin()
        if let channel = own.channel {
            items.append(MigratedItem("channel", channel.range.start, .integer(channel.value)))
        }
        if own.isOnlyTemplate {
            let place = own.device?.range.start ?? own.range.start
            items.append(MigratedItem("template", place, .flag(true)))
        }
        items.add(own.keptEntries)
        items = items.inOrder()
        items.insert(MigratedItem("schema", own.range.start, .integer(2)), at: 0)
        return items + controls()
    }

    private func device() -> [MigratedItem] {
        guard let device = map.own.device,
            case .described(let manufacturer, let model) = device.value
        else { return [] }
        let start = device.range.start
        let parts = [
            MigratedItem("manufacturer", start, .text(manufacturer)),
            MigratedItem("model", start, .text(model)),
        ]
        return [MigratedItem("device", start, .line(parts))]
    }

    private func plugin() -> [MigratedItem] {
        guard let plugin = map.own.plugin, let descriptor = map.facts.descriptor else { return [] }
        let start = plugin.range.start
        var parts = [
            MigratedItem("format", start, .text(descriptor.identity.format.rawValue)),
            MigratedItem(descriptor.identity.format.idKey, start, .text(descriptor.identity.id)),
        ]
        if let name = plugin.reference.name { parts.append(.init("name", start, .text(name))) }
        if let maker = plugin.reference.manufacturer {
            parts.append(.init("manufacturer", start, .text(maker)))
        }
        if let version = plugin.version {
            parts.append(.init("version", start, .text(version.value)))
        }
        return [MigratedItem("plugin", start, .line(parts))]
    }

    /// The controls, and those that are left out because they send nothing and move nothing.
    private func controls() -> [MigratedItem] {
        guard let place = map.own.controlsKeyRange?.start else { return [] }
        var elements: [MigratedElement] = []
        var unused: [SourceNode] = []
        for control in map.controls {
            guard let entry = control.layers.layers.first?.entry else { continue }
            if control.message == nil {
                let nodes = written(entry)
                unused += nodes
                continue
            }
            let range = entry.node ?? entry.id.range
            elements.append(
                MigratedElement(
                    position: range.start, isOnOneLine: range.start.line == range.end.line,
                    items: MigratedControl(control, entry, map).items()))
        }
        var items = [MigratedItem("controls", place, .list(elements))]
        if !unused.isEmpty {
            items.append(MigratedItem("x-unused-controls", map.own.range.end, .sources(unused)))
        }
        return items
    }

    /// The control as it was written, from the text.
    private func written(_ entry: ControlEntry) -> [SourceNode] {
        guard let range = entry.node else { return [] }
        let path = map.own.path
        let root =
            path.hasSuffix(".json")
            ? JSONReader.read(bytes, path: path).root : YAMLReader.read(bytes, path: path).root
        var open = root.map { [$0] } ?? []
        while let node = open.popLast() {
            if node.range == range, node.mapping != nil { return [node] }
            open += node.sequence ?? node.mapping?.map(\.value) ?? []
        }
        return []
    }
}
