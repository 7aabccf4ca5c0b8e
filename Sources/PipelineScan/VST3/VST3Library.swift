import CPluginABI
import Diagnostics
import PluginCatalog
import PluginExtraction

/// A library of VST3 plugins, alone or in its bundle.
///
/// To list them runs the library's entry and asks its factory; to describe one makes its component
/// and controller and connects them, never more: nothing is activated, and no value is set.
struct VST3Library: ModuleReader {
    let module: PluginModule

    func identity() -> ModuleIdentity {
        answer { found, _, answer in
            answer.add(undescribed: found.id.text, name: found.name)
        }.identity
    }

    func description() -> ModuleDescription {
        let host = VST3Host()
        return answer { found, factory, answer in
            do throws(LibraryProblem) {
                let instance = try VST3Instance(of: found, factory, host, path: module.path)
                answer.add(instance.descriptor(of: found, factory, &answer))
            } catch {
                answer.report(error.diagnostic)
                answer.add(undescribed: found.id.text, name: found.name)
            }
        }.description
    }

    /// Goes over the plugins among the library's classes.
    private func answer(
        _ visit: (VST3Class, VST3Factory, inout LibraryAnswer) -> Void
    ) -> LibraryAnswer {
        let library: String
        do throws(LibraryProblem) {
            library = try VST3Bundle.library(of: module.path)
        } catch {
            var answer = LibraryAnswer(module)
            answer.report(error.diagnostic)
            return answer
        }
        var answer = LibraryAnswer(module, library: library)
        do throws(LibraryProblem) {
            let factory = try factory(of: try PluginLibrary(library))
            for found in factory.plugins(&answer) { visit(found, factory, &answer) }
        } catch {
            answer.report(error.diagnostic)
        }
        return answer
    }

    private func factory(of library: PluginLibrary) throws(LibraryProblem) -> VST3Factory {
        guard let entry = library.symbol("GetPluginFactory", as: vst3_get_factory.self) else {
            throw problem(
                "no-entry", "the library has no 'GetPluginFactory', so it is no VST3 plugin")
        }
        if let start = library.symbol("ModuleEntry", as: vst3_module_entry.self),
            !start(library.handle)
        {
            throw problem("cannot-start", "the library says that it cannot start")
        }
        guard let factory = VST3Factory(entry()) else {
            throw problem("no-factory", "the library has no plugin factory")
        }
        return factory
    }

    private func problem(_ code: String, _ message: String) -> LibraryProblem {
        LibraryProblem("plugin." + code, message, path: module.path)
    }
}
