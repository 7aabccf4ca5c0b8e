import ControlMap
import Diagnostics
import PluginCatalog
import RuntimeMap

/// Makes what the runtime plays.
///
/// - Reports: `runtime.parameter-number`, a warning, on a parameter that the preset's host cannot take;
///   `runtime.sample-rate`, a warning, once for a map, on parameters whose values depend on the rate.
public struct RuntimeMapGenerator: Sendable {
    /// What making a map may report.
    static let findings = [
        FindingKind(
            "runtime.parameter-number", .warning,
            "Ardour takes values for a parameter by its number"),
        FindingKind(
            "runtime.sample-rate", .warning,
            "A value is told in a unit that does not depend on the sample rate"),
    ]

    /// The workspace's.
    var outputs: [OutputDeclaration]
    /// How parameters are moved; `nil` when their host binds them by itself.
    var routing: ParameterRouting?

    init(outputs: [OutputDeclaration] = [], routing: ParameterRouting? = nil) {
        self.outputs = outputs
        self.routing = routing
    }

    /// The runtime's map as JSON: numbers where the model has numbers, nothing left out but what a map
    /// of one layer that sends nothing has no need of, bindings in the order in which a runtime looks
    /// them up. The same bytes for the same map.
    public static func generate(_ map: ResolvedMap) -> [UInt8] {
        runtimeMap(map).json()
    }

    /// The runtime's map where parameters are bound by their host.
    public static func runtimeMap(_ map: ResolvedMap) -> RuntimeMap {
        RuntimeMapGenerator().made(of: map).map
    }

    /// The runtime's map, and what it cannot do as the map means.
    ///
    /// Controls that move nothing are left out. Bounds that the plugin does not state become 0 and
    /// 1, and the default is brought between the bounds.
    func made(of map: ResolvedMap) -> (map: RuntimeMap, diagnostics: [Diagnostic]) {
        var draft = RuntimeMapDraft(map, outputs, routing)
        var bindings = map.controls.filter { !$0.targets.isEmpty }.map { draft.binding($0) }
        let order = bindings.indices.sorted { left, right in
            let (a, b) = (bindings[left], bindings[right])
            if a.channel != b.channel { return a.channel < b.channel }
            if a.message != b.message { return a.message < b.message }
            return left < right
        }
        bindings = order.map { bindings[$0] }
        var id = 0
        for binding in bindings.indices {
            for target in bindings[binding].targets.indices {
                bindings[binding].targets[target].id = id
                id += 1
            }
        }
        let made = RuntimeMap(
            name: map.name,
            device: RuntimeDevice(
                manufacturer: map.device.manufacturer, model: map.device.model, port: map.port),
            plugin: map.plugin.map {
                RuntimePlugin(
                    format: $0.identity.format.rawValue, uri: $0.identity.id, name: $0.name)
            }, outputs: draft.outputs.map { RuntimeOutput($0) }, layers: map.layers,
            bindings: bindings)
        return (made, draft.diagnostics)
    }
}
