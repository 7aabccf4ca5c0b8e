import CLilv
import Diagnostics
import PluginCatalog

/// Makes parameters from the control ports of one plugin, and gathers their groups.
struct LV2PortReader {
    let plugin: OpaquePointer
    let uri: String
    let bundle: String
    private(set) var groups = LV2Groups()
    private(set) var diagnostics: [Diagnostic] = []

    init(plugin: OpaquePointer, uri: String, bundle: String) {
        self.plugin = plugin
        self.uri = uri
        self.bundle = bundle
    }

    mutating func parameter(
        _ port: OpaquePointer, number: Int, index: Int, in world: borrowing LilvWorld
    ) -> PluginParameter {
        let symbol = LilvNode.text(lilv_port_get_symbol(plugin, port))
        let name = LilvNode(owned: lilv_port_get_name(plugin, port))?.text ?? ""
        let isInput = lilv_port_is_a(plugin, port, world.vocabulary.inputPort)
        let properties = PortProperties(
            uris: LilvNode.texts(owned: lilv_port_get_properties(plugin, port)))
        let choices = choices(of: port, symbol)
        var parameter = PluginParameter(
            index: index, port: number, symbol: symbol, name: name.isEmpty ? symbol : name,
            direction: isInput ? .input : .output,
            kind: kind(properties, hasChoices: !choices.isEmpty),
            isLogarithmic: properties.contains(.logarithmic),
            scalesWithSampleRate: properties.contains(.sampleRate),
            unit: unit(of: port, in: world), choices: choices,
            group: group(of: port, index: index, in: world),
            designation: designation(of: port, in: world),
            isAutomatable: isInput && !properties.contains(.notAutomatable),
            isHidden: properties.contains(.hidden), isOptional: properties.contains(.optional))
        readRange(of: port, into: &parameter)
        return parameter
    }

    private func kind(
        _ properties: PortProperties, hasChoices: Bool
    ) -> PluginParameter.Kind {
        // Hosts switch a toggled port on and off even when it names its two values.
        if properties.contains(.toggled) { return .boolean }
        if properties.contains(.enumeration) && hasChoices { return .choice }
        return properties.contains(.integer) ? .discrete : .continuous
    }

    private mutating func readRange(of port: OpaquePointer, into parameter: inout PluginParameter) {
        var nodes: (OpaquePointer?, OpaquePointer?, OpaquePointer?) = (nil, nil, nil)
        // The library fills them in this order.
        lilv_port_get_range(plugin, port, &nodes.0, &nodes.1, &nodes.2)
        parameter.defaultValue = number(LilvNode(owned: nodes.0), "lv2:default", parameter.symbol)
        parameter.minimum = number(LilvNode(owned: nodes.1), "lv2:minimum", parameter.symbol)
        parameter.maximum = number(LilvNode(owned: nodes.2), "lv2:maximum", parameter.symbol)
    }

    private mutating func number(
        _ node: consuming LilvNode?, _ property: String, _ symbol: String
    ) -> Double? {
        guard let node = node else { return nil }
        if let number = node.number { return number }
        diagnostics.append(
            Diagnostic(
                .warning, "plugin.not-a-number",
                "\(property) of port '\(symbol)' of <\(uri)> is '\(node.text)', but must be a number; "
                    + "it is taken as not given",
                path: bundle))
        return nil
    }

    private mutating func choices(
        of port: OpaquePointer, _ symbol: String
    ) -> [PluginParameter.Choice] {
        guard let points = lilv_port_get_scale_points(plugin, port) else { return [] }
        defer { lilv_scale_points_free(points) }
        var choices: [PluginParameter.Choice] = []
        var place = lilv_scale_points_begin(points)
        while !lilv_scale_points_is_end(points, place) {
            let point = lilv_scale_points_get(points, place)
            let value = LilvNode(owned: lilv_node_duplicate(lilv_scale_point_get_value(point)))
            if let value = number(value, "the value of a scale point", symbol) {
                let label = LilvNode.text(lilv_scale_point_get_label(point))
                choices.append(PluginParameter.Choice(label: label, value: value))
            }
            place = lilv_scale_points_next(points, place)
        }
        return choices.sorted { ($0.value, $0.label) < ($1.value, $1.label) }
    }

    private func designation(of port: OpaquePointer, in world: borrowing LilvWorld) -> String {
        guard let node = LilvNode(owned: lilv_port_get(plugin, port, world.vocabulary.designation))
        else { return "" }
        return localName(node.text)
    }

    private func unit(of port: OpaquePointer, in world: borrowing LilvWorld) -> String {
        guard let unit = LilvNode(owned: lilv_port_get(plugin, port, world.vocabulary.unit)) else {
            return ""
        }
        return world.symbol(ofUnit: unit)
    }

    private mutating func group(
        of port: OpaquePointer, index: Int, in world: borrowing LilvWorld
    ) -> String {
        guard let node = LilvNode(owned: lilv_port_get(plugin, port, world.vocabulary.group)) else {
            return ""
        }
        return groups.symbol(of: node, index: index, in: world)
    }
}

/// What follows the last `#`, `/` or `:` of a URI.
func localName(_ uri: String) -> String {
    let end = uri.lastIndex { $0 == "#" || $0 == "/" || $0 == ":" }
    return end.map { String(uri[uri.index(after: $0)...]) } ?? uri
}
