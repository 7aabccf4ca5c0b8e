/// What a controller's element sends, without its channel.
public enum ControllerMessage: Hashable, Sendable {
    /// Control Change; with 14 bits, `number` (0...31) carries the high half and `number + 32` the low.
    case controlChange(number: Int, bits: Int)
    case note(number: Int)
    /// Parameter number 0...16383, sent as CC 99, 98, 6 and 38.
    case nrpn(number: Int)
    /// Parameter number 0...16383, sent as CC 101, 100, 6 and 38.
    case rpn(number: Int)
    case pitchBend
    case channelPressure
    case polyPressure(note: Int)
    case programChange(program: Int?)
    /// Complete message, from 0xF0 to 0xF7.
    case systemExclusive([UInt8])
}

/// How an element's values are to be read.
public enum ElementBehaviour: Hashable, Sendable {
    /// A position: knob, fader, wheel, sensor.
    case absolute
    /// Steps up and down from an endless encoder.
    case relative(RelativeEncoding)
    case button(ButtonBehaviour)
}

/// How an endless encoder writes a step into a 7-bit value.
///
/// - Source: the four encodings that hosts know; Ardour calls them `enc-2`, `enc-b`, `enc-l`, `enc-r`.
public enum RelativeEncoding: String, Hashable, Sendable, CaseIterable {
    /// 1...63 up, 127...65 down.
    case twosComplement = "twos-complement"
    /// 65...127 up, 63...1 down.
    case binaryOffset = "binary-offset"
    /// Bit 6 clear: up; set: down. Mackie Control's.
    case signBit = "sign-bit"
    /// Bit 6 set: up; clear: down.
    case signBitUp = "sign-bit-up"
}

/// What a button sends when it is pressed and let go.
public struct ButtonBehaviour: Hashable, Sendable {
    /// When it sends.
    public enum Action: String, Hashable, Sendable, CaseIterable {
        /// `on` when pressed, `off` when let go.
        case momentary
        /// `on` at one press, `off` at the next; nothing when let go.
        case latching
    }

    public var action: Action
    /// Values sent, 0...127; for notes the velocities.
    public var on: Int
    public var off: Int

    public init(_ action: Action, on: Int = 127, off: Int = 0) {
        self.action = action
        self.on = on
        self.off = off
    }
}
