/// Where a map's messages go: a MIDI port or an OSC target, under the name that maps use.
public struct RuntimeOutput: Sendable, Equatable {
    /// What takes the messages.
    public enum Kind: Sendable, Equatable {
        case midi(RuntimePort)
        case osc(RuntimeOSCTarget)
    }

    public var name: String
    public var kind: Kind

    public init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// A MIDI port as a person asks for it, and how fast it may be fed.
public struct RuntimePort: Sendable, Equatable {
    /// Name or part of a name, `client:port` too; looked up when ports come and go.
    public var request: String
    /// Bytes a second; 3125 on a DIN cable, 0 for a port of software.
    public var bytesPerSecond: Int

    public init(request: String, bytesPerSecond: Int = 0) {
        self.request = request
        self.bytesPerSecond = bytesPerSecond
    }
}

/// A program that takes OSC.
public struct RuntimeOSCTarget: Sendable, Equatable {
    /// How the receiver learns when a message is meant.
    public enum Timing: Int, Sendable, CaseIterable {
        /// Sent when due, to be done at once.
        case live = 0
        /// Sent ahead in a bundle with its time tag.
        case bundle = 1
        /// Sent ahead, the time as the first argument.
        case argument = 2
    }

    /// Whether messages due together share a packet.
    public enum Bundling: Int, Sendable, CaseIterable { case auto = 0, never = 1 }

    /// `udp://host:port`, `tcp://host:port`, `tcp+slip://host:port` or `unix:///path`.
    public var address: String
    public var timing: Timing
    public var bundling: Bundling

    public init(address: String, timing: Timing = .live, bundling: Bundling = .auto) {
        self.address = address
        self.timing = timing
        self.bundling = bundling
    }
}
