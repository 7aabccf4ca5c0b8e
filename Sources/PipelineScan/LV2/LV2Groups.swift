import PluginCatalog

/// The groups of a plugin's parameters, as they are met.
struct LV2Groups {
    private(set) var list: [ParameterGroup] = []
    /// Position in `list` by the group's node.
    private var known: [TurtleNode: Int] = [:]

    /// Adds a parameter to a group.
    ///
    /// - Returns: The group's symbol.
    mutating func symbol(
        of node: TurtleNode, index: Int, in world: LV2World
    ) -> String {
        if let place = known[node] {
            list[place].parameters.append(index)
            return list[place].symbol
        }
        let name =
            world.valueText(node, .name) ?? world.valueText(node, .label) ?? ""
        var symbol = world.valueText(node, .symbol) ?? ""
        if symbol.isEmpty {
            symbol =
                world.isURI(node)
                ? localName(world.text(of: node)) : "group_\(list.count + 1)"
        }
        while list.contains(where: { $0.symbol == symbol }) { symbol += "_" }
        known[node] = list.count
        list.append(
            ParameterGroup(symbol: symbol, name: name.isEmpty ? symbol : name, parameters: [index]))
        return symbol
    }
}

extension LV2World {
    /// The unit's own symbol first: a plugin may describe units of its own in a blank node.
    func symbol(ofUnit unit: TurtleNode) -> String {
        let uri = isURI(unit) ? text(of: unit) : ""
        if !uri.isEmpty, let symbol = LV2Units.symbol(ofUnit: uri) {
            return LV2Units.trimmed(symbol)
        }
        if let symbol = valueText(unit, .unitSymbol) { return LV2Units.trimmed(symbol) }
        if let render = valueText(unit, .unitRender) { return LV2Units.symbol(inFormat: render) }
        return uri.isEmpty ? "" : localName(uri)
    }
}
