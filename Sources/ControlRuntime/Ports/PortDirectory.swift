/// All ports there are, under names that stay theirs while ports come and go.
///
/// Ports of the same names are numbered: the first keeps the bare name, others have ` #2`, ` #3`. A port
/// keeps its number as long as it is there, and gets it back when it returns.
public struct PortDirectory: Sendable {
    /// By name, then number.
    public private(set) var ports: [NamedPort] = []
    /// Raised whenever an answer of `lookup` could be another.
    public private(set) var generation: UInt64 = 1
    /// Numbers of those that were there once.
    private var remembered: [PortIdentity: Int] = [:]
    private static let mostRemembered = 1_024

    /// No port yet.
    public init() {}

    /// What an update changed.
    public struct Changes: Sendable, Equatable {
        public var came: [NamedPort] = []
        public var gone: [NamedPort] = []
        /// Whether nothing did.
        public var isEmpty: Bool { came.isEmpty && gone.isEmpty }
    }

    /// Takes the list of all ports there are now, in any order.
    public mutating func update(_ found: [PortDescription]) -> Changes {
        let before = ports
        let known = Dictionary(
            before.map { ($0.description.key, $0.ordinal) }, uniquingKeysWith: { first, _ in first }
        )
        var named: [NamedPort] = []
        var fresh: [PortDescription] = []
        for port in found {
            if let ordinal = known[port.key] {
                named.append(NamedPort(description: port, ordinal: ordinal))
            } else {
                fresh.append(port)
            }
        }
        for port in fresh.sorted(by: Self.comesBefore) {
            named.append(NamedPort(description: port, ordinal: number(of: port, beside: named)))
        }
        ports = named.sorted {
            ($0.identity.name, $0.ordinal) < ($1.identity.name, $1.ordinal)
        }
        remember()
        if ports != before { generation += 1 }
        let (old, new) = (Set(before), Set(ports))
        return Changes(
            came: ports.filter { !old.contains($0) }, gone: before.filter { !new.contains($0) })
    }

    /// The port at an address.
    public func port(at address: PortAddress) -> NamedPort? {
        ports.first { $0.address == address }
    }

    /// Those through which messages go that way.
    public func ports(_ direction: PortDirections) -> [NamedPort] {
        ports.filter { $0.description.directions.isSuperset(of: direction) }
    }

    /// The number it had before if nobody has it now, else the lowest free one.
    private func number(of port: PortDescription, beside named: [NamedPort]) -> Int {
        let taken = Set(
            named.filter { $0.identity.name == port.identity.name }.map(\.ordinal))
        if let before = remembered[port.identity], !taken.contains(before) { return before }
        var number = 1
        while taken.contains(number) { number += 1 }
        return number
    }

    private mutating func remember() {
        if remembered.count > Self.mostRemembered { remembered.removeAll() }
        for port in ports { remembered[port.identity] = port.ordinal }
    }

    /// New ones are numbered by where they are plugged, then by their numbers.
    private static func comesBefore(_ one: PortDescription, _ other: PortDescription) -> Bool {
        if one.identity.card != other.identity.card {
            return one.identity.card < other.identity.card
        }
        return one.address < other.address
    }
}

extension PortDescription {
    /// What stays while a port is there.
    fileprivate struct Key: Hashable {
        var name: String
        var address: PortAddress
    }

    /// The card may become known later.
    fileprivate var key: Key { Key(name: identity.name, address: address) }
}
