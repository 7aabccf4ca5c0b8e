import CPluginABI
import Diagnostics
import PluginCatalog

/// What a library says of one of its plugins, and how to make an instance.
struct CLAPDescription {
    let id: String
    let name: String
    private let maker: String
    private let version: String
    private let category: String
    private let rawID: UnsafePointer<CChar>
    private let factory: UnsafePointer<clap_factory>

    /// - Returns: `nil`, and told of, for a plugin that no one could ask for.
    init?(
        _ given: clap_description, at place: Int, factory: UnsafePointer<clap_factory>,
        _ answer: inout LibraryAnswer
    ) {
        id = answer.text(given.id, "the id of plugin \(place)")
        guard let rawID = given.id, !id.isEmpty else {
            answer.report(
                .warning, "plugin.no-id", "plugin \(place) of the library has no id; it is left out"
            )
            return nil
        }
        guard !answer.has(id) else {
            answer.report(
                .warning, "plugin.repeated-id",
                "the id '\(id)' is another plugin's of this library already; the second is left out"
            )
            return nil
        }
        let name = answer.text(given.name, "the name of '\(id)'")
        self.name = name.isEmpty ? id : name
        maker = answer.text(given.maker, "the maker of '\(id)'")
        version = answer.text(given.version, "the version of '\(id)'")
        var features: [String] = []
        if let list = given.features {
            while features.count < 64, let feature = list[features.count] {
                features.append(answer.text(feature, "a feature of '\(id)'"))
            }
        }
        category = features.joined(separator: "|")
        self.rawID = rawID
        self.factory = factory
    }

    /// Makes an instance and asks it for its parameters.
    func descriptor(
        on host: CLAPHost, _ answer: inout LibraryAnswer
    ) throws(LibraryProblem) -> PluginDescriptor {
        guard let plugin = factory.pointee.create?(factory, host.pointer, rawID) else {
            throw problem("cannot-create", "the library does not make the plugin '\(id)'", answer)
        }
        guard plugin.pointee.start?(plugin) == true else {
            throw problem("cannot-start", "the plugin '\(id)' says that it cannot start", answer)
        }
        if host.wasCallRequested { plugin.pointee.on_main_thread?(plugin) }
        var descriptor = PluginDescriptor(
            identity: PluginIdentity(format: .clap, id: id), name: name, manufacturer: maker,
            version: version, category: category, parameters: [])
        if let params = plugin.pointee.extension?(plugin, "clap.params") {
            var reader = CLAPParameterReader(
                plugin: plugin, params: params.load(as: clap_params.self), title: name,
                answer: answer)
            reader.read()
            reader.list.fill(&descriptor)
            answer = reader.answer
        }
        return descriptor
    }

    private func problem(
        _ code: String, _ message: String, _ answer: LibraryAnswer
    ) -> LibraryProblem {
        LibraryProblem("plugin." + code, message, path: answer.module.path)
    }
}
