import CPluginABI
import Diagnostics
import PluginCatalog

/// A component and its controller, started and connected as hosts do it.
struct VST3Instance {
    let component: VST3Object<vst3_component_table>
    let controller: VST3Object<vst3_controller_table>

    /// Makes an instance.
    ///
    /// The component's own state is handed to a controller that is an object of its own: some list
    /// their parameters only when they are connected and know the state.
    init(
        of plugin: VST3Class, _ factory: VST3Factory, _ host: VST3Host, path: String
    ) throws(LibraryProblem) {
        func problem(_ code: String, _ message: String) -> LibraryProblem {
            LibraryProblem("plugin." + code, "\(message) '\(plugin.name)'", path: path)
        }
        factory.setHost(host)
        guard
            let component = factory.create(
                plugin.id, .component, as: vst3_component_table.self)
        else { throw problem("cannot-create", "the library does not make the plugin") }
        guard component.table.base.start?(component.pointer, host.application) == 0 else {
            throw problem("cannot-start", "something keeps from starting the plugin")
        }
        self.component = component
        if let same = component.query(.controller, as: vst3_controller_table.self) {
            controller = same
            _ = same.table.set_handler?(same.pointer, host.handler)
            Self.connect(component, same)
            return
        }
        guard let controller = Self.controller(of: component, factory) else {
            throw problem("no-controller", "there is no controller, and so no parameter, of")
        }
        guard controller.table.base.start?(controller.pointer, host.application) == 0 else {
            throw problem("no-controller", "something keeps from starting the controller of")
        }
        self.controller = controller
        _ = controller.table.set_handler?(controller.pointer, host.handler)
        Self.connect(component, controller)
        Self.handOverState(component, controller)
    }

    private static func controller(
        of component: VST3Object<vst3_component_table>, _ factory: VST3Factory
    ) -> VST3Object<vst3_controller_table>? {
        var bytes = [UInt8](repeating: 0, count: 64)
        guard component.table.controller_class?(component.pointer, &bytes) == 0 else { return nil }
        return factory.create(
            VST3ID(reading: bytes), .controller, as: vst3_controller_table.self)
    }

    private static func connect(
        _ component: VST3Object<vst3_component_table>,
        _ controller: VST3Object<vst3_controller_table>
    ) {
        guard let one = component.query(.connection, as: vst3_connection_table.self),
            let other = controller.query(.connection, as: vst3_connection_table.self),
            one.pointer != other.pointer
        else { return }
        _ = one.table.connect?(one.pointer, other.pointer)
        _ = other.table.connect?(other.pointer, one.pointer)
    }

    private static func handOverState(
        _ component: VST3Object<vst3_component_table>,
        _ controller: VST3Object<vst3_controller_table>
    ) {
        let stream = VST3Stream()
        guard component.table.state?(component.pointer, stream.pointer) == 0 else { return }
        stream.rewind()
        _ = controller.table.take_component_state?(controller.pointer, stream.pointer)
    }

    /// What the controller says of the parameters.
    func descriptor(
        of plugin: VST3Class, _ factory: VST3Factory, _ answer: inout LibraryAnswer
    ) -> PluginDescriptor {
        var descriptor = PluginDescriptor(
            identity: PluginIdentity(format: .vst3, id: plugin.id.text), name: plugin.name,
            manufacturer: plugin.maker, version: plugin.version, category: plugin.category,
            parameters: [])
        descriptor.takesHostEdits =
            controller.query(.hostEditing, as: vst3_unknown_table.self) != nil
        var reader = VST3ParameterReader(controller, title: plugin.name, answer: answer)
        reader.read()
        reader.list.fill(&descriptor)
        answer = reader.answer
        return descriptor
    }
}
