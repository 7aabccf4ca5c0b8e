import Diagnostics
import PluginCatalog

/// Makes the descriptor of one plugin from the statements of its bundle.
struct LV2PluginReader {
    let plugin: LV2World.Plugin
    let bundle: String

    /// What was read, and what was odd about it.
    struct Reading {
        /// `nil` when the ports make no sense.
        var descriptor: PluginDescriptor?
        var diagnostics: [Diagnostic]
    }

    func read(in world: LV2World) -> Reading {
        let list = LV2PortList(of: plugin, in: world)
        if let problem = list.problem {
            return Reading(
                descriptor: nil,
                diagnostics: [Diagnostic(.error, "plugin.broken-port", problem, path: bundle)])
        }
        var ports = LV2PortReader(uri: plugin.uri, bundle: bundle)
        var parameters: [PluginParameter] = []
        for port in list.ports where port.types.contains(Word.controlPort.node) {
            parameters.append(ports.parameter(port, index: parameters.count, in: world))
        }
        let repetitions = keepApart(&parameters)
        var properties = LV2PropertyReader(
            plugin: plugin.node, uri: plugin.uri, bundle: bundle, groups: ports.groups)
        parameters += properties.parameters(after: parameters, in: world)
        let descriptor = PluginDescriptor(
            identity: PluginIdentity(format: .lv2, id: plugin.uri), name: name(in: world),
            manufacturer: manufacturer(in: world), version: version(in: world),
            category: category(in: world), parameters: parameters, groups: properties.groups.list)
        return Reading(
            descriptor: descriptor,
            diagnostics: ports.diagnostics + repetitions + properties.diagnostics)
    }

    /// Gives symbols of their own to ports that have one that was used before.
    private func keepApart(_ parameters: inout [PluginParameter]) -> [Diagnostic] {
        var uses: [String: Int] = [:]
        var findings: [Diagnostic] = []
        for place in parameters.indices {
            let symbol = parameters[place].symbol
            let count = uses[symbol, default: 0] + 1
            uses[symbol] = count
            if count == 1 { continue }
            parameters[place].symbol += "#\(count)"
            findings.append(
                Diagnostic(
                    .warning, "plugin.repeated-id",
                    "the symbol '\(symbol)' of port \(parameters[place].port) of <\(plugin.uri)> is another "
                        + "port's already; hosts may move that one in its place",
                    path: bundle))
        }
        return findings
    }

    private func name(in world: LV2World) -> String {
        let name = world.valueText(plugin.node, .title) ?? ""
        return name.isEmpty ? plugin.uri : name
    }

    private func category(in world: LV2World) -> String {
        var types: [String] = []
        for type in world.values(plugin.node, .type) { types.append(world.text(of: type)) }
        return LV2Classes.label(ofTypes: types)
    }

    /// The maintainer's name, or that of its project's, else the developer's, else the maker's.
    private func manufacturer(in world: LV2World) -> String {
        var subjects = [plugin.node]
        if let project = world.objects(plugin.node, .project).first { subjects.append(project) }
        for subject in subjects {
            guard let person = world.objects(subject, .maintainer).first else { continue }
            if let name = world.valueText(person, .personName) { return name }
            break
        }
        for role in [Word.developer, .maker] {
            if let person = world.value(plugin.node, role),
                let name = world.valueText(person, .personName)
            {
                return name
            }
        }
        return ""
    }

    /// "minor.micro", as LV2 counts releases; empty unless the plugin gives both.
    private func version(in world: LV2World) -> String {
        guard let minor = world.valueText(plugin.node, .minorVersion),
            let micro = world.valueText(plugin.node, .microVersion)
        else { return "" }
        return "\(minor).\(micro)"
    }
}
