import Diagnostics
import SourceText

/// One control of a map as it was written.
public struct ControlEntry: Sendable, Equatable {
    /// Unique in the map; the id of an element where there is a profile.
    public var id: Located<String>
    /// Shown, and compared with the parameter's name.
    public var name: Located<String>?
    /// For people.
    public var description: Located<String>?
    /// What kind of element it is, where no profile knows it.
    public var kind: Located<ElementKind>?
    /// The button group it was written in; audio-control's dialect only.
    public var group: Located<String>?
    /// The id as it was written, where that of its group was put before it.
    var writtenID: String?
    /// The whole of what was written; audio-control's dialects only.
    public var node: SourceRange?
    /// What it sends, where the map says so.
    public var send: SendEntry?
    /// What it moves.
    public var parameter: Located<ParameterReference>?
    /// Where `base` stands, when the parameter is a number that says from where it counts.
    public var baseRange: SourceRange?
    /// What the parameter is called, as the map says beside its number; audio-control's dialects
    /// only.
    public var parameterName: Located<String>?
    /// Part of the parameter's range that is used.
    public var range: Located<Span>?
    /// The values that the element sends; audio-control's dialect only.
    public var sentRange: Located<Span>?
    /// Whether up is down.
    public var invert: Located<Bool>?
    /// How positions become values.
    public var curve: Located<Shaping.Curve>?
    /// How positions become values, point by point; in the place of `curve`.
    public var curvePoints: Located<[Double]>?
    /// Whether the middle value that is sent is exactly the middle.
    public var bipolar: Located<Bool>?
    /// What a button does.
    public var mode: Located<Shaping.Mode>?
    /// What happens when position and value differ.
    public var pickUp: Located<Shaping.PickUp>?
    /// 2 or more.
    public var steps: Located<Int>?
    /// 0 up to 1.
    public var deadZone: Located<Double>?
    /// In milliseconds.
    public var smoothing: Located<Double>?
    /// How much further a fast turn of an endless encoder goes.
    public var acceleration: Located<Double>?
    /// What is sent back.
    public var feedback: Located<FeedbackEntry>?
    /// In which layers it is heard; in all that do not bind it anew when it does not say.
    public var layers: Located<[Located<String>]>?
    /// The MIDI message it sends on; `nil` inside when what a base says is taken away.
    public var midi: Located<MIDIEntry?>?
    /// The OSC message it sends; `nil` inside when what a base says is taken away.
    public var osc: Located<OSCEntry?>?
    /// The layer it puts in force; `nil` inside when what a base says is taken away.
    public var layerSwitch: Located<String?>?
    /// More targets, each with one of `parameter`, `midi`, `osc` and `layerSwitch` and with its own
    /// shaping; what one does not say, the control says.
    public var targets: Located<[ControlEntry]>?
    /// What it says besides; audio-control's dialects only.
    public var keptEntries: [KeptEntry] = []

    /// Nothing said but the least.
    public init(id: Located<String>) { self.id = id }

    /// Its id, and the layers that it is for, for a person: `knob-1 in filter and envelope`.
    public var spokenKey: String {
        guard let layers else { return id.value }
        return id.value + " in " + layers.value.map(\.value).joined(separator: " and ")
    }

    /// Its id, and the layers that it is for: what one file says under a key, a base may say under the
    /// same.
    var key: String {
        guard let layers else { return id.value }
        return ([id.value] + layers.value.map(\.value).sorted()).joined(separator: "\u{0}")
    }

    /// Two numbers in the order they were written.
    public struct Span: Sendable, Equatable {
        /// The first number.
        public var lower: Double
        /// The second number.
        public var upper: Double

        /// Nothing said but the least.
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
    /// The whole of `send`.
    public var range: SourceRange
    /// A Control Change has 7 bits here; `bits` says the rest.
    public var message: Located<ControllerMessage>?
    /// 1...16, where it differs from the map's.
    public var channel: Located<Int>?
    /// 7 or 14.
    public var bits: Located<Int>?
    /// How an endless encoder writes its steps.
    public var encoder: Located<RelativeEncoding>?
    /// What a button sends when it is let go.
    public var button: Located<ButtonBehaviour.Action>?
    /// 0...127.
    public var on: Located<Int>?
    /// 0...127.
    public var off: Located<Int>?
    /// Whether a message was named that could not be read; it was reported then.
    var hasUnreadMessage = false

    /// Nothing said but the least.
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
