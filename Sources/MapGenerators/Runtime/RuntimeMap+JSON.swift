import RuntimeMap
import SourceText

extension RuntimeMap {
    /// The map as JSON; enumerations are their names, so that a person can read it.
    func json() -> [UInt8] {
        JSONValue.object([
            .init("format", .string("pipeline-runtime-map")),
            .init("version", .integer(Int64(version))),
            .init("name", .string(name)),
            .init(
                "device",
                .object([
                    .init("manufacturer", .string(device.manufacturer)),
                    .init("model", .string(device.model)),
                ])),
            .init("plugin", plugin.map(\.json) ?? .null),
            .init("bindings", .array(bindings.map(\.json))),
        ]).encoded(indent: 2)
    }
}

extension RuntimePlugin {
    fileprivate var json: JSONValue {
        .object([
            .init("format", .string(format)), .init("uri", .string(uri)),
            .init("name", .string(name)),
        ])
    }
}

extension RuntimeBinding {
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("channel", .integer(Int64(channel))),
            .init("kind", .string("\(message.kind)")),
            .init("number", .integer(Int64(message.number))),
        ]
        if message.kind == .systemExclusive {
            members.append(.init("bytes", .array(message.bytes.map { .integer(Int64($0)) })))
        }
        members += behaviour.json
        members.append(.init("control", .string(control)))
        if let feedback {
            members.append(.init("feedback", .object(onOff(feedback.on, feedback.off))))
        }
        members.append(.init("targets", .array(targets.map(\.json))))
        return .object(members)
    }
}

extension RuntimeBehaviour {
    fileprivate var json: [JSONValue.Member] {
        switch self {
        case .absolute: [.init("behaviour", .string("absolute"))]
        case .relative(let encoding):
            [
                .init("behaviour", .string("relative")),
                .init("encoding", .string("\(encoding)")),
            ]
        case .momentary(let on, let off):
            [.init("behaviour", .string("momentary"))] + onOff(on, off)
        case .latching(let on, let off):
            [.init("behaviour", .string("latching"))] + onOff(on, off)
        }
    }
}

private func onOff(_ on: Int, _ off: Int) -> [JSONValue.Member] {
    [.init("on", .integer(Int64(on))), .init("off", .integer(Int64(off)))]
}

extension RuntimeTarget {
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("id", .integer(Int64(id))),
            .init("parameter", .integer(Int64(parameter))),
            .init("symbol", .string(symbol)),
            .init("kind", .string("\(kind)")),
            .init("minimum", .number(minimum)),
            .init("maximum", .number(maximum)),
            .init("default", .number(defaultValue)),
            .init("scales-with-sample-rate", .bool(scalesWithSampleRate)),
            .init("choices", .array(choices.map { .number($0) })),
            .init("curve", .string("\(curve)")),
            .init("lower", .number(lower)),
            .init("upper", .number(upper)),
            .init("invert", .bool(isInverted)),
            .init("mode", .string("\(mode)")),
            .init("steps", .integer(Int64(steps))),
            .init("pickup", .string("\(pickUp)")),
            .init("dead-zone", .number(deadZone)),
            .init("smoothing-milliseconds", .number(smoothingMilliseconds)),
        ]
        if curve == .points {
            members.append(.init("curve-points", .array(curvePoints.map { .number($0) })))
        }
        if isBipolar { members.append(.init("bipolar", .bool(true))) }
        return .object(members)
    }
}
