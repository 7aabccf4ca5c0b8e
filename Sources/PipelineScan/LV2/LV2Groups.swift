import CLilv
import PluginCatalog

/// The groups of a plugin's parameters, as they are met.
struct LV2Groups {
    private(set) var list: [ParameterGroup] = []
    /// Position in `list` by the group's node.
    private var known: [String: Int] = [:]

    /// Adds a parameter to a group.
    ///
    /// - Returns: The group's symbol.
    mutating func symbol(
        of node: borrowing LilvNode, index: Int, in world: borrowing LilvWorld
    ) -> String {
        let key = node.text
        if let place = known[key] {
            list[place].parameters.append(index)
            return list[place].symbol
        }
        let name =
            world.value(node.pointer, world.vocabulary.name)?.text
            ?? world.value(node.pointer, world.vocabulary.label)?.text ?? ""
        var symbol = world.value(node.pointer, world.vocabulary.symbol)?.text ?? ""
        if symbol.isEmpty {
            symbol = lilv_node_is_uri(node.pointer) ? localName(key) : "group_\(list.count + 1)"
        }
        while list.contains(where: { $0.symbol == symbol }) { symbol += "_" }
        known[key] = list.count
        list.append(
            ParameterGroup(symbol: symbol, name: name.isEmpty ? symbol : name, parameters: [index]))
        return symbol
    }
}

extension LilvWorld {
    /// The unit's own symbol first: a plugin may describe units of its own in a blank node.
    func symbol(ofUnit unit: borrowing LilvNode) -> String {
        if lilv_node_is_uri(unit.pointer), let symbol = LV2Units.symbol(ofUnit: unit.text) {
            return symbol
        }
        if let symbol = value(unit.pointer, vocabulary.unitSymbol) {
            return LV2Units.trimmed(symbol.text)
        }
        if let render = value(unit.pointer, vocabulary.unitRender) {
            return LV2Units.symbol(inFormat: render.text)
        }
        return lilv_node_is_uri(unit.pointer) ? localName(unit.text) : ""
    }
}
