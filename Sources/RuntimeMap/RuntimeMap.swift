/// Everything a player of maps must know, looked up and in numbers.
public struct RuntimeMap: Sendable, Equatable {
    /// The version of this model, raised when its meaning changes.
    public static let currentVersion = 1

    public var version: Int
    public var name: String
    public var device: RuntimeDevice
    /// `nil` when the map is for no plugin.
    public var plugin: RuntimePlugin?
    /// By channel, then message; bindings of one message are neighbours, in the map's order.
    public var bindings: [RuntimeBinding]

    public init(
        version: Int = RuntimeMap.currentVersion, name: String, device: RuntimeDevice,
        plugin: RuntimePlugin?, bindings: [RuntimeBinding]
    ) {
        self.version = version
        self.name = name
        self.device = device
        self.plugin = plugin
        self.bindings = bindings
    }
}

/// The controller, as ports and people name it.
public struct RuntimeDevice: Sendable, Equatable {
    public var manufacturer: String
    public var model: String

    public init(manufacturer: String, model: String) {
        self.manufacturer = manufacturer
        self.model = model
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
    /// At least one.
    public var targets: [RuntimeTarget]
    public var feedback: RuntimeFeedback?

    public init(
        control: String, channel: Int, message: RuntimeMessage, behaviour: RuntimeBehaviour,
        targets: [RuntimeTarget], feedback: RuntimeFeedback?
    ) {
        self.control = control
        self.channel = channel
        self.message = message
        self.behaviour = behaviour
        self.targets = targets
        self.feedback = feedback
    }
}

/// Values that light a lamp and put it out, 0...127.
public struct RuntimeFeedback: Sendable, Equatable {
    public var on: Int
    public var off: Int

    public init(on: Int, off: Int) {
        self.on = on
        self.off = off
    }
}
