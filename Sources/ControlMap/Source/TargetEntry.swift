import Diagnostics
import SourceText

/// The `midi` of a control or target.
public struct MIDIEntry: Sendable, Equatable {
    /// The output that the manifest declares.
    public var output: Located<String>
    /// The message; its channel is the control's where it says none.
    public var send: SendEntry
    /// The values at the ends of the range, where they are not all that the message has.
    public var values: Located<ControlEntry.Span>?

    /// A message to an output.
    public init(
        output: Located<String>, send: SendEntry, values: Located<ControlEntry.Span>? = nil
    ) {
        self.output = output
        self.send = send
        self.values = values
    }
}

/// The `osc` of a control or target.
public struct OSCEntry: Sendable, Equatable {
    /// The output that the manifest declares.
    public var output: Located<String>
    /// Where the message goes in the program that takes it.
    public var address: Located<String>
    /// What it carries.
    public var arguments: [OSCArgument]
    /// The values at the ends of the range; 0 and 1 where nothing is said.
    public var values: Located<ControlEntry.Span>?

    /// A message to an output.
    public init(
        output: Located<String>, address: Located<String>, arguments: [OSCArgument],
        values: Located<ControlEntry.Span>? = nil
    ) {
        self.output = output
        self.address = address
        self.arguments = arguments
        self.values = values
    }
}

/// The `feedback` of a control.
public struct FeedbackEntry: Sendable, Equatable {
    /// `nil`: a lamp for what is pressed, a position for everything else.
    public var style: Located<Feedback.Style>?
    /// The value for on, or for the upper end.
    public var on: Located<Int>?
    /// The value for off, or for the lower end.
    public var off: Located<Int>?
    /// What is sent, where it is not what the control sends.
    public var send: SendEntry?

    /// As usual in everything.
    public init() {}
}
