import CLilv
import Diagnostics
import PluginCatalog

/// Makes parameters of the properties that a plugin takes by messages (`patch:writable`), or only tells
/// (`patch:readable`). Some makers' plugins have no other parameters.
///
/// Numbers and switches are parameters; files, texts and other values are not.
struct LV2PropertyReader {
    let plugin: OpaquePointer
    let uri: String
    let bundle: String
    /// Groups of the ports before.
    private(set) var groups: LV2Groups
    private(set) var diagnostics: [Diagnostic] = []

    init(plugin: OpaquePointer, uri: String, bundle: String, groups: LV2Groups) {
        self.plugin = plugin
        self.uri = uri
        self.bundle = bundle
        self.groups = groups
    }

    /// The properties by their URIs, because the data have no order.
    ///
    /// - Parameter ports: What comes before: indices go on, and symbols are kept apart.
    mutating func parameters(
        after ports: [PluginParameter], in world: borrowing LilvWorld
    ) -> [PluginParameter] {
        var directions: [String: PluginParameter.Direction] = [:]
        let subject = lilv_plugin_get_uri(plugin)
        for uri in world.texts(subject, world.vocabulary.readable) { directions[uri] = .output }
        for uri in world.texts(subject, world.vocabulary.writable) { directions[uri] = .input }
        var symbols = Set(ports.map(\.symbol))
        var parameters: [PluginParameter] = []
        for (property, direction) in directions.sorted(by: { $0.key < $1.key }) {
            guard
                var parameter = parameter(
                    property, index: ports.count + parameters.count, in: world)
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
        _ property: String, index: Int, in world: borrowing LilvWorld
    ) -> PluginParameter? {
        guard let node = LilvNode(owned: lilv_new_uri(world.pointer, property)) else { return nil }
        let words = world.vocabulary
        let kind: PluginParameter.Kind
        let known = LV2Parameters.label(of: property)
        let range = world.value(node.pointer, words.range)?.text ?? (known == nil ? "" : "float")
        switch localName(range) {
        case "Float", "Double", "float", "double", "decimal": kind = .continuous
        case "Int", "Long", "int", "long", "integer", "nonNegativeInteger": kind = .discrete
        case "Bool", "boolean": kind = .boolean
        default: return nil
        }
        let properties = PortProperties(uris: world.texts(node.pointer, words.portProperty))
        let choices = choices(of: node, property, in: world)
        let stated = world.value(node.pointer, words.symbol)?.text ?? ""
        let symbol = stated.isEmpty ? localName(property) : stated
        let label =
            world.value(node.pointer, words.label)?.text
            ?? world.value(node.pointer, words.name)?.text ?? known ?? ""
        var parameter = PluginParameter(
            index: index, port: index, symbol: symbol, name: label.isEmpty ? symbol : label,
            kind: self.kind(kind, properties, hasChoices: !choices.isEmpty),
            minimum: number(node, words.minimum, "lv2:minimum", property, in: world),
            maximum: number(node, words.maximum, "lv2:maximum", property, in: world),
            defaultValue: number(node, words.standard, "lv2:default", property, in: world),
            isLogarithmic: properties.contains(.logarithmic),
            scalesWithSampleRate: properties.contains(.sampleRate), choices: choices,
            isAutomatable: !properties.contains(.notAutomatable),
            isHidden: properties.contains(.hidden), property: property)
        if parameter.kind == .boolean {
            parameter.minimum = parameter.minimum ?? 0
            parameter.maximum = parameter.maximum ?? 1
        }
        if let unit = world.value(node.pointer, words.unit) {
            parameter.unit = world.symbol(ofUnit: unit)
        }
        completeGain(&parameter)
        if let group = world.value(node.pointer, words.group) {
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
        _ subject: borrowing LilvNode, _ predicate: OpaquePointer?, _ name: String,
        _ property: String, in world: borrowing LilvWorld
    ) -> Double? {
        guard let node = world.value(subject.pointer, predicate) else { return nil }
        if let number = node.number { return number }
        diagnostics.append(
            Diagnostic(
                .warning, "plugin.not-a-number",
                "\(name) of property <\(property)> of <\(uri)> is '\(node.text)', but must be a number; "
                    + "it is taken as not given",
                path: bundle))
        return nil
    }

    private mutating func choices(
        of subject: borrowing LilvNode, _ property: String, in world: borrowing LilvWorld
    ) -> [PluginParameter.Choice] {
        let points = lilv_world_find_nodes(
            world.pointer, subject.pointer, world.vocabulary.scalePoint, nil)
        defer { lilv_nodes_free(points) }
        guard let points else { return [] }
        var choices: [PluginParameter.Choice] = []
        var place = lilv_nodes_begin(points)
        while !lilv_nodes_is_end(points, place) {
            let point = lilv_nodes_get(points, place)
            if let value = world.value(point, world.vocabulary.value)?.number {
                let label = world.value(point, world.vocabulary.label)?.text ?? ""
                choices.append(PluginParameter.Choice(label: label, value: value))
            }
            place = lilv_nodes_next(points, place)
        }
        return choices.sorted { ($0.value, $0.label) < ($1.value, $1.label) }
    }
}
