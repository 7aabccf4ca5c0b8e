import ControlMap

extension ArdourHardware {
    /// What `control` sends, as Ardour hears it.
    ///
    /// - Throws: `ArdourRefusal` when Ardour cannot hear it at all.
    init(_ control: ResolvedControl) throws(ArdourRefusal) {
        guard (1...16).contains(control.channel) else { throw .outOfRange }
        switch control.message {
        case .controlChange(let number, let bits):
            guard bits == 7 else { throw .fourteenBit }
            guard (0...127).contains(number) else { throw .outOfRange }
            self = Self.controller(control.behaviour)
        case .note(let number):
            guard (0...127).contains(number) else { throw .outOfRange }
            self = try Self.note(control.behaviour)
        case .pitchBend: self = try Self.bend(control.behaviour)
        case .nrpn, .rpn: throw .parameterNumber
        case .channelPressure, .polyPressure: throw .pressure
        case .programChange: throw .programChange
        case .systemExclusive: throw .systemExclusive
        }
    }

    private static func controller(_ behaviour: ElementBehaviour) -> ArdourHardware {
        switch behaviour {
        case .absolute: .position
        case .relative: .steps
        case .button(let button): button.action == .momentary ? .pushButton : .latchingButton
        }
    }

    private static func note(
        _ behaviour: ElementBehaviour
    ) throws(ArdourRefusal) -> ArdourHardware {
        switch behaviour {
        case .absolute: return .velocity
        case .relative: throw .encoderMessage
        case .button(let button): return button.action == .momentary ? .pushNote : .latchingNote
        }
    }

    private static func bend(
        _ behaviour: ElementBehaviour
    ) throws(ArdourRefusal) -> ArdourHardware {
        switch behaviour {
        case .absolute: return .bend
        case .relative: throw .encoderMessage
        case .button: throw .buttonMessage
        }
    }
}

extension ControllerMessage {
    /// The number that a binding carries: controller or note, 0 for pitch bend.
    var ardourNumber: Int {
        switch self {
        case .controlChange(let number, _), .note(let number): number
        default: 0
        }
    }
}
