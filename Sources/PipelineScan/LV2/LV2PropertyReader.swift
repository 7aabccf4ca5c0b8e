import Diagnostics
import PluginCatalog

/// Makes parameters of the properties that a plugin takes by messages (`patch:writable`), or only tells
/// (`patch:readable`). Some makers' plugins have no other parameters.
///
/// Numbers and switches are parameters; files, texts and other values are not.
struct LV2PropertyReader {
    let plugin: TurtleNode
    let uri: String
    let bundle: String
    /// Groups of the ports before.
    private(set) var groups: LV2Groups
    private(set) var diagnostics: [Diagnostic] = []

    init(plugin: TurtleNode, uri: String, bundle: String, groups: LV2Groups) {
        self.plugin = plugin
        self.uri = uri
        self.bundle = bundle
        self.groups = groups
    }

    /// The properties by their URIs, because the data have no order.
    ///
    /// - Parameter ports: What comes before: indices go on, and symbols are kept apart.
    mutating func parameters(
        after ports: [PluginParameter], in world: LV2World
    ) -> [PluginParameter] {
        var directions: [TurtleNode: PluginParameter.Direction] = [:]
        for node in world.values(plugin, .readable) { directions[node] = .output }
        for node in world.values(plugin, .writable) { directions[node] = .input }
        var names: [(uri: String, node: TurtleNode, direction: PluginParameter.Direction)] = []
        for (node, direction) in directions {
            names.append((world.text(of: node), node, direction))
        }
        var symbols = Set(ports.map(\.symbol))
        var parameters: [PluginParameter] = []
        for (property, node, direction) in names.sorted(by: { $0.uri < $1.uri }) {
            guard
                var parameter = parameter(
                    property, node, index: ports.count + parameters.count, in: world)
            else { continue }
            while !symbols.insert(parameter.symbol).inserted { parameter.symbol += "_" }
            parameter.direction = direction
            parameter.isAutomatable = parameter.isAutomatable && direction == .input
            parameters.append(parameter)
        }
        return parameters
    }

    /// - Returns: `nil` when its values are no numbers.
    private mutating func parameter(
        _ property: String, _ node: TurtleNode, index: Int, in world: LV2World
    ) -> PluginParameter? {
        let kind: PluginParameter.Kind
        let known = LV2Parameters.label(of: property)
        let range = world.valueText(node, .range) ?? (known == nil ? "" : "float")
        switch localName(range) {
        case "Float", "Double", "float", "double", "decimal": kind = .continuous
        case "Int", "Long", "int", "long", "integer", "nonNegativeInteger": kind = .discrete
        case "Bool", "boolean": kind = .boolean
        default: return nil
        }
        let properties = PortProperties(of: node, in: world)
        let choices = choices(of: node, property, in: world)
        let stated = world.valueText(node, .symbol) ?? ""
        let symbol = stated.isEmpty ? localName(property) : stated
        let label = world.valueText(node, .label) ?? world.valueText(node, .name) ?? known ?? ""
        var parameter = PluginParameter(
            index: index, port: index, symbol: symbol, name: label.isEmpty ? symbol : label,
            kind: self.kind(kind, properties, hasChoices: !choices.isEmpty),
            minimum: number(node, .minimum, "lv2:minimum", property, in: world),
            maximum: number(node, .maximum, "lv2:maximum", property, in: world),
            defaultValue: number(node, .standard, "lv2:default", property, in: world),
            isLogarithmic: properties.contains(.logarithmic),
            scalesWithSampleRate: properties.contains(.sampleRate), choices: choices,
            isAutomatable: !properties.contains(.notAutomatable),
            isHidden: properties.contains(.hidden), property: property)
        if parameter.kind == .boolean {
            parameter.minimum = parameter.minimum ?? 0
            parameter.maximum = parameter.maximum ?? 1
        }
        if let unit = world.value(node, .unit) {
            parameter.unit = world.symbol(ofUnit: unit)
        }
        completeGain(&parameter)
        if let group = world.value(node, .group) {
            parameter.group = groups.symbol(of: group, index: index, in: world)
        }
        return parameter
    }

    /// Adds what the specification says of this one, where the plugin says nothing.
    private func completeGain(_ parameter: inout PluginParameter) {
        let gain = LV2Parameters.gain
        guard parameter.property == gain.uri else { return }
        if parameter.unit.isEmpty { parameter.unit = "dB" }
        guard parameter.minimum == nil, parameter.maximum == nil, parameter.defaultValue == nil
        else { return }
        (parameter.minimum, parameter.maximum) = (gain.minimum, gain.maximum)
        parameter.defaultValue = gain.standard
    }

    private func kind(
        _ kind: PluginParameter.Kind, _ properties: PortProperties, hasChoices: Bool
    ) -> PluginParameter.Kind {
        if properties.contains(.toggled) { return .boolean }
        if properties.contains(.enumeration), hasChoices { return .choice }
        return properties.contains(.integer) ? .discrete : kind
    }

    private mutating func number(
        _ subject: TurtleNode, _ word: Word, _ name: String, _ property: String,
        in world: LV2World
    ) -> Double? {
        guard let node = world.value(subject, word) else { return nil }
        if let number = world.number(node) { return number }
        diagnostics.append(
            Diagnostic(
                .warning, "plugin.not-a-number",
                "\(name) of property <\(property)> of <\(uri)> is '\(world.text(of: node))', but must be a "
                    + "number; it is taken as not given",
                path: bundle))
        return nil
    }

    private mutating func choices(
        of subject: TurtleNode, _ property: String, in world: LV2World
    ) -> [PluginParameter.Choice] {
        var choices: [PluginParameter.Choice] = []
        for point in world.objects(subject, .scalePoint) {
            guard let node = world.value(point, .value), let value = world.number(node) else {
                continue
            }
            let label = world.valueText(point, .label) ?? ""
            choices.append(PluginParameter.Choice(label: label, value: value))
        }
        return choices.sorted { ($0.value, $0.label) < ($1.value, $1.label) }
    }
}
