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
            }
            json.name("plugin")
            if let plugin { plugin.write(to: &json) } else { json.null() }
            json.array("bindings") { for binding in bindings { binding.write(to: &$0) } }
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
    fileprivate func write(to json: inout JSONStream) {
        json.object { json in
            json.member("channel", channel)
            json.member("kind", message.kind.name)
            json.member("number", message.number)
            if message.kind == .systemExclusive {
                json.array("bytes") { for byte in message.bytes { $0.value(Int(byte)) } }
            }
            behaviour.write(to: &json)
            json.member("control", control)
            if let feedback {
                json.object("feedback") { $0.onOff(feedback.on, feedback.off) }
            }
            json.array("targets") { for target in targets { target.write(to: &$0) } }
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
