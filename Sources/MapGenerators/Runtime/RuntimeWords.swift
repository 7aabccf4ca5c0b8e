import ControlMap
import PluginCatalog
import RuntimeMap

// What maps say, in the words of the runtime.

extension RuntimeMessage {
    init(of message: ControllerMessage) {
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
    init(_ behaviour: ElementBehaviour) {
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

extension RuntimeTarget.Kind {
    init(_ kind: PluginParameter.Kind) {
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
    init(_ curve: Shaping.Curve, isLogarithmic: Bool) {
        switch curve {
        case .natural: self = isLogarithmic ? .logarithmic : .linear
        case .linear: self = .linear
        case .exponential: self = .exponential
        case .logarithmic: self = .logarithmic
        }
    }
}

extension RuntimeTarget.Mode {
    init(_ mode: Shaping.Mode) {
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
    init(_ pickUp: Shaping.PickUp) {
        switch pickUp {
        case .jump: self = .jump
        case .pickup: self = .pickup
        case .scale: self = .scale
        }
    }
}

extension RuntimeOSCArgument {
    init(_ argument: OSCArgument) {
        switch argument {
        case .int(let number): self = .int(number)
        case .float(let number): self = .float(number)
        case .string(let text): self = .string(text)
        case .value: self = .valueAsFloat
        case .valueAsDouble: self = .valueAsDouble
        case .valueAsInt: self = .valueAsInt
        case .valueAsBool: self = .valueAsBool
        case .position: self = .positionAsFloat
        }
    }
}

extension RuntimeFeedback {
    init(_ feedback: Feedback, of control: ResolvedControl) {
        self.init(
            style: feedback.style == .lamp ? .lamp : .position,
            message: RuntimeMessage(of: feedback.message ?? control.message),
            channel: feedback.channel ?? control.channel, on: feedback.on, off: feedback.off)
    }
}

extension RuntimeOutput {
    init(_ declared: OutputDeclaration) {
        switch declared.kind {
        case .midi(let port, let bytesPerSecond):
            self.init(
                name: declared.name,
                kind: .midi(RuntimePort(request: port, bytesPerSecond: bytesPerSecond)))
        case .osc(let address, let timing, let bundling):
            self.init(
                name: declared.name,
                kind: .osc(
                    RuntimeOSCTarget(
                        address: address, timing: RuntimeOSCTarget.Timing(timing),
                        bundling: bundling == .auto ? .auto : .never)))
        }
    }
}

extension RuntimeOSCTarget.Timing {
    fileprivate init(_ timing: OutputDeclaration.Timing) {
        switch timing {
        case .live: self = .live
        case .bundle: self = .bundle
        case .argument: self = .argument
        }
    }
}
