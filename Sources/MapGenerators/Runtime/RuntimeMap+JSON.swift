import RuntimeMap
import SourceText

extension RuntimeMap {
    /// The map as JSON; enumerations are their names, so that a person can read it.
    func json() -> [UInt8] {
        var json = JSONStream(indent: 2, reservingBytes: 512 + 800 * bindings.count)
        json.object { json in
            json.member("format", "pipeline-runtime-map")
            json.member("version", version)
            json.member("name", name)
            json.object("device") {
                $0.member("manufacturer", device.manufacturer)
                $0.member("model", device.model)
                if !device.port.isEmpty { $0.member("port", device.port) }
            }
            json.name("plugin")
            if let plugin { plugin.write(to: &json) } else { json.null() }
            if !outputs.isEmpty {
                json.array("outputs") { for output in outputs { output.write(to: &$0) } }
            }
            if !layers.isEmpty {
                json.array("layers") { for layer in layers { $0.value(layer) } }
            }
            json.array("bindings") { json in
                for binding in bindings { binding.write(to: &json, layers) }
            }
        }
        return json.finish()
    }
}

extension RuntimePlugin {
    fileprivate func write(to json: inout JSONStream) {
        json.object {
            $0.member("format", format)
            $0.member("uri", uri)
            $0.member("name", name)
        }
    }
}

extension RuntimeBinding {
    fileprivate func write(to json: inout JSONStream, _ names: [String]) {
        json.object { json in
            json.member("channel", channel)
            message.write(to: &json)
            if layers != .max {
                json.array("layers") { json in
                    for (place, name) in names.enumerated()
                    where layers & 1 << UInt64(place & 63) != 0 { json.value(name) }
                }
            }
            behaviour.write(to: &json)
            if acceleration != 0 { json.member("acceleration", acceleration) }
            json.member("control", control)
            if acceleration != 0 { json.member("acceleration", acceleration) }
            if let feedback { feedback.write(to: &json) }
            json.array("targets") { for target in targets { target.write(to: &$0) } }
        }
    }
}

extension RuntimeMessage {
    fileprivate func write(to json: inout JSONStream) {
        json.member("kind", kind.name)
        json.member("number", number)
        if kind == .systemExclusive {
            json.array("bytes") { for byte in bytes { $0.value(Int(byte)) } }
        }
    }
}

extension RuntimeFeedback {
    fileprivate func write(to json: inout JSONStream) {
        json.object("feedback") { json in
            json.member("style", style == .lamp ? "lamp" : "position")
            json.member("channel", channel)
            message.write(to: &json)
            json.onOff(on, off)
        }
    }
}

extension RuntimeOutput {
    fileprivate func write(to json: inout JSONStream) {
        json.object { json in
            json.member("name", name)
            switch kind {
            case .midi(let port):
                json.member("port", port.request)
                json.member("bytes-per-second", port.bytesPerSecond)
            case .osc(let target):
                json.member("osc", target.address)
                json.member("timing", target.timing.name)
                json.member("bundling", target.bundling == .auto ? "auto" : "never")
            }
        }
    }
}

extension RuntimeRoute {
    /// Outputs and layers by their places, as in the binary form.
    fileprivate func write(to json: inout JSONStream) {
        switch self {
        case .none: break
        case .midi(let output, let channel, let message):
            json.object("midi") { json in
                json.member("output", output)
                json.member("channel", channel)
                message.write(to: &json)
            }
        case .osc(let output, let address, let arguments):
            json.object("osc") { json in
                json.member("output", output)
                json.member("address", address)
                json.array("arguments") { json in
                    for argument in arguments { argument.write(to: &json) }
                }
            }
        case .layer(let layer): json.member("layer", layer)
        }
    }
}

extension RuntimeOSCArgument {
    fileprivate func write(to json: inout JSONStream) {
        switch self {
        case .int(let number): json.value(Int(number))
        case .float(let number): json.object { $0.member("float", Double(number)) }
        case .string(let text): json.object { $0.member("string", text) }
        case .valueAsFloat: json.value("value")
        case .valueAsDouble: json.value("value:double")
        case .valueAsInt: json.value("value:int")
        case .valueAsBool: json.value("value:bool")
        case .positionAsFloat: json.value("position")
        }
    }
}

