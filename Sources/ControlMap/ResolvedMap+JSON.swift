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
            json.member("format", Self.jsonFormat)
            json.member("version", Self.jsonVersion)
            json.member("path", path)
            json.member("name", name)
            device.write(to: &json)
            plugin?.write(to: &json)
            json.member("channel", channel)
            json.array("controls") { json in
                for control in controls { control.write(to: &json, mapChannel: channel) }
            }
        }
        return json.finish()
    }

    static let jsonFormat = "pipeline-resolved-map"
    static let jsonVersion = 1
}

extension JSONStream {
    fileprivate mutating func member(_ name: StaticString, _ text: String, unless usual: String) {
        if text != usual { member(name, text) }
    }

    fileprivate mutating func member(_ name: StaticString, _ value: Double, unless usual: Double) {
        if value != usual { member(name, value) }
    }

    fileprivate mutating func member(_ name: StaticString, _ value: Double?) {
        if let value { member(name, value) }
    }

    fileprivate mutating func member(_ name: StaticString, _ flag: Bool, unless usual: Bool) {
        if flag != usual { member(name, flag) }
    }
}

extension DeviceIdentity {
    fileprivate func write(to json: inout JSONStream) {
        json.object("device") { json in
            json.member("profile", profile, unless: "")
            json.member("manufacturer", manufacturer)
            json.member("model", model)
            if let bankSize { json.member("bank-size", bankSize) }
        }
    }
}

extension MappedPlugin {
    fileprivate func write(to json: inout JSONStream) {
        json.object("plugin") { json in
            json.member("format", identity.format.rawValue)
            json.member("uri", identity.uri)
            json.member("name", name)
            json.member("manufacturer", manufacturer, unless: "")
        }
    }
}

extension ResolvedControl {
    fileprivate func write(to json: inout JSONStream, mapChannel: Int) {
        json.object { json in
            json.member("id", id)
            json.member("name", name, unless: id)
            json.object("send") { json in
                if channel != mapChannel { json.member("channel", channel) }
                writeMessage(to: &json)
                writeBehaviour(to: &json)
            }
            if let feedback {
                json.object("feedback") {
                    $0.member("on", feedback.on)
                    $0.member("off", feedback.off)
                }
            }
            json.array("targets") { for target in targets { target.write(to: &$0) } }
        }
    }

    private func writeMessage(to json: inout JSONStream) {
        switch message {
        case .controlChange(let number, let bits):
            json.member("cc", number)
            if bits != 7 { json.member("bits", bits) }
        case .note(let number): json.member("note", number)
        case .nrpn(let number): json.member("nrpn", number)
        case .rpn(let number): json.member("rpn", number)
        case .pitchBend: json.member("bend", true)
        case .channelPressure: json.member("pressure", true)
        case .polyPressure(let note): json.member("poly-pressure", note)
        case .programChange(let program):
            json.name("program")
            if let program { json.value(program) } else { json.null() }
        case .systemExclusive(let bytes): json.member("sysex", hexadecimalText(bytes))
        }
    }

    private func writeBehaviour(to json: inout JSONStream) {
        switch behaviour {
        case .absolute: break
        case .relative(let encoding): json.member("encoder", encoding.rawValue)
        case .button(let button):
            json.member("button", button.action.rawValue)
            if button.on != 127 { json.member("on", button.on) }
            if button.off != 0 { json.member("off", button.off) }
        }
    }
}

extension ResolvedTarget {
    fileprivate func write(to json: inout JSONStream) {
        json.object { json in
            parameter.write(to: &json)
            let usual = Shaping()
            if shaping.lower != usual.lower || shaping.upper != usual.upper {
                json.array("range") {
                    $0.value(shaping.lower)
                    $0.value(shaping.upper)
                }
            }
            json.member("invert", shaping.isInverted, unless: false)
            if shaping.curvePoints.isEmpty {
                json.member("curve", shaping.curve.rawValue, unless: usual.curve.rawValue)
            } else {
                json.array("curve") { for point in shaping.curvePoints { $0.value(point) } }
            }
            json.member("bipolar", shaping.isBipolar, unless: false)
            json.member("mode", shaping.mode.rawValue, unless: usual.mode.rawValue)
            json.member("pickup", shaping.pickUp.rawValue, unless: usual.pickUp.rawValue)
            if let steps = shaping.steps { json.member("steps", steps) }
            json.member("dead-zone", shaping.deadZone, unless: 0)
            json.member("smoothing", shaping.smoothingMilliseconds, unless: 0)
        }
    }
}

extension PluginParameter {
    fileprivate func write(to json: inout JSONStream) {
        json.object("parameter") { json in
            json.member("index", index)
            if port != index { json.member("port", port) }
            json.member("symbol", symbol)
            json.member("name", name, unless: symbol)
            json.member("direction", direction.rawValue, unless: Direction.input.rawValue)
            json.member("kind", kind.rawValue)
            json.member("minimum", minimum)
            json.member("maximum", maximum)
            json.member("default", defaultValue)
            json.member("logarithmic", isLogarithmic, unless: false)
            json.member("scales-with-sample-rate", scalesWithSampleRate, unless: false)
            json.member("unit", unit, unless: "")
            if !choices.isEmpty {
                json.array("choices") { json in
                    for choice in choices {
                        json.object {
                            $0.member("label", choice.label)
                            $0.member("value", choice.value)
                        }
                    }
                }
            }
            json.member("group", group, unless: "")
            json.member("designation", designation, unless: "")
            json.member("automatable", isAutomatable, unless: true)
            json.member("hidden", isHidden, unless: false)
        }
    }
}

/// Pairs of upper-case digits, parted by blanks.
private func hexadecimalText(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    for byte in bytes {
        if !text.isEmpty { text.append(0x20) }
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}
