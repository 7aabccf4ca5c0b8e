import ControlMap

/// What a binding listens to; the raw value is the attribute's name.
///
/// - Source: Ardour's Generic MIDI surface, measured in 7.3.
enum ArdourEvent: String, CaseIterable {
    /// Continuous: 0 and 1 are the minimum, 127 the maximum. On a switch, 64 and more flips it.
    case control = "ctl"
    /// As `ctl`, but on a switch less than 64 turns it off.
    case controlToggle = "ctl-toggle"
    /// Continuous: the velocity. On a switch, note-on flips it; `momentary`: note-off too.
    case note
    /// 14 bits. On a switch: on above the middle, else off.
    case pitchBend = "pb"
    case encoderSignBit = "enc-l"
    case encoderSignBitUp = "enc-r"
    case encoderTwosComplement = "enc-2"
    case encoderBinaryOffset = "enc-b"

    init(_ encoding: RelativeEncoding) {
        switch encoding {
        case .twosComplement: self = .encoderTwosComplement
        case .binaryOffset: self = .encoderBinaryOffset
        case .signBit: self = .encoderSignBit
        case .signBitUp: self = .encoderSignBitUp
        }
    }

    var isEncoder: Bool {
        switch self {
        case .encoderSignBit, .encoderSignBitUp, .encoderTwosComplement, .encoderBinaryOffset: true
        default: false
        }
    }

    /// Whether a parameter that is no switch waits for this event to meet its value, unless the
    /// map is motorized.
    var takesOver: Bool { self == .control || self == .controlToggle || self == .pitchBend }
}

/// One line of a map.
struct ArdourBinding: Hashable {
    /// 1...16.
    var channel: Int
    var event: ArdourEvent
    /// Controller or note; 0 for pitch bend.
    var number: Int
    var isMomentary = false
    var address: String
}
