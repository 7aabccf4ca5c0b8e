extension RuntimeMapView {
    /// How many bindings there are.
    public var bindingCount: Int { count(.bindings) }
    /// How many targets all bindings have.
    public var targetCount: Int { count(.targets) }
    /// How many outputs there are.
    public var outputCount: Int { count(.outputs) }
    /// At least 1: a map without layers has just the base.
    public var layerCount: Int { max(1, count(.layers)) }
    /// Numbers of all targets together.
    public var numberCount: Int { count(.numbers) }

    /// Empty for the only layer of a map without layers; makes a string.
    public func layerName(_ index: Int) -> String {
        index < count(.layers) ? layer(index) : ""
    }

    /// - Parameter index: 0..<`bindingCount`, in the order of channel and message.
    @inline(__always)
    public func binding(_ index: Int) -> BindingRecord {
        BindingRecord(map: self, base: base + place(.bindings, index))
    }

    /// - Parameter index: 0..<`targetCount`; the target's `id`.
    @inline(__always)
    public func target(_ index: Int) -> TargetRecord {
        TargetRecord(map: self, base: base + place(.targets, index))
    }

    /// - Parameter index: A place in `TargetRecord.choices` or `curvePoints`.
    @inline(__always)
    public func number(_ index: Int) -> Double {
        Double(bitPattern: base.word(place(.numbers, index)))
    }

    /// UTF-8 or System Exclusive bytes of this file.
    func bytes(_ span: UInt64) -> UnsafeRawBufferPointer {
        let (first, count) = (Int(UInt32(truncatingIfNeeded: span)), Int(span >> 32))
        return UnsafeRawBufferPointer(start: base + place(.bytes, first), count: count)
    }

    func text(_ span: UInt64) -> String { String(decoding: bytes(span), as: UTF8.self) }
}

/// First and last place of something in a section.
@inline(__always)
func range(_ span: UInt64) -> Range<Int> {
    let first = Int(UInt32(truncatingIfNeeded: span))
    return first..<(first + Int(span >> 32))
}

/// A message and what it moves, where it lies in the file.
public struct BindingRecord {
    typealias Place = RuntimeMapLayout.Binding
    let map: RuntimeMapView
    let base: UnsafeRawPointer

    /// Bit n: heard while layer n is on.
    public var layers: UInt64 { base.word(Place.layers) }
    /// 1...16.
    public var channel: Int { Int(base.byte(Place.channel)) }
    /// What arrives.
    public var kind: RuntimeMessage.Kind {
        RuntimeMessage.Kind(rawValue: Int(base.byte(Place.kind))) ?? .controlChange
    }
    /// As in `RuntimeMessage`.
    public var number: Int { Int(Int32(bitPattern: base.quad(Place.number))) }
    /// The whole message; empty unless `kind` is System Exclusive.
    public var systemExclusive: UnsafeRawBufferPointer {
        map.bytes(base.word(Place.systemExclusive))
    }
    /// How the values of the message are to be read.
    public var behaviour: RuntimeBehaviour {
        let (on, off) = (Int(base.half(Place.on)), Int(base.half(Place.off)))
        return switch base.byte(Place.behaviour) {
        case 1:
            .relative(
                RuntimeBehaviour.Encoding(rawValue: Int(base.byte(Place.encoding)))
                    ?? .twosComplement)
        case 2: .momentary(on: on, off: off)
        case 3: .latching(on: on, off: off)
        default: .absolute
        }
    }
    /// As in `RuntimeBinding`.
    public var acceleration: Double { Double(bitPattern: base.word(Place.acceleration)) }
    /// Places of its targets, at least one.
    public var targets: Range<Int> { range(base.word(Place.targets)) }
    /// Name of the control; makes a string.
    public var control: String { map.text(base.word(Place.control)) }
    /// Makes an array for System Exclusive messages.
    public var feedback: RuntimeFeedback? {
        guard let style = RuntimeFeedback.Style(rawValue: Int(base.byte(Place.feedbackStyle))),
            let kind = RuntimeMessage.Kind(rawValue: Int(base.byte(Place.feedbackKind)))
        else { return nil }
        let message = RuntimeMessage(
            kind, number: Int(Int32(bitPattern: base.quad(Place.feedbackNumber))),
            bytes: Array(map.bytes(base.word(Place.feedbackBytes))))
        return RuntimeFeedback(
            style: style, message: message, channel: Int(base.byte(Place.feedbackChannel)),
            on: Int(base.half(Place.feedbackOn)), off: Int(base.half(Place.feedbackOff)))
    }
    /// Makes an array for System Exclusive messages.
    public var message: RuntimeMessage {
        RuntimeMessage(kind, number: number, bytes: Array(systemExclusive))
    }
}

