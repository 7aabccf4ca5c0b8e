import ControlMap
import PluginCatalog

/// What an element sends, as far as Ardour tells it apart.
enum ArdourHardware: Hashable, CaseIterable {
    /// Control Change from a knob, fader, wheel or pedal.
    case position
    /// Notes whose velocity is the value.
    case velocity
    case bend
    /// Control Change from an endless encoder.
    case steps
    /// Control Change from a button: `on` when pressed, `off` when let go.
    case pushButton
    /// Control Change from a button: `on` at one press, `off` at the next.
    case latchingButton
    case pushNote
    case latchingNote
}

/// Parameters, as far as Ardour treats them differently.
struct ArdourParameters: OptionSet, Hashable {
    let rawValue: UInt8
    static let switches = Self(rawValue: 1)
    /// Whole numbers and named choices.
    static let whole = Self(rawValue: 2)
    static let continuous = Self(rawValue: 4)
    static let ranges: Self = [whole, continuous]
    static let all: Self = [switches, ranges]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ target: ArdourTarget) {
        switch target.parameter.kind {
        case _ where target.isSwitch: self = .switches
        case .boolean: self = .switches
        case .discrete, .choice: self = .whole
        case .continuous: self = .continuous
        }
    }
}

/// What a button must send for a binding to act as it should.
enum ArdourButtonValues: Hashable {
    case any
    /// `on` at or above 64, `off` below.
    case acrossTheMiddle
    /// `on` 127 and `off` 0 or 1: the ends of the range.
    case ends
    /// Velocity of `on` above 0, of `off` 0.
    case noteOnAndOff

    func accept(_ button: ButtonBehaviour) -> Bool {
        switch self {
        case .any: true
        case .acrossTheMiddle: button.on >= 64 && button.off < 64
        case .ends: button.on == 127 && button.off <= 1
        case .noteOnAndOff: button.on > 0 && button.off == 0
        }
    }
}

/// How a control is bound, or why it cannot be.
enum ArdourVerdict: Hashable {
    case bind(ArdourEvent, momentary: Bool = false, sending: ArdourButtonValues = .any)
    /// Bound by the event of the encoder's own encoding.
    case bindEncoder
    case refuse(ArdourRefusal)
}

/// One line of the table.
struct ArdourRule {
    var hardware: ArdourHardware
    var parameters: ArdourParameters
    var modes: [Shaping.Mode]
    var verdict: ArdourVerdict

    init(
        _ hardware: ArdourHardware, _ parameters: ArdourParameters, _ modes: [Shaping.Mode],
        _ verdict: ArdourVerdict
    ) {
        self.hardware = hardware
        self.parameters = parameters
        self.modes = modes
        self.verdict = verdict
    }
}

