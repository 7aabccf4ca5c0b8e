import ControlMap
import PluginCatalog
import RuntimeMap

/// Makes what the runtime plays.
public enum RuntimeMapGenerator {
    /// The runtime's map as JSON: numbers where the model has numbers, nothing left out but
    /// `curve-points` of curves without and `bipolar` that is false, bindings
    /// in the order in which a runtime looks them up. The same bytes for the same map.
    public static func generate(_ map: ResolvedMap) -> [UInt8] {
        runtimeMap(map).json()
    }

    /// The runtime's map.
    ///
    /// Controls that move nothing are left out. Bounds that the plugin does not state become 0 and
    /// 1, and the default is brought between the bounds.
    public static func runtimeMap(_ map: ResolvedMap) -> RuntimeMap {
        var bindings = map.controls.filter { !$0.targets.isEmpty }.map { runtimeBinding($0) }
        let order = bindings.indices.sorted { left, right in
            let (a, b) = (bindings[left], bindings[right])
            if a.channel != b.channel { return a.channel < b.channel }
            if a.message != b.message { return a.message < b.message }
            return left < right
        }
        bindings = order.map { bindings[$0] }
        var id = 0
        for binding in bindings.indices {
            for target in bindings[binding].targets.indices {
                bindings[binding].targets[target].id = id
                id += 1
            }
        }
        return RuntimeMap(
            name: map.name,
            device: RuntimeDevice(manufacturer: map.device.manufacturer, model: map.device.model),
            plugin: map.plugin.map {
                RuntimePlugin(
                    format: $0.identity.format.rawValue, uri: $0.identity.uri, name: $0.name)
            }, bindings: bindings)
    }
}

private func runtimeBinding(_ control: ResolvedControl) -> RuntimeBinding {
    RuntimeBinding(
        control: control.id, channel: control.channel, message: RuntimeMessage(of: control.message),
        behaviour: RuntimeBehaviour(control.behaviour),
        targets: control.targets.map { RuntimeTarget($0) },
        feedback: control.feedback.map {
            RuntimeFeedback(
                style: .lamp, message: RuntimeMessage(of: control.message),
                channel: control.channel, on: $0.on, off: $0.off)
        })
}

extension RuntimeMessage {
    fileprivate init(of message: ControllerMessage) {
        switch message {
        case .controlChange(let number, let bits):
            self.init(bits == 14 ? .controlChange14 : .controlChange, number: number)
        case .note(let number): self.init(.note, number: number)
        case .nrpn(let number): self.init(.nrpn, number: number)
        case .rpn(let number): self.init(.rpn, number: number)
        case .pitchBend: self.init(.pitchBend)
        case .channelPressure: self.init(.channelPressure)
        case .polyPressure(let note): self.init(.polyPressure, number: note)
        case .programChange(let program): self.init(.programChange, number: program ?? -1)
        case .systemExclusive(let bytes): self.init(.systemExclusive, bytes: bytes)
        }
    }
}

extension RuntimeBehaviour {
    fileprivate init(_ behaviour: ElementBehaviour) {
        switch behaviour {
        case .absolute: self = .absolute
        case .relative(let encoding): self = .relative(Encoding(encoding))
        case .button(let button):
            switch button.action {
            case .momentary: self = .momentary(on: button.on, off: button.off)
            case .latching: self = .latching(on: button.on, off: button.off)
            }
        }
    }
}

extension RuntimeBehaviour.Encoding {
    fileprivate init(_ encoding: RelativeEncoding) {
        switch encoding {
        case .twosComplement: self = .twosComplement
        case .binaryOffset: self = .binaryOffset
        case .signBit: self = .signBit
        case .signBitUp: self = .signBitUp
        }
    }
}

extension RuntimeTarget {
    fileprivate init(_ target: ResolvedTarget) {
        let parameter = target.parameter
        let shaping = target.shaping
        let minimum = parameter.minimum ?? min(0, parameter.maximum ?? 0)
        let maximum = max(minimum, parameter.maximum ?? max(1, minimum))
        self.init(
            id: 0, parameter: parameter.index, symbol: parameter.symbol,
            kind: Kind(parameter.kind), minimum: minimum, maximum: maximum,
            defaultValue: min(max(parameter.defaultValue ?? minimum, minimum), maximum))
        scalesWithSampleRate = parameter.scalesWithSampleRate
        if kind == .choices { choices = parameter.choices.map(\.value) }
        curve = Curve(shaping.curve, isLogarithmic: parameter.isLogarithmic && minimum > 0)
        if !shaping.curvePoints.isEmpty {
            curve = .points
            curvePoints = shaping.curvePoints
        }
        isBipolar = shaping.isBipolar
        lower = shaping.lower
        upper = shaping.upper
        isInverted = shaping.isInverted
        mode = Mode(shaping.mode)
        steps = shaping.steps ?? 0
        pickUp = PickUp(shaping.pickUp)
        deadZone = shaping.deadZone
        smoothingMilliseconds = shaping.smoothingMilliseconds
    }
}

extension RuntimeTarget.Kind {
    fileprivate init(_ kind: PluginParameter.Kind) {
        switch kind {
        case .continuous: self = .continuous
        case .discrete: self = .wholeNumbers
        case .boolean: self = .offOn
        case .choice: self = .choices
        }
    }
}

extension RuntimeTarget.Curve {
    /// A range that touches zero has no logarithm: there a natural curve is a straight line.
    fileprivate init(_ curve: Shaping.Curve, isLogarithmic: Bool) {
        switch curve {
        case .natural: self = isLogarithmic ? .logarithmic : .linear
        case .linear: self = .linear
        case .exponential: self = .exponential
        case .logarithmic: self = .logarithmic
        }
    }
}

extension RuntimeTarget.Mode {
    fileprivate init(_ mode: Shaping.Mode) {
        switch mode {
        case .direct: self = .direct
        case .toggle: self = .toggle
        case .momentary: self = .momentary
        case .radio: self = .radio
        case .cycle: self = .cycle
        }
    }
}

extension RuntimeTarget.PickUp {
    fileprivate init(_ pickUp: Shaping.PickUp) {
        switch pickUp {
        case .jump: self = .jump
        case .pickup: self = .pickup
        case .scale: self = .scale
        }
    }
}