/// A target, where it lies in the file.
public struct TargetRecord {
    typealias Place = RuntimeMapLayout.Target
    let map: RuntimeMapView
    let base: UnsafeRawPointer

    /// The least value, in the parameter's own unit.
    public var minimum: Double { Double(bitPattern: base.word(Place.minimum)) }
    /// The greatest value, in the parameter's own unit.
    public var maximum: Double { Double(bitPattern: base.word(Place.maximum)) }
    /// The value at the start, in the parameter's own unit.
    public var defaultValue: Double { Double(bitPattern: base.word(Place.defaultValue)) }
    /// Where the used part of the range begins, 0...1.
    public var lower: Double { Double(bitPattern: base.word(Place.lower)) }
    /// Where the used part of the range ends, 0...1.
    public var upper: Double { Double(bitPattern: base.word(Place.upper)) }
    /// Part of the travel at the middle that reads as the middle.
    public var deadZone: Double { Double(bitPattern: base.word(Place.deadZone)) }
    /// How long the value is on its way; 0 for none.
    public var smoothingMilliseconds: Double { Double(bitPattern: base.word(Place.smoothing)) }
    /// How many values the way has; 0 for no steps.
    public var steps: Int { Int(base.quad(Place.steps)) }
    /// As in `RuntimeTarget`.
    public var group: Int { Int(base.quad(Place.group)) }
    /// -1 when the target is no parameter.
    public var parameter: Int { Int(Int32(bitPattern: base.quad(Place.parameter))) }
    /// Places for `RuntimeMapView.number`, rising values.
    public var choices: Range<Int> { range(base.word(Place.choices)) }
    /// Places for `RuntimeMapView.number`.
    public var curvePoints: Range<Int> { range(base.word(Place.points)) }
    /// Which values there are.
    public var kind: RuntimeTarget.Kind {
        RuntimeTarget.Kind(rawValue: Int(base.byte(Place.kind))) ?? .continuous
    }
    /// How positions are spread.
    public var curve: RuntimeTarget.Curve {
        RuntimeTarget.Curve(rawValue: Int(base.byte(Place.curve))) ?? .linear
    }
    /// What a button does.
    public var mode: RuntimeTarget.Mode {
        RuntimeTarget.Mode(rawValue: Int(base.byte(Place.mode))) ?? .direct
    }
    /// How a position that differs from the value takes it over.
    public var pickUp: RuntimeTarget.PickUp {
        RuntimeTarget.PickUp(rawValue: Int(base.byte(Place.pickUp))) ?? .jump
    }
    /// Whether the range is in multiples of the sample rate.
    public var scalesWithSampleRate: Bool { base.byte(Place.flags) & Place.scales != 0 }
    /// Whether the middle value of the message is position 0.5.
    public var isBipolar: Bool { base.byte(Place.flags) & Place.bipolar != 0 }
    /// Whether up is down.
    public var isInverted: Bool { base.byte(Place.flags) & Place.inverted != 0 }
    /// Makes a string.
    public var symbol: String { map.text(base.word(Place.symbol)) }

    /// What is sent; makes strings and arrays, so look once, when the map is loaded.
    public var route: RuntimeRoute {
        let output = Int(base.quad(Place.output))
        switch base.byte(Place.route) {
        case 1:
            let kind = RuntimeMessage.Kind(rawValue: Int(base.byte(Place.message)))
            let message = RuntimeMessage(
                kind ?? .controlChange, number: Int(Int32(bitPattern: base.quad(Place.number))),
                bytes: Array(map.bytes(base.word(Place.systemExclusive))))
            return .midi(
                output: output, channel: Int(base.byte(Place.channel)), message: message)
        case 2:
            return .osc(
                output: output, address: map.text(base.word(Place.address)),
                arguments: range(base.word(Place.arguments)).map(map.argument))
        case 3: return .layer(output)
        default: return .none
        }
    }
}

extension RuntimeMapView {
    fileprivate func argument(_ index: Int) -> RuntimeOSCArgument {
        let record = base + place(.arguments, index)
        return switch record.quad(0) {
        case 0: .int(Int32(bitPattern: record.quad(4)))
        case 1: .float(Float(bitPattern: record.quad(4)))
        case 2: .string(text(record.word(8)))
        case 3: .valueAsFloat
        case 4: .valueAsDouble
        case 5: .valueAsInt
        case 6: .valueAsBool
        default: .positionAsFloat
        }
    }
}
