import PluginCatalog
import SourceText

extension ResolvedMap {
    /// The map as JSON, two blanks a level: the same bytes for the same map.
    ///
    /// Keys are those of the map format where it has them. What has its default value is left out:
    /// a control's channel where it is the map's, a parameter's port where it is its index, and all
    /// shaping that changes nothing.
    public func json() -> [UInt8] { jsonValue.encoded(indent: 2) }

    private var jsonValue: JSONValue {
        var object = JSONObject()
        object.add("format", .string(Self.jsonFormat))
        object.add("version", .integer(Self.jsonVersion))
        object.add("path", .string(path))
        object.add("name", .string(name))
        object.add("device", device.json)
        if let plugin { object.add("plugin", plugin.json) }
        object.add("channel", channel)
        object.add("controls", .array(controls.map { $0.json(mapChannel: channel) }))
        return object.value
    }

    static let jsonFormat = "pipeline-resolved-map"
    static let jsonVersion: Int64 = 1
}

/// An object under construction.
struct JSONObject {
    private var members: [JSONValue.Member] = []

    var value: JSONValue { .object(members) }

    mutating func add(_ name: String, _ value: JSONValue) {
        members.append(JSONValue.Member(name, value))
    }

    mutating func add(_ name: String, _ value: Int) { add(name, .integer(Int64(value))) }

    mutating func add(_ name: String, _ text: String, unless usual: String) {
        if text != usual { add(name, .string(text)) }
    }

    mutating func add(_ name: String, _ number: Double, unless usual: Double) {
        if number != usual { add(name, .number(number)) }
    }

    mutating func add(_ name: String, _ number: Double?) {
        if let number { add(name, .number(number)) }
    }

    mutating func add(_ name: String, _ flag: Bool, unless usual: Bool) {
        if flag != usual { add(name, .bool(flag)) }
    }
}

extension DeviceIdentity {
    var json: JSONValue {
        var object = JSONObject()
        object.add("profile", profile, unless: "")
        object.add("manufacturer", .string(manufacturer))
        object.add("model", .string(model))
        if let bankSize { object.add("bank-size", bankSize) }
        return object.value
    }
}

extension MappedPlugin {
    var json: JSONValue {
        var object = JSONObject()
        object.add("format", .string(identity.format.rawValue))
        object.add("uri", .string(identity.uri))
        object.add("name", .string(name))
        object.add("manufacturer", manufacturer, unless: "")
        return object.value
    }
}

extension ResolvedControl {
    func json(mapChannel: Int) -> JSONValue {
        var object = JSONObject()
        object.add("id", .string(id))
        object.add("name", name, unless: id)
        object.add("send", send(mapChannel: mapChannel))
        if let feedback {
            var values = JSONObject()
            values.add("on", feedback.on)
            values.add("off", feedback.off)
            object.add("feedback", values.value)
        }
        object.add("targets", .array(targets.map(\.json)))
        return object.value
    }

    private func send(mapChannel: Int) -> JSONValue {
        var object = JSONObject()
        if channel != mapChannel { object.add("channel", channel) }
        switch message {
        case .controlChange(let number, let bits):
            object.add("cc", number)
            if bits != 7 { object.add("bits", bits) }
        case .note(let number): object.add("note", number)
        case .nrpn(let number): object.add("nrpn", number)
        case .rpn(let number): object.add("rpn", number)
        case .pitchBend: object.add("bend", .bool(true))
        case .channelPressure: object.add("pressure", .bool(true))
        case .polyPressure(let note): object.add("poly-pressure", note)
        case .programChange(let program):
            object.add("program", program.map { .integer(Int64($0)) } ?? .null)
        case .systemExclusive(let bytes): object.add("sysex", .string(hexadecimalText(bytes)))
        }
        addBehaviour(to: &object)
        return object.value
    }

    private func addBehaviour(to object: inout JSONObject) {
        switch behaviour {
        case .absolute: break
        case .relative(let encoding): object.add("encoder", .string(encoding.rawValue))
        case .button(let button):
            object.add("button", .string(button.action.rawValue))
            if button.on != 127 { object.add("on", button.on) }
            if button.off != 0 { object.add("off", button.off) }
        }
    }
}

extension ResolvedTarget {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        object.add("parameter", parameter.json)
        let usual = Shaping()
        if shaping.lower != usual.lower || shaping.upper != usual.upper {
            object.add("range", .array([.number(shaping.lower), .number(shaping.upper)]))
        }
        object.add("invert", shaping.isInverted, unless: false)
        if shaping.curvePoints.isEmpty {
            object.add("curve", shaping.curve.rawValue, unless: usual.curve.rawValue)
        } else {
            object.add("curve", .array(shaping.curvePoints.map { .number($0) }))
        }
        object.add("bipolar", shaping.isBipolar, unless: false)
        object.add("mode", shaping.mode.rawValue, unless: usual.mode.rawValue)
        object.add("pickup", shaping.pickUp.rawValue, unless: usual.pickUp.rawValue)
        if let steps = shaping.steps { object.add("steps", steps) }
        object.add("dead-zone", shaping.deadZone, unless: 0)
        object.add("smoothing", shaping.smoothingMilliseconds, unless: 0)
        return object.value
    }
}

extension PluginParameter {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        object.add("index", index)
        if port != index { object.add("port", port) }
        object.add("symbol", .string(symbol))
        object.add("name", name, unless: symbol)
        object.add("direction", direction.rawValue, unless: Direction.input.rawValue)
        object.add("kind", .string(kind.rawValue))
        object.add("minimum", minimum)
        object.add("maximum", maximum)
        object.add("default", defaultValue)
        object.add("logarithmic", isLogarithmic, unless: false)
        object.add("scales-with-sample-rate", scalesWithSampleRate, unless: false)
        object.add("unit", unit, unless: "")
        if !choices.isEmpty { object.add("choices", .array(choices.map(\.json))) }
        object.add("group", group, unless: "")
        object.add("designation", designation, unless: "")
        object.add("automatable", isAutomatable, unless: true)
        object.add("hidden", isHidden, unless: false)
        return object.value
    }
}

extension PluginParameter.Choice {
    fileprivate var json: JSONValue {
        .object([.init("label", .string(label)), .init("value", .number(value))])
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
