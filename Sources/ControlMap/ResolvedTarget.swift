import PluginCatalog

/// What a control moves, and how its position becomes a value.
public struct ResolvedTarget: Sendable, Equatable {
    /// What can be moved.
    public enum Destination: Sendable, Equatable {
        /// A parameter as the descriptor has it.
        case parameter(PluginParameter)
        case midi(MIDIDestination)
        case osc(OSCDestination)
        /// The layer that is in force while the value is above the middle.
        case layer(String)
    }

    public var destination: Destination
    public var shaping: Shaping

    public init(_ destination: Destination, shaping: Shaping = Shaping()) {
        self.destination = destination
        self.shaping = shaping
    }

    public init(parameter: PluginParameter, shaping: Shaping = Shaping()) {
        self.init(.parameter(parameter), shaping: shaping)
    }

    /// The parameter; `nil` when something else is moved.
    public var parameter: PluginParameter? {
        guard case .parameter(let parameter) = destination else { return nil }
        return parameter
    }

    /// The output that messages go to; `nil` when none are sent.
    public var output: String? {
        switch destination {
        case .parameter, .layer: nil
        case .midi(let midi): midi.output
        case .osc(let osc): osc.output
        }
    }
}

/// A MIDI message that a target sends to an output.
public struct MIDIDestination: Hashable, Sendable {
    /// As the manifest declares it.
    public var output: String
    /// 1...16.
    public var channel: Int
    /// Of a program change without a number, the program is the value.
    public var message: ControllerMessage
    /// The values at the ends of the range.
    public var minimum: Double
    public var maximum: Double

    /// - Parameters:
    ///   - minimum: `nil` for the least that the message carries.
    ///   - maximum: `nil` for the greatest.
    public init(
        output: String, channel: Int, message: ControllerMessage, minimum: Double? = nil,
        maximum: Double? = nil
    ) {
        self.output = output
        self.channel = channel
        self.message = message
        self.minimum = minimum ?? 0
        self.maximum = maximum ?? Double(message.greatestValue)
    }
}

/// An OSC message that a target sends to an output.
public struct OSCDestination: Hashable, Sendable {
    /// As the manifest declares it.
    public var output: String
    public var address: String
    public var arguments: [OSCArgument]
    /// The values at the ends of the range.
    public var minimum: Double
    public var maximum: Double

    public init(
        output: String, address: String, arguments: [OSCArgument] = [.value], minimum: Double = 0,
        maximum: Double = 1
    ) {
        self.output = output
        self.address = address
        self.arguments = arguments
        self.minimum = minimum
        self.maximum = maximum
    }
}

/// An argument of an OSC message: a constant, or the target's value in one of OSC's types.
public enum OSCArgument: Hashable, Sendable {
    case int(Int32)
    case float(Float)
    case string(String)
    /// The value in the target's own unit, as `f`, `d`, `i`, or as `T` or `F`.
    case value, valueAsDouble, valueAsInt, valueAsBool
    /// The value's place in the range, 0...1, after the curve.
    case position

    /// The words for what is no constant.
    static let words: [(word: String, argument: OSCArgument)] = [
        ("value", .value), ("value:double", .valueAsDouble), ("value:int", .valueAsInt),
        ("value:bool", .valueAsBool), ("position", .position),
    ]

    /// As maps write it; empty for constants.
    public var word: String { Self.words.first { $0.argument == self }?.word ?? "" }
}

extension ControllerMessage {
    /// The greatest value that a message of this kind carries; 1 where it carries none.
    public var greatestValue: Int {
        switch self {
        case .controlChange(_, let bits): bits == 14 ? 16383 : 127
        case .nrpn, .rpn, .pitchBend: 16383
        case .note, .channelPressure, .polyPressure: 127
        case .programChange(let program): program == nil ? 127 : 1
        case .systemExclusive(let bytes):
            bytes.contains(0x81) ? 16383 : bytes.contains(0x80) ? 127 : 1
        }
    }
}