/// Which event does in Ardour what a map means, for all that an element may send, every kind of
/// parameter and every mode. Exactly one line holds for each combination.
///
/// - Source: behaviour of Ardour 7.3, measured; the code is the same from 6.9 to 9.8.
///   - `ctl` spreads 0...127 over a range; a switch flips at 64 and more and ignores the rest.
///   - `ctl-toggle` does the same to a range; a switch flips at 64 and more, and less is off.
///   - `note` takes the velocity for a range; a switch flips at note-on. With `momentary`, note-off
///     counts as well: its velocity for a range, one more flip for a switch.
///   - A note binding never hears a Control Change.
let ardourRules: [ArdourRule] = [
    ArdourRule(.position, .ranges, [.direct], .bind(.control)),
    ArdourRule(.position, .switches, [.direct], .refuse(.knobOnSwitch)),
    ArdourRule(.position, .all, [.toggle, .momentary, .radio, .cycle], .refuse(.modeNeedsButton)),

    ArdourRule(.velocity, .ranges, [.direct], .bind(.note)),
    ArdourRule(.velocity, .switches, [.direct], .refuse(.knobOnSwitch)),
    ArdourRule(.velocity, .all, [.toggle, .momentary, .radio, .cycle], .refuse(.modeNeedsButton)),

    ArdourRule(.bend, .all, [.direct], .bind(.pitchBend)),
    ArdourRule(.bend, .all, [.toggle, .momentary, .radio, .cycle], .refuse(.modeNeedsButton)),

    ArdourRule(.steps, .continuous, [.direct], .bindEncoder),
    ArdourRule(.steps, .whole, [.direct], .refuse(.encoderOnWholeNumbers)),
    ArdourRule(.steps, .switches, [.direct], .refuse(.encoderOnSwitch)),
    ArdourRule(.steps, .all, [.toggle, .momentary, .radio, .cycle], .refuse(.modeNeedsButton)),

    ArdourRule(
        .pushButton, .switches, [.toggle], .bind(.control, sending: .acrossTheMiddle)),
    ArdourRule(
        .pushButton, .switches, [.direct, .momentary],
        .bind(.controlToggle, sending: .acrossTheMiddle)),
    ArdourRule(.pushButton, .ranges, [.direct], .bind(.control)),
    ArdourRule(.pushButton, .ranges, [.momentary], .bind(.control, sending: .ends)),
    ArdourRule(.pushButton, .ranges, [.toggle], .refuse(.toggleNeedsSwitch)),
    ArdourRule(.pushButton, .all, [.radio], .refuse(.radio)),
    ArdourRule(.pushButton, .all, [.cycle], .refuse(.cycle)),

    ArdourRule(
        .latchingButton, .switches, [.direct, .toggle],
        .bind(.controlToggle, sending: .acrossTheMiddle)),
    ArdourRule(.latchingButton, .ranges, [.direct], .bind(.control)),
    ArdourRule(.latchingButton, .ranges, [.toggle], .bind(.control, sending: .ends)),
    ArdourRule(.latchingButton, .all, [.momentary], .refuse(.latchingCannotHold)),
    ArdourRule(.latchingButton, .all, [.radio], .refuse(.radio)),
    ArdourRule(.latchingButton, .all, [.cycle], .refuse(.cycle)),

    ArdourRule(.pushNote, .switches, [.toggle], .bind(.note, sending: .noteOnAndOff)),
    ArdourRule(
        .pushNote, .switches, [.direct, .momentary],
        .bind(.note, momentary: true, sending: .noteOnAndOff)),
    ArdourRule(.pushNote, .ranges, [.direct], .bind(.note, momentary: true)),
    ArdourRule(.pushNote, .ranges, [.momentary], .bind(.note, momentary: true, sending: .ends)),
    ArdourRule(.pushNote, .ranges, [.toggle], .refuse(.toggleNeedsSwitch)),
    ArdourRule(.pushNote, .all, [.radio], .refuse(.radio)),
    ArdourRule(.pushNote, .all, [.cycle], .refuse(.cycle)),

    ArdourRule(
        .latchingNote, .switches, [.direct, .toggle],
        .bind(.note, momentary: true, sending: .noteOnAndOff)),
    ArdourRule(.latchingNote, .ranges, [.direct], .bind(.note, momentary: true)),
    ArdourRule(.latchingNote, .ranges, [.toggle], .bind(.note, momentary: true, sending: .ends)),
    ArdourRule(.latchingNote, .all, [.momentary], .refuse(.latchingCannotHold)),
    ArdourRule(.latchingNote, .all, [.radio], .refuse(.radio)),
    ArdourRule(.latchingNote, .all, [.cycle], .refuse(.cycle)),
]

/// The table's answer for one combination.
func ardourVerdict(
    _ hardware: ArdourHardware, _ parameters: ArdourParameters, _ mode: Shaping.Mode
) -> ArdourVerdict {
    let rule = ardourRules.first {
        $0.hardware == hardware && $0.parameters.contains(parameters) && $0.modes.contains(mode)
    }
    guard let rule else { preconditionFailure("The table has no line for \(hardware), \(mode).") }
    return rule.verdict
}
