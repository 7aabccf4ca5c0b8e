/// What a target sends when its value changes.
public enum RuntimeRoute: Sendable, Equatable {
    /// Nothing: the map's host binds the parameter by itself.
    case none
    /// A MIDI message to an output, its value the target's value.
    case midi(output: Int, channel: Int, message: RuntimeMessage)
    /// An OSC message to an output.
    case osc(output: Int, address: String, arguments: [RuntimeOSCArgument])
    /// A layer of this map, in force while the value is above the middle; then the one that was in
    /// force before. A target in mode radio only puts its layer in force: pages.
    case layer(Int)
}

/// An argument of an OSC message: a constant, or the target's value in one of OSC's types.
public enum RuntimeOSCArgument: Sendable, Equatable {
    case int(Int32)
    case float(Float)
    case string(String)
    /// The value in the target's own unit.
    case valueAsFloat
    case valueAsDouble
    case valueAsInt
    /// `T` or `F`.
    case valueAsBool
    /// The value's place in the target's range, 0...1, after the curve.
    case positionAsFloat
}
