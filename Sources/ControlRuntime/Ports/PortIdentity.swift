/// What makes a port the same one when it comes back: never its number, which changes with the order of
/// plugging.
public struct PortIdentity: Sendable, Hashable {
    /// Name of the program or device.
    public var client: String
    /// Name of the port.
    public var port: String
    /// What the system calls the card and where it is plugged; empty for a program's port, and as long as
    /// the system does not tell.
    public var card: String

    /// - Parameters:
    ///   - client: Name of the program or device.
    ///   - port: Name of the port.
    ///   - card: Long name of the card; empty for a program's port.
    public init(client: String, port: String, card: String = "") {
        self.client = client
        self.port = port
        self.card = card
    }

    /// Both names, as other programs print them.
    public var name: String { "\(client):\(port)" }

    /// Whether both may be the same port: the names are the same, and so is the card as far as it is known.
    public func isLike(_ other: PortIdentity) -> Bool {
        client == other.client && port == other.port
            && (card == other.card || card.isEmpty || other.card.isEmpty)
    }
}

/// Where a port is now.
public struct PortAddress: Sendable, Hashable, Comparable, CustomStringConvertible {
    public var client: UInt8
    public var port: UInt8

    /// - Parameters:
    ///   - client: Number of the client.
    ///   - port: Number of its port.
    public init(client: UInt8, port: UInt8) {
        self.client = client
        self.port = port
    }

    /// Reads `20:0`.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { 48...57 ~= $0 } }),
            let client = UInt8(parts[0]), let port = UInt8(parts[1])
        else { return nil }
        self.init(client: client, port: port)
    }

    public var description: String { "\(client):\(port)" }

    public static func < (one: Self, other: Self) -> Bool {
        (one.client, one.port) < (other.client, other.port)
    }
}

/// Which way messages go through a port.
public struct PortDirections: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Messages may be sent to it.
    public static let takes = PortDirections(rawValue: 1)
    /// Messages come from it.
    public static let gives = PortDirections(rawValue: 2)
}

/// What the system says of a port.
public struct PortDescription: Sendable, Hashable {
    public var identity: PortIdentity
    public var address: PortAddress
    public var directions: PortDirections
    /// Whether a device is behind it, which is open only while somebody is connected.
    public var isDevice: Bool

    /// - Parameters:
    ///   - identity: Its names.
    ///   - address: Where it is now.
    ///   - directions: Which way messages go.
    ///   - isDevice: Whether a device is behind it.
    public init(
        _ identity: PortIdentity, at address: PortAddress, _ directions: PortDirections,
        isDevice: Bool = false
    ) {
        self.identity = identity
        self.address = address
        self.directions = directions
        self.isDevice = isDevice
    }
}

/// A port with the number that tells it from others of the same names.
public struct NamedPort: Sendable, Hashable {
    public var description: PortDescription
    /// 1 for the first or only one.
    public var ordinal: Int

    /// What a person asks for to get this port and no other.
    public var name: String {
        let name = description.identity.name
        return ordinal == 1 ? name : "\(name) #\(ordinal)"
    }

    public var identity: PortIdentity { description.identity }
    public var address: PortAddress { description.address }
}
