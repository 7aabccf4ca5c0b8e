import CLilv
import Diagnostics
import PluginCatalog

/// Makes the descriptor of one plugin from lilv's answers.
struct LV2PluginReader {
    let plugin: OpaquePointer
    let uri: String
    let bundle: String

    /// What was read, and what was odd about it.
    struct Reading {
        var descriptor: PluginDescriptor
        var diagnostics: [Diagnostic]
    }

    func read(in world: borrowing LilvWorld) -> Reading {
        // Asking for the ports is what makes lilv read the data files.
        let portCount = lilv_plugin_get_num_ports(plugin)
        var ports = LV2PortReader(plugin: plugin, uri: uri, bundle: bundle)
        var parameters: [PluginParameter] = []
        for number in 0..<portCount {
            guard let port = lilv_plugin_get_port_by_index(plugin, number),
                lilv_port_is_a(plugin, port, world.vocabulary.controlPort)
            else { continue }
            parameters.append(
                ports.parameter(port, number: Int(number), index: parameters.count, in: world))
        }
        var properties = LV2PropertyReader(
            plugin: plugin, uri: uri, bundle: bundle, groups: ports.groups)
        parameters += properties.parameters(after: parameters, in: world)
        let name = LilvNode(owned: lilv_plugin_get_name(plugin))?.text ?? ""
        let descriptor = PluginDescriptor(
            identity: PluginIdentity(format: .lv2, id: uri),
            name: name.isEmpty ? uri : name, manufacturer: manufacturer(in: world),
            version: version(in: world), category: category(in: world), parameters: parameters,
            groups: properties.groups.list)
        return Reading(
            descriptor: descriptor, diagnostics: ports.diagnostics + properties.diagnostics)
    }

    private func category(in world: borrowing LilvWorld) -> String {
        LV2Classes.label(
            ofTypes: LilvNode.texts(owned: lilv_plugin_get_value(plugin, world.vocabulary.type)))
    }

    /// The maintainer's name, else the developer's, else the maker's.
    private func manufacturer(in world: borrowing LilvWorld) -> String {
        if let name = LilvNode(owned: lilv_plugin_get_author_name(plugin)) { return name.text }
        let subject = lilv_plugin_get_uri(plugin)
        if let person = world.value(subject, world.vocabulary.developer),
            let name = world.value(person.pointer, world.vocabulary.personName)
        {
            return name.text
        }
        if let person = world.value(subject, world.vocabulary.maker),
            let name = world.value(person.pointer, world.vocabulary.personName)
        {
            return name.text
        }
        return ""
    }

    /// "minor.micro", as LV2 counts releases; empty unless the plugin gives both.
    private func version(in world: borrowing LilvWorld) -> String {
        let subject = lilv_plugin_get_uri(plugin)
        guard let minor = world.value(subject, world.vocabulary.minorVersion),
            let micro = world.value(subject, world.vocabulary.microVersion)
        else { return "" }
        return "\(minor.text).\(micro.text)"
    }
}
