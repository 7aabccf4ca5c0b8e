/// The ports of a plugin by their indices.
struct LV2PortList {
    /// One port.
    struct Port {
        var node: TurtleNode
        var index: Int
        var symbol: String
        var types: Set<TurtleNode>
    }

    private(set) var ports: [Port] = []
    /// Why hosts would take none of the ports.
    private(set) var problem: String?

    /// More ports has no plugin; a larger index is a number that was never meant.
    private static let most = 100_000

    init(of plugin: LV2World.Plugin, in world: LV2World) {
        var known: [Int: Port] = [:]
        for node in world.objects(plugin.node, .port) {
            let symbol = world.value(node, .symbol)
            guard let symbol, world.isText(symbol), Self.isSymbol(world.text(of: symbol)) else {
                let text = symbol.map(world.text) ?? ""
                problem =
                    "<\(plugin.uri)> has a port with the symbol '\(text)'; symbols are made of "
                    + "letters, digits and '_', and begin with no digit"
                return
            }
            guard let value = world.value(node, .index), let index = world.integer(value),
                (0..<Self.most).contains(index)
            else {
                problem =
                    "port '\(world.text(of: symbol))' of <\(plugin.uri)> has no index from 0 on"
                return
            }
            let new = Port(node: node, index: index, symbol: world.text(of: symbol), types: [])
            known[index, default: new].types.formUnion(world.objects(node, .type))
        }
        if let missing = (0..<known.count).first(where: { known[$0] == nil }) {
            problem = "<\(plugin.uri)> has \(known.count) ports, but none with the index \(missing)"
            return
        }
        ports = known.values.sorted { $0.index < $1.index }
    }

    private static func isSymbol(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}
