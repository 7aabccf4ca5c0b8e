/// Where messages may go: a MIDI port or a program that takes OSC, under the name that maps use.
public struct OutputDeclaration: Sendable, Hashable {
    /// What takes the messages.
    public enum Kind: Sendable, Hashable {
        /// A port as a person asks for it; bytes a second, 0 for a port of software.
        case midi(port: String, bytesPerSecond: Int)
        /// `udp://host:port`, `tcp://host:port`, `tcp+slip://host:port` or `unix:///path`.
        case osc(address: String, timing: Timing, bundling: Bundling)
    }

    /// How a receiver of OSC learns when a message is meant.
    public enum Timing: String, Sendable, CaseIterable {
        /// Sent when due, to be done at once.
        case live
        /// Sent ahead in a bundle with its time tag.
        case bundle
        /// Sent ahead, the time as the first argument.
        case argument
    }

    /// Whether messages due together share a packet.
    public enum Bundling: String, Sendable, CaseIterable {
        case auto, never
    }

    /// Unique in the workspace.
    public var name: String
    /// What takes the messages.
    public var kind: Kind

    /// An output of its parts.
    public init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
