import ControlMap
import PluginCatalog
import TaskGraph

extension MapSummary {
    /// The summary as bytes, for a facet.
    var encoded: [UInt8] {
        var writer = ByteWriter()
        for text in [path, name, registryKey] { writer.add(text) }
        writer.add(UInt8(channel))
        writer.add(UInt8((isTemplate ? 1 : 0) | (channelWasStated ? 2 : 0) | (hasErrors ? 4 : 0)))
        writer.add(UInt8(device == nil ? 0 : 1))
        if let device {
            for text in [device.profile, device.manufacturer, device.model] { writer.add(text) }
            writer.add(Int32(device.bankSize ?? -1))
        }
        writer.add(plugin?.catalogKey ?? "")
        writer.add(UInt32(sends.count))
        for send in sends {
            writer.add(UInt8(send.channel))
            writer.add(send.kind.rawValue)
            writer.add(Int32(send.number))
            writer.add(UInt8(send.isShared ? 1 : 0))
        }
        return writer.bytes
    }

    init?(encoded bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard let path = reader.text(), let name = reader.text(), let key = reader.text(),
            let channel = reader.number(UInt8.self), let flags = reader.number(UInt8.self),
            let hasDevice = reader.number(UInt8.self)
        else { return nil }
        self.init(
            path: path, name: name, isTemplate: flags & 1 != 0, channel: Int(channel),
            channelWasStated: flags & 2 != 0, registryKey: key, hasErrors: flags & 4 != 0)
        if hasDevice != 0 {
            guard let profile = reader.text(), let maker = reader.text(),
                let model = reader.text(), let bank = reader.number(Int32.self)
            else { return nil }
            device = DeviceIdentity(
                profile: profile, manufacturer: maker, model: model,
                bankSize: bank < 0 ? nil : Int(bank))
        }
        guard let plugin = reader.text(), let count = reader.number(UInt32.self) else { return nil }
        let parts = plugin.split(separator: " ", maxSplits: 1).map(String.init)
        if parts.count == 2, let format = PluginFormat(rawValue: parts[0]) {
            self.plugin = PluginIdentity(format: format, id: parts[1])
        }
        for _ in 0..<count {
            guard let channel = reader.number(UInt8.self),
                let kind = reader.text().flatMap(MessageOwner.Kind.init),
                let number = reader.number(Int32.self), let shared = reader.number(UInt8.self)
            else { return nil }
            sends.append(
                MessageOwner(
                    channel: Int(channel), kind: kind, number: Int(number), isShared: shared != 0))
        }
    }
}