extension RuntimeOSCTarget.Timing {
    fileprivate var name: String {
        switch self {
        case .live: "live"
        case .bundle: "bundle"
        case .argument: "argument"
        }
    }
}

extension RuntimeBehaviour {
    fileprivate func write(to json: inout JSONStream) {
        switch self {
        case .absolute: json.member("behaviour", "absolute")
        case .relative(let encoding):
            json.member("behaviour", "relative")
            json.member("encoding", encoding.name)
        case .momentary(let on, let off):
            json.member("behaviour", "momentary")
            json.onOff(on, off)
        case .latching(let on, let off):
            json.member("behaviour", "latching")
            json.onOff(on, off)
        }
    }
}

extension JSONStream {
    fileprivate mutating func onOff(_ on: Int, _ off: Int) {
        member("on", on)
        member("off", off)
    }
}

extension RuntimeTarget {
    fileprivate func write(to json: inout JSONStream) {
        json.object { json in
            json.member("id", id)
            json.member("parameter", parameter)
            json.member("symbol", symbol)
            route.write(to: &json)
            json.member("kind", kind.name)
            json.member("minimum", minimum)
            json.member("maximum", maximum)
            json.member("default", defaultValue)
            json.member("scales-with-sample-rate", scalesWithSampleRate)
            json.array("choices") { for choice in choices { $0.value(choice) } }
            json.member("curve", curve.name)
            json.member("lower", lower)
            json.member("upper", upper)
            json.member("invert", isInverted)
            json.member("mode", mode.name)
            json.member("steps", steps)
            json.member("pickup", pickUp.name)
            json.member("dead-zone", deadZone)
            json.member("smoothing-milliseconds", smoothingMilliseconds)
            if curve == .points {
                json.array("curve-points") { for point in curvePoints { $0.value(point) } }
            }
            if isBipolar { json.member("bipolar", true) }
            if group != 0 { json.member("group", group) }
            if group != 0 { json.member("group", group) }
        }
    }
}

// The names that the runtime reads: those of the cases. Written out, as finding a case's name by
// reflection takes longer than all the rest.

extension RuntimeMessage.Kind {
    fileprivate var name: String {
        switch self {
        case .controlChange: "controlChange"
        case .controlChange14: "controlChange14"
        case .note: "note"
        case .nrpn: "nrpn"
        case .rpn: "rpn"
        case .pitchBend: "pitchBend"
        case .channelPressure: "channelPressure"
        case .polyPressure: "polyPressure"
        case .programChange: "programChange"
        case .systemExclusive: "systemExclusive"
        }
    }
}

extension RuntimeBehaviour.Encoding {
    fileprivate var name: String {
        switch self {
        case .twosComplement: "twosComplement"
        case .binaryOffset: "binaryOffset"
        case .signBit: "signBit"
        case .signBitUp: "signBitUp"
        }
    }
}

extension RuntimeTarget.Kind {
    fileprivate var name: String {
        switch self {
        case .continuous: "continuous"
        case .wholeNumbers: "wholeNumbers"
        case .offOn: "offOn"
        case .choices: "choices"
        }
    }
}

extension RuntimeTarget.Curve {
    fileprivate var name: String {
        switch self {
        case .linear: "linear"
        case .exponential: "exponential"
        case .logarithmic: "logarithmic"
        case .points: "points"
        }
    }
}

extension RuntimeTarget.Mode {
    fileprivate var name: String {
        switch self {
        case .direct: "direct"
        case .toggle: "toggle"
        case .momentary: "momentary"
        case .radio: "radio"
        case .cycle: "cycle"
        }
    }
}

extension RuntimeTarget.PickUp {
    fileprivate var name: String {
        switch self {
        case .jump: "jump"
        case .pickup: "pickup"
        case .scale: "scale"
        }
    }
}
