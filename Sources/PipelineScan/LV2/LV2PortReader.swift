import Diagnostics
import PluginCatalog

/// Makes parameters from the control ports of one plugin, and gathers their groups.
struct LV2PortReader {
    let uri: String
    let bundle: String
    private(set) var groups = LV2Groups()
    private(set) var diagnostics: [Diagnostic] = []

    init(uri: String, bundle: String) {
        self.uri = uri
        self.bundle = bundle
    }

    mutating func parameter(
        _ port: LV2PortList.Port, index: Int, in world: LV2World
    ) -> PluginParameter {
        let name = world.valueText(port.node, .name) ?? ""
        let isInput = port.types.contains(Word.inputPort.node)
        let properties = PortProperties(of: port.node, in: world)
        let choices = choices(of: port, in: world)
        var parameter = PluginParameter(
            index: index, port: port.index, symbol: port.symbol,
            name: name.isEmpty ? port.symbol : name, direction: isInput ? .input : .output,
            kind: kind(properties, hasChoices: !choices.isEmpty),
            isLogarithmic: properties.contains(.logarithmic),
            scalesWithSampleRate: properties.contains(.sampleRate),
            unit: world.value(port.node, .unit).map { world.symbol(ofUnit: $0) } ?? "",
            choices: choices, group: group(of: port, index: index, in: world),
            designation: world.valueText(port.node, .designation).map(localName) ?? "",
            isAutomatable: isInput && !properties.contains(.notAutomatable),
            isHidden: properties.contains(.hidden), isOptional: properties.contains(.optional))
        parameter.minimum = number(port, .minimum, "lv2:minimum", in: world)
        parameter.maximum = number(port, .maximum, "lv2:maximum", in: world)
        parameter.defaultValue = number(port, .standard, "lv2:default", in: world)
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

    private mutating func number(
        _ port: LV2PortList.Port, _ word: Word, _ property: String, in world: LV2World
    ) -> Double? {
        guard let node = world.value(port.node, word) else { return nil }
        return number(node, property, port.symbol, in: world)
    }

    private mutating func number(
        _ node: TurtleNode, _ property: String, _ symbol: String, in world: LV2World
    ) -> Double? {
        if let number = world.number(node) { return number }
        diagnostics.append(
            Diagnostic(
                .warning, "plugin.not-a-number",
                "\(property) of port '\(symbol)' of <\(uri)> is '\(world.text(of: node))', but must be "
                    + "a number; it is taken as not given",
                path: bundle))
        return nil
    }

    private mutating func choices(
        of port: LV2PortList.Port, in world: LV2World
    ) -> [PluginParameter.Choice] {
        var choices: [PluginParameter.Choice] = []
        for point in world.objects(port.node, .scalePoint) {
            guard let node = world.value(point, .value), let label = world.value(point, .label)
            else {
                diagnostics.append(
                    Diagnostic(
                        .warning, "plugin.broken-choice",
                        "a scale point of port '\(port.symbol)' of <\(uri)> has no value or no label; "
                            + "it is left out",
                        path: bundle))
                continue
            }
            if let value = number(node, "the value of a scale point", port.symbol, in: world) {
                choices.append(PluginParameter.Choice(label: world.text(of: label), value: value))
            }
        }
        return choices.sorted { ($0.value, $0.label) < ($1.value, $1.label) }
    }

    private mutating func group(
        of port: LV2PortList.Port, index: Int, in world: LV2World
    ) -> String {
        guard let node = world.value(port.node, .group) else { return "" }
        return groups.symbol(of: node, index: index, in: world)
    }
}

/// What follows the last `#`, `/` or `:` of a URI.
func localName(_ uri: String) -> String {
    let end = uri.lastIndex { $0 == "#" || $0 == "/" || $0 == ":" }
    return end.map { String(uri[uri.index(after: $0)...]) } ?? uri
}
