import PluginCatalog
import SourceText

extension ResolvedMap {
    /// The map as JSON, two blanks a level: the same bytes for the same map.
    ///
    /// Keys are those of the map format where it has them. What has its default value is left out:
    /// a control's channel where it is the map's, a parameter's port where it is its index, and all
    /// shaping that changes nothing.
    public func json() -> [UInt8] {
        var json = JSONStream(indent: 2, reservingBytes: 512 + 640 * controls.count)
        json.object { json in
            json.add("format", Self.jsonFormat)
            json.add("version", Self.jsonVersion)
            json.add("path", path)
            json.add("name", name)
            json.name("device")
            device.write(to: &json)
            json.add("port", port, unless: "")
            if let plugin {
                json.name("plugin")
                plugin.write(to: &json)
            }
            json.add("channel", channel)
            json.add("layers", layers)
            json.array("controls") { json in
                for control in controls {
                    json.object { control.writeMembers(to: &$0, mapChannel: channel) }
                }
            }
        }
        return json.finish()
    }

    static let jsonFormat = "pipeline-resolved-map"
    static let jsonVersion = 1
}

extension DeviceIdentity {
    func write<Sink: JSONSink & ~Copyable>(to json: inout Sink) {
        json.object { json in
            json.add("profile", profile, unless: "")
            json.add("manufacturer", manufacturer)
            json.add("model", model)
            if let bankSize { json.add("bank-size", bankSize) }
        }
    }
}

extension MappedPlugin {
    func write<Sink: JSONSink & ~Copyable>(to json: inout Sink) {
        json.object { json in
            json.add("format", identity.format.rawValue)
            if identity.format == .lv2 {
                json.add("uri", identity.id)
            } else {
                json.add("id", identity.id)
            }
            json.add("name", name)
            json.add("manufacturer", manufacturer, unless: "")
            if !uncounted.spans.isEmpty {
                json.array("uncounted") { json in
                    for span in uncounted.spans {
                        json.object { json in
                            json.add("kind", span.kind.rawValue)
                            json.add("first", span.first)
                            json.add("count", span.count)
                        }
                    }
                }
            }
        }
    }
}

extension ResolvedControl {
    /// Writes the members of an object that holds the control.
    func writeMembers<Sink: JSONSink & ~Copyable>(to json: inout Sink, mapChannel: Int) {
        json.add("id", id)
        json.add("name", name, unless: id)
        json.add("layers", layers)
        json.object("send") { json in
            if channel != mapChannel { json.add("channel", channel) }
            message.write(to: &json)
            behaviour.write(to: &json)
        }
        json.add("group", group, unless: "")
        json.add("acceleration", acceleration, unless: 0)
        if let feedback {
            json.object("feedback") { json in
                if feedback.style != .lamp { json.add("style", feedback.style.rawValue) }
                json.add("on", feedback.on)
                json.add("off", feedback.off)
                if let message = feedback.message {
                    json.object("send") { message.write(to: &$0) }
                }
                if let channel = feedback.channel { json.add("channel", channel) }
            }
        }
        json.array("targets") { json in
            for target in targets { target.write(to: &json) }
        }
    }
}

extension ControllerMessage {
    fileprivate func write<Sink: JSONSink & ~Copyable>(to json: inout Sink) {
        switch self {
        case .controlChange(let number, let bits):
            json.add("cc", number)
            if bits != 7 { json.add("bits", bits) }
        case .note(let number): json.add("note", number)
        case .nrpn(let number): json.add("nrpn", number)
        case .rpn(let number): json.add("rpn", number)
        case .pitchBend: json.add("bend", true)
        case .channelPressure: json.add("pressure", true)
        case .polyPressure(let note): json.add("poly-pressure", note)
        case .programChange(let program):
            json.name("program")
            if let program { json.value(program) } else { json.null() }
        case .systemExclusive(let bytes): json.add("sysex", hexadecimalText(bytes))
        }
    }
}

extension ElementBehaviour {
    fileprivate func write<Sink: JSONSink & ~Copyable>(to json: inout Sink) {
        switch self {
        case .absolute: break
        case .relative(let encoding): json.add("encoder", encoding.rawValue)
        case .button(let button):
            json.add("button", button.action.rawValue)
            if button.on != 127 { json.add("on", button.on) }
            if button.off != 0 { json.add("off", button.off) }
        }
    }
}

extension ResolvedTarget {
    fileprivate func write<Sink: JSONSink & ~Copyable>(to json: inout Sink) {
        json.object { json in
            destination.write(to: &json)
            shaping.writeMembers(to: &json)
        }
    }
}

