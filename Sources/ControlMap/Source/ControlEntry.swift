import Diagnostics
import SourceText

/// One control of a map as it was written.
public struct ControlEntry: Sendable, Equatable {
    public var id: Located<String>
    public var name: Located<String>?
    public var description: Located<String>?
    /// What kind of element it is; audio-control's dialect only, a profile knows it otherwise.
    public var kind: Located<ElementKind>?
    /// The button group it was written in; audio-control's dialect only.
    public var group: Located<String>?
    public var send: SendEntry?
    public var parameter: Located<ParameterReference>?
    /// Part of the parameter's range that is used.
    public var range: Located<Span>?
    /// The values that the element sends; audio-control's dialect only.
    public var sentRange: Located<Span>?
    public var invert: Located<Bool>?
    public var curve: Located<Shaping.Curve>?
    public var mode: Located<Shaping.Mode>?
    public var pickUp: Located<Shaping.PickUp>?
    public var steps: Located<Int>?
    public var deadZone: Located<Double>?
    /// In milliseconds.
    public var smoothing: Located<Double>?
    public var feedback: Located<Feedback>?
    /// Entries that nothing reads.
    public var unknownEntries: [SourceEntry] = []

    public init(id: Located<String>) { self.id = id }

    /// Two numbers in the order they were written.
    public struct Span: Sendable, Equatable {
        public var lower: Double
        public var upper: Double

        public init(lower: Double, upper: Double) {
            self.lower = lower
            self.upper = upper
        }
    }
}

/// What an element of a controller is.
public enum ElementKind: String, Sendable, CaseIterable {
    case knob, fader, encoder, button, pad, wheel, pedal

    /// Whether it is pressed rather than moved.
    public var isPressed: Bool { self == .button || self == .pad }
}

/// The `send` of a control or of a profile's element.
public struct SendEntry: Sendable, Equatable {
    public var range: SourceRange
    /// A Control Change has 7 bits here; `bits` says the rest.
    public var message: Located<ControllerMessage>?
    public var channel: Located<Int>?
    public var bits: Located<Int>?
    public var encoder: Located<RelativeEncoding>?
    public var button: Located<ButtonBehaviour.Action>?
    public var on: Located<Int>?
    public var off: Located<Int>?
    /// Whether a message was named that could not be read; it was reported then.
    var hasUnreadMessage = false

    public init(range: SourceRange) { self.range = range }
}

/// How a map names a parameter.
public enum ParameterReference: Hashable, Sendable {
    /// Nothing is moved; what a base binds is taken away.
    case none
    case symbol(String)
    case name(String)
    /// A bare text: a symbol or else a name.
    case text(String)
    /// A number among all control ports; `base` is `nil` when the map does not say from where it
    /// counts, which only audio-control's dialect may leave open.
    case number(Int, base: Int?)
    /// audio-control's words for what is no parameter.
    case bypass, window
}
