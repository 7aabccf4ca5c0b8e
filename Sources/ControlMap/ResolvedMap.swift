import PluginCatalog

/// A map with everything looked up: each control's message, channel and parameter.
///
/// Holds no place in any file, so that a comment added to a map changes nothing downstream.
public struct ResolvedMap: Sendable, Equatable {
    /// The map's path in the workspace, for example `inputs/maps/jx10.yaml`.
    public var path: String
    public var name: String
    public var device: DeviceIdentity
    /// The port that the controller has, as a person would ask for it; empty for its model.
    public var port = ""
    /// `nil` for a template, which is only there to be extended, and for a map that moves no
    /// parameter.
    public var plugin: MappedPlugin?
    /// Channel of the map, 1...16; a control may differ.
    public var channel: Int
    /// Names of the layers, the first in force from the start; empty when there is just one.
    public var layers: [String] = []
    public var controls: [ResolvedControl]

    public init(
        path: String, name: String, device: DeviceIdentity, plugin: MappedPlugin?, channel: Int,
        controls: [ResolvedControl]
    ) {
        self.path = path
        self.name = name
        self.device = device
        self.plugin = plugin
        self.channel = channel
        self.controls = controls
    }

    /// The outputs that controls send to, sorted.
    public var outputs: [String] {
        Set(controls.flatMap { $0.targets.compactMap(\.output) }).sorted()
    }
}

/// A hardware controller.
public struct DeviceIdentity: Hashable, Sendable {
    /// The profile's id, for example `novation/launch-control-xl-3`; empty when the map has none.
    public var profile: String
    public var manufacturer: String
    public var model: String
    /// Strips that one bank of it shows, for hosts that bank; `nil` when the profile does not say.
    public var bankSize: Int?

    public init(profile: String, manufacturer: String, model: String, bankSize: Int? = nil) {
        self.profile = profile
        self.manufacturer = manufacturer
        self.model = model
        self.bankSize = bankSize
    }
}

/// The plugin a map is for.
public struct MappedPlugin: Hashable, Sendable {
    public var identity: PluginIdentity
    public var name: String
    public var manufacturer: String
    /// Which of its parameters some hosts leave out when they count.
    public var uncounted: UncountedParameters

    public init(
        identity: PluginIdentity, name: String, manufacturer: String,
        uncounted: UncountedParameters = UncountedParameters()
    ) {
        self.identity = identity
        self.name = name
        self.manufacturer = manufacturer
        self.uncounted = uncounted
    }

    /// A plugin as its descriptor names it.
    public init(_ descriptor: PluginDescriptor) {
        self.init(
            identity: descriptor.identity, name: descriptor.name,
            manufacturer: descriptor.manufacturer, uncounted: UncountedParameters(of: descriptor))
    }
}

/// One element of the controller and what it moves.
public struct ResolvedControl: Sendable, Equatable {
    public var id: String
    public var name: String
    /// 1...16.
    public var channel: Int
    public var message: ControllerMessage
    public var behaviour: ElementBehaviour
    /// What the host or the runtime sends back; `nil` when the map asks for none.
    public var feedback: Feedback?
    /// In which layers it is heard, in the map's order; empty for all.
    public var layers: [String] = []
    /// The group that takes turns in mode radio; empty where the mode is another, or none is stated.
    public var group = ""
    /// How many times further a fast turn of an endless encoder goes, 0...100; 0 for no further.
    public var acceleration = 0.0
    /// Empty when the control is declared but moves nothing.
    public var targets: [ResolvedTarget]

    public init(
        id: String, name: String, channel: Int, message: ControllerMessage,
        behaviour: ElementBehaviour, feedback: Feedback? = nil, targets: [ResolvedTarget]
    ) {
        self.id = id
        self.name = name
        self.channel = channel
        self.message = message
        self.behaviour = behaviour
        self.feedback = feedback
        self.targets = targets
    }
}

/// What is sent back to the controller, so that it shows the value of the control's first target.
public struct Feedback: Hashable, Sendable {
    /// What the element shows.
    public enum Style: String, Sendable, CaseIterable {
        /// `on` above the middle of the range, else `off`.
        case lamp
        /// From `off` to `on` in step with the position: a ring of lamps, a motor.
        case position
    }

    public var style: Style
    /// 0...127; 0...16383 where the message has 14 bits.
    public var on: Int
    public var off: Int
    /// `nil` for what the control sends.
    public var message: ControllerMessage?
    /// 1...16; `nil` for the control's.
    public var channel: Int?

    public init(
        on: Int, off: Int, style: Style = .lamp, message: ControllerMessage? = nil,
        channel: Int? = nil
    ) {
        self.style = style
        self.on = on
        self.off = off
        self.message = message
        self.channel = channel
    }
}

/// How a control's position becomes a value.
public struct Shaping: Sendable, Equatable {
    /// How positions become values.
    public enum Curve: String, Sendable, CaseIterable {
        /// As the parameter asks: logarithmic when it is marked so, else linear.
        case natural
        case linear, exponential, logarithmic
    }

    /// What a button does to its parameter.
    public enum Mode: String, Sendable, CaseIterable {
        /// Follows the element's value.
        case direct
        /// On and off in turn: a momentary button flips at each press, a latching one is followed.
        case toggle
        /// On while held.
        case momentary
        case radio, cycle
    }

    /// What happens when the element's position and the parameter's value differ.
    public enum PickUp: String, Sendable, CaseIterable {
        case jump, pickup, scale
    }

    /// Part of the parameter's range that is used, 0...1 of it after the curve; lower < upper.
    public var lower: Double
    public var upper: Double
    public var isInverted: Bool
    public var curve: Curve
    /// Values at evenly spaced positions from the first to the last, 0...1, joined by straight lines;
    /// in the place of `curve` unless empty.
    public var curvePoints: [Double] = []
    /// Whether the middle value that is sent, 64 or 8192, is exactly the middle of the travel.
    public var isBipolar = false
    public var mode: Mode
    public var pickUp: PickUp
    /// Number of steps the range is divided into; `nil` for none.
    public var steps: Int?
    /// Part of the travel at the middle that reads as the middle, 0..<1.
    public var deadZone: Double
    /// Time constant in milliseconds; 0 for none.
    public var smoothingMilliseconds: Double

    public init(
        lower: Double = 0, upper: Double = 1, isInverted: Bool = false, curve: Curve = .natural,
        mode: Mode = .direct, pickUp: PickUp = .jump, steps: Int? = nil, deadZone: Double = 0,
        smoothingMilliseconds: Double = 0
    ) {
        self.lower = lower
        self.upper = upper
        self.isInverted = isInverted
        self.curve = curve
        self.mode = mode
        self.pickUp = pickUp
        self.steps = steps
        self.deadZone = deadZone
        self.smoothingMilliseconds = smoothingMilliseconds
    }
}
