import ControlMap
import Diagnostics
import PluginCatalog
import XMLDocument

/// Writes one map of ours from bindings.
struct ImportedMapWriter {
    let text: ArdourMapText
    let options: ArdourImportOptions
    /// `nil` for a template.
    let plugin: PluginDescriptor?
    private(set) var diagnostics: [Diagnostic] = []
    /// Bindings taken over.
    private(set) var count = 0
    private var lines: [String] = []
    private var ids: Set<String> = []
    private var events: Set<String> = []
    private var channel = 1
    /// The strip and plugin slot that the map is for, as the binding writes them.
    private var place: (strip: String, slot: Int)?
    private let picksUp: Bool

    init(_ text: ArdourMapText, _ options: ArdourImportOptions, plugin: PluginDescriptor?) {
        self.text = text
        self.options = options
        self.plugin = plugin
        let isMotorized =
            text.deviceInfos.last?[attribute: "motorized"]
            .flatMap { ArdourBoolean.value(of: $0) } ?? false
        let threshold =
            text.deviceInfos.last?[attribute: "threshold"]
            .flatMap { ScannedNumber($0).value } ?? 10
        picksUp = !isMotorized && threshold < 128
    }

    /// - Parameters:
    ///   - channel: the map's; `nil` for the one that most bindings have.
    ///   - items: bindings that move the plugin.
    ///   - rest: bindings that our maps cannot say.
    mutating func write(
        name: String, channel: Int?, _ items: [ImportedBinding], _ rest: [ImportedBinding]
    ) -> [UInt8] {
        self.channel = channel ?? mostFrequent(items.compactMap(\.binding.channel)) ?? 1
        place = mostFrequent(items.compactMap { Self.place(of: $0) }).map { ($0.strip, $0.slot) }
        head(name)
        let start = lines.count
        for item in items { add(item) }
        let isEmpty = count == 0
        if isEmpty {
            lines.insert("controls: []", at: start)
        } else {
            lines.insert("controls:", at: start)
        }
        if !rest.isEmpty {
            lines.append(isEmpty ? "# Not taken over:" : "  # Not taken over:")
            for item in rest {
                for comment in item.comments { lines.append("  #   " + singleLine(comment)) }
                refuse(item, Self.reason(item.binding))
            }
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private mutating func head(_ name: String) {
        lines.append("# Imported from \(singleLine(text.fileName)).")
        if let place, place.strip != "S1" || place.slot != 1 {
            lines.append(
                "# For [[generate]] in pipeline.toml: address = \"\(place.strip)\", slot = "
                    + "\(place.slot)")
        }
        lines.append("schema: 2")
        lines.append("name: \(yamlText(singleLine(name)))")
        lines.append("device: \(device(name))")
        lines.append("channel: \(channel)")
        guard let plugin else {
            lines.append("template: true")
            return
        }
        lines.append(
            "plugin: { format: \(plugin.identity.format.rawValue), "
                + "\(plugin.identity.format.idKey): \(quoted(plugin.identity.id)), name: \(yamlText(singleLine(plugin.name))) }"
        )
    }

    /// The profile's id, or else manufacturer and model as the map's name has them.
    private func device(_ name: String) -> String {
        if let controller = options.controller { return yamlText(controller.id) }
        var model = text.root[attribute: "name"] ?? name
        if let range = model.firstRange(of: " - ") { model = String(model[..<range.lowerBound]) }
        var maker = text.root[attribute: "manufacturer"] ?? ""
        if maker.isEmpty {
            maker = model.split(separator: " ").first.map(String.init) ?? "Unknown"
        }
        if model.hasPrefix(maker + " ") { model = String(model.dropFirst(maker.count + 1)) }
        if model.isEmpty { model = maker }
        return "{ manufacturer: \(yamlText(singleLine(maker))), model: "
            + "\(yamlText(singleLine(model))) }"
    }

    private mutating func add(_ item: ImportedBinding) {
        guard let event = item.binding.event, let channel = item.binding.channel,
            let found = Self.place(of: item), let plugin,
            let number = item.binding.address?.pluginParameter?.number
        else { return note(item, "it has no event or no channel") }
        guard found == Place(place) else {
            return note(
                item, "it is for another strip or slot; a map of ours has one, set in pipeline.toml"
            )
        }
        let parameter = plugin.parameters.first {
            (try? ardourNumber(of: $0, in: plugin, version: options.version)) == number
        }
        guard let parameter else {
            return note(item, "\(plugin.name) has no input that Ardour counts as \(number)")
        }
        let message = "\(channel) \(event.group) \(event.number.value ?? 0)"
        guard events.insert(message).inserted else {
            return note(item, "another control sends the same; a control moves one parameter")
        }
        do throws(ImportRefusal) {
            let momentary = item.binding.element[attribute: "momentary"] ?? ""
            let control = try ImportedControl(
                event, isMomentary: ArdourBoolean.value(of: momentary) ?? false,
                isSwitch: parameter.isArdourSwitch(in: plugin.identity.format))
            write(control, item, event, channel, parameter)
        } catch { note(item, error.reason) }
    }

    private mutating func write(
        _ control: ImportedControl, _ item: ImportedBinding, _ event: ArdourEventText,
        _ channel: Int, _ parameter: PluginParameter
    ) {
        count += 1
        var name: String?
        for comment in item.comments {
            if let found = Self.name(in: comment, of: parameter) {
                name = found
            } else {
                lines.append("  # " + comment)
            }
        }
        if let remark = control.remark {
            lines.append("  # " + remark)
            diagnostics.append(item.binding.finding(.info, "not-imported", remark, at: event.name))
        }
        let element = element(event, channel)
        var send = control.message
        if channel != self.channel { send.append(("channel", String(channel))) }
        var fields = [
            "id: \(yamlText(unused(element?.id.value ?? Self.id(event, channel, self.channel))))"
        ]
        if let name, name != element?.name { fields.append("name: \(yamlText(name))") }
        if !(element.map { Self.sends($0, control.message) && channel == self.channel } ?? false) {
            fields.append(
                "send: { " + send.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + " }")
        }
        fields.append("parameter: { symbol: \(yamlText(parameter.symbol)) }")
        if let mode = control.mode { fields.append("mode: \(mode)") }
        if control.waits, picksUp, parameter.kind != .boolean { fields.append("pickup: pickup") }
        lines.append("  - { " + fields.joined(separator: ", ") + " }")
    }

    /// Keeps a binding as a comment, and says why.
    private mutating func note(_ item: ImportedBinding, _ reason: String) {
        for comment in item.comments { lines.append("  # " + comment) }
        refuse(item, reason)
    }

    private mutating func refuse(_ item: ImportedBinding, _ reason: String) {
        let attributes = item.binding.element.attributes.map {
            "\($0.name)=\"\(singleLine($0.value))\""
        }
        lines.append("  # <Binding \(attributes.joined(separator: " "))/>: \(reason)")
        diagnostics.append(
            item.binding.finding(.info, "not-imported", "not taken over: \(reason)"))
    }

    private static func reason(_ binding: ArdourBindingText) -> String {
        switch binding.kind {
        case .function: "a function of Ardour, not a plugin's parameter"
        case .action: "an action of Ardour, not a plugin's parameter"
        case .uri where binding.address?.pluginParameter == nil:
            "a control of a strip, not a plugin's parameter"
        case .uri: "its channel does not exist"
        case nil: "it acts on nothing"
        }
    }

    private mutating func unused(_ id: String) -> String {
        var candidate = id
        var number = 2
        while !ids.insert(candidate).inserted {
            candidate = "\(id)-\(number)"
            number += 1
        }
        return candidate
    }
}

extension ImportedMapWriter {
    /// A strip and a slot.
    private struct Place: Hashable {
        var strip: String
        var slot: Int

        init(_ strip: String, _ slot: Int) { (self.strip, self.slot) = (strip, slot) }

        init?(_ place: (strip: String, slot: Int)?) {
            guard let place else { return nil }
            self.init(place.strip, place.slot)
        }
    }

    private static func place(of item: ImportedBinding) -> Place? {
        guard let address = item.binding.address, let found = address.pluginParameter else {
            return nil
        }
        return Place(address.words[0], found.slot)
    }

    /// `cc-21`, `note-60`; with the channel where it is not the map's.
    private static func id(_ event: ArdourEventText, _ channel: Int, _ usual: Int) -> String {
        let number = event.number.value ?? 0
        let name =
            switch event.group {
            case .controller: "cc-\(number)"
            case .note: "note-\(number)"
            case .program: "program-\(number)"
            case .bend: "bend"
            case .parameterNumber, .bytes: "nrpn-\(number)"
            }
        return channel == usual ? name : "channel-\(channel)-\(name)"
    }

    /// The element of the profile that sends this.
    private func element(_ event: ArdourEventText, _ channel: Int) -> ControllerElement? {
        options.controller?.elements.first { element in
            let sent = element.send.channel?.value
            guard sent == nil || sent == channel else { return false }
            return switch element.send.fullMessage {
            case .controlChange(event.number.value, bits: 7): event.group == .controller
            case .note(event.number.value): event.group == .note
            case .pitchBend: event.group == .bend
            default: false
            }
        }
    }

    /// Whether the profile says already what an element must be said to send.
    private static func sends(
        _ element: ControllerElement, _ message: [(key: String, value: String)]
    ) -> Bool {
        let encoder = message.first { $0.key == "encoder" }?.value
        let button = message.first { $0.key == "button" }?.value
        guard element.send.encoder?.value.rawValue == encoder else { return false }
        let isButton = element.kind.isPressed || element.send.button != nil
        let isNote = message.contains { $0.key == "note" }
        guard let button else { return isButton == isNote || encoder != nil }
        return isButton && (element.send.button?.value ?? .momentary).rawValue == button
    }

    /// The control's name, from a comment that the generator wrote above its binding.
    private static func name(in comment: String, of parameter: PluginParameter) -> String? {
        let mark = ": " + singleLine(parameter.name)
        guard let range = comment.lastRange(of: mark), range.lowerBound != comment.startIndex
        else { return nil }
        let rest = comment[range.upperBound...]
        return rest.isEmpty || rest.hasPrefix(", ") ? String(comment[..<range.lowerBound]) : nil
    }

    private func mostFrequent<Value: Hashable>(_ values: [Value]) -> Value? {
        let counts = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
        let most = counts.values.max()
        return values.first { counts[$0] == most }
    }

    private func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