extension ResolvedTarget.Destination {
    fileprivate func write<Sink: JSONSink & ~Copyable>(to json: inout Sink) {
        switch self {
        case .parameter(let parameter):
            json.name("parameter")
            parameter.write(to: &json)
        case .midi(let midi):
            json.object("midi") { json in
                json.add("output", midi.output)
                json.add("channel", midi.channel)
                midi.message.write(to: &json)
                json.addValues(midi.minimum, midi.maximum)
            }
        case .osc(let osc):
            json.object("osc") { json in
                json.add("output", osc.output)
                json.add("address", osc.address)
                json.array("arguments") { json in
                    for argument in osc.arguments { argument.write(to: &json) }
                }
                json.addValues(osc.minimum, osc.maximum)
            }
        case .layer(let name): json.add("switch", name)
        }
    }
}

extension JSONSink where Self: ~Copyable {
    fileprivate mutating func addValues(_ minimum: Double, _ maximum: Double) {
        array("values") { json in
            json.value(minimum)
            json.value(maximum)
        }
    }

    fileprivate mutating func add(_ name: StaticString, _ texts: [String]) {
        if texts.isEmpty { return }
        array(name) { json in for text in texts { json.value(text) } }
    }
}

extension OSCArgument {
    /// As maps write it, constants with their type.
    fileprivate func write<Sink: JSONSink & ~Copyable>(to json: inout Sink) {
        switch self {
        case .int(let number): json.value(Int(number))
        case .float(let number): json.object { $0.addNumber("float", Double(number)) }
        case .string(let text): json.object { $0.add("string", text) }
        case .value, .valueAsDouble, .valueAsInt, .valueAsBool, .position:
            json.value(word)
        }
    }
}

extension JSONSink where Self: ~Copyable {
    fileprivate mutating func addNumber(_ name: StaticString, _ number: Double) {
        self.name(name)
        value(number)
    }
}

extension Shaping {
    fileprivate func writeMembers<Sink: JSONSink & ~Copyable>(to json: inout Sink) {
        let usual = Shaping()
        if lower != usual.lower || upper != usual.upper {
            json.array("range") { json in
                json.value(lower)
                json.value(upper)
            }
        }
        json.add("invert", isInverted, unless: false)
        if !curvePoints.isEmpty {
            json.array("curve") { json in for point in curvePoints { json.value(point) } }
        } else if curve != usual.curve {
            json.add("curve", curve.rawValue)
        }
        json.add("bipolar", isBipolar, unless: false)
        if mode != usual.mode { json.add("mode", mode.rawValue) }
        if pickUp != usual.pickUp { json.add("pickup", pickUp.rawValue) }
        if let steps { json.add("steps", steps) }
        json.add("dead-zone", deadZone, unless: 0)
        json.add("smoothing", smoothingMilliseconds, unless: 0)
    }
}

extension PluginParameter {
    fileprivate func write<Sink: JSONSink & ~Copyable>(to json: inout Sink) {
        json.object { json in
            json.add("index", index)
            if port != index { json.add("port", port) }
            json.add("symbol", symbol)
            json.add("name", name, unless: symbol)
            if direction != .input { json.add("direction", direction.rawValue) }
            json.add("kind", kind.rawValue)
            json.add("minimum", minimum)
            json.add("maximum", maximum)
            json.add("default", defaultValue)
            json.add("logarithmic", isLogarithmic, unless: false)
            json.add("scales-with-sample-rate", scalesWithSampleRate, unless: false)
            json.add("unit", unit, unless: "")
            if !choices.isEmpty {
                json.array("choices") { json in
                    for choice in choices { choice.write(to: &json) }
                }
            }
            json.add("group", group, unless: "")
            json.add("designation", designation, unless: "")
            json.add("property", property, unless: "")
            json.add("automatable", isAutomatable, unless: true)
            json.add("hidden", isHidden, unless: false)
        }
    }
}

extension PluginParameter.Choice {
    fileprivate func write<Sink: JSONSink & ~Copyable>(to json: inout Sink) {
        json.object { json in
            json.add("label", label)
            json.name("value")
            json.value(value)
        }
    }
}

/// Pairs of upper-case digits, parted by blanks.
private func hexadecimalText(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        if !text.isEmpty { text.append(0x20) }
        if let word = systemExclusiveWords.first(where: { $0.byte == byte })?.word {
            text += word.utf8
            continue
        }
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
