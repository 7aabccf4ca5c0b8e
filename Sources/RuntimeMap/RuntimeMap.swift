/// Everything a player of maps must know, looked up and in numbers.
public struct RuntimeMap: Sendable, Equatable {
    /// The version of this model, raised when its meaning changes.
    public static let currentVersion = 2

    public var version: Int
    public var name: String
    public var device: RuntimeDevice
    /// `nil` when the map is for no plugin.
    public var plugin: RuntimePlugin?
    /// Where messages go; routes and feedback name them by their place here.
    public var outputs: [RuntimeOutput]
    /// Names of the layers, of which one is in force at a time, the first from the start. Empty when
    /// the map has just one.
    public var layers: [String]
    /// By channel, then message; bindings of one message are neighbours, in the map's order.
    public var bindings: [RuntimeBinding]

    public init(
        version: Int = RuntimeMap.currentVersion, name: String, device: RuntimeDevice,
        plugin: RuntimePlugin?, outputs: [RuntimeOutput] = [], layers: [String] = [],
        bindings: [RuntimeBinding]
    ) {
        self.version = version
        self.name = name
        self.device = device
        self.plugin = plugin
        self.outputs = outputs
        self.layers = layers
        self.bindings = bindings
    }
}

/// The controller, as ports and people name it.
public struct RuntimeDevice: Sendable, Equatable {
    public var manufacturer: String
    public var model: String
    /// The port it sends from and takes feedback at, as a person would ask for it; empty for its model.
    public var port: String

    public init(manufacturer: String, model: String, port: String = "") {
        self.manufacturer = manufacturer
        self.model = model
        self.port = port
    }
}

/// The plugin whose parameters move.
public struct RuntimePlugin: Sendable, Equatable {
    /// For example `lv2`.
    public var format: String
    public var uri: String
    public var name: String

    public init(format: String, uri: String, name: String) {
        self.format = format
        self.uri = uri
        self.name = name
    }
}

/// One message and what it moves.
public struct RuntimeBinding: Sendable, Equatable {
    /// Id of the controller's element.
    public var control: String
    /// 1...16.
    public var channel: Int
    public var message: RuntimeMessage
    public var behaviour: RuntimeBehaviour
    /// Bit n: heard while layer n is in force. All ones: heard in every layer.
    public var layers: UInt64
    /// At least one.
    public var targets: [RuntimeTarget]
    public var feedback: RuntimeFeedback?
    /// How much further a fast turn of an encoder goes: a tick counts up to `1 + acceleration` times
    /// when ticks come without a pause, once when a tenth of a second lies between. 0 for none.
    public var acceleration: Double

    public init(
        control: String, channel: Int, message: RuntimeMessage, behaviour: RuntimeBehaviour,
        layers: UInt64 = .max, targets: [RuntimeTarget], feedback: RuntimeFeedback?
    ) {
        self.control = control
        self.channel = channel
        self.message = message
        self.behaviour = behaviour
        self.layers = layers
        self.targets = targets
        self.feedback = feedback
        acceleration = 0
    }
}

/// What is sent back to the controller, so that it shows the value of the binding's first target.
public struct RuntimeFeedback: Sendable, Equatable {
    /// What the element shows.
    public enum Style: Int, Sendable, CaseIterable {
        /// `on` above the middle of the range, else `off`: a lamp.
        case lamp = 0
        /// From `off` to `on` in step with the position: a ring of lamps, a motor fader.
        case position = 1
    }

    public var style: Style
    /// What is sent; the control's own message unless the device wants another.
    public var message: RuntimeMessage
    /// 1...16.
    public var channel: Int
    /// 0...127; 0...16383 where the message has 14 bits.
    public var on: Int
    public var off: Int

    public init(style: Style, message: RuntimeMessage, channel: Int, on: Int, off: Int) {
        self.style = style
        self.message = message
        self.channel = channel
        self.on = on
        self.off = off
    }
}
