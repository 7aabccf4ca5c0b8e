import CPluginABI
import Diagnostics
import PluginCatalog
import PluginExtraction

/// A library of CLAP plugins.
///
/// To list them runs the library's start; to describe one creates it and starts it, never more: it
/// is not activated, and no value is set.
struct CLAPLibrary: ModuleReader {
    let module: PluginModule

    func identity() -> ModuleIdentity {
        answer { description, answer in
            answer.add(undescribed: description.id, name: description.name)
        }.identity
    }

    func description() -> ModuleDescription {
        let host = CLAPHost()
        return answer { description, answer in
            do throws(LibraryProblem) {
                let descriptor = try description.descriptor(on: host, &answer)
                answer.add(descriptor)
            } catch {
                answer.report(error.diagnostic)
                answer.add(undescribed: description.id, name: description.name)
            }
        }.description
    }

    /// Goes over the plugins of the library.
    private func answer(
        _ visit: (CLAPDescription, inout LibraryAnswer) -> Void
    ) -> LibraryAnswer {
        var answer = LibraryAnswer(module)
        do throws(LibraryProblem) {
            let factory = try factory(of: try PluginLibrary(module.path))
            let what = "plugins of the library"
            let places = CountedItems.places(
                Int(factory.pointee.count?(factory) ?? 0), what, &answer)
            var found = 0
            for place in places {
                guard let given = factory.pointee.description?(factory, UInt32(place)) else {
                    continue
                }
                found += 1
                guard
                    let description = CLAPDescription(
                        given.pointee, at: place, factory: factory, &answer)
                else { continue }
                visit(description, &answer)
            }
            CountedItems.compare(found, with: places, what, &answer)
        } catch {
            answer.report(error.diagnostic)
        }
        return answer
    }

    private func factory(
        of library: PluginLibrary
    ) throws(LibraryProblem) -> UnsafePointer<clap_factory> {
        guard let entry = library.symbol("clap_entry", as: UnsafePointer<clap_entry>.self) else {
            throw problem(
                "no-entry", "the library has no 'clap_entry', so it is no CLAP plugin")
        }
        let standard = entry.pointee.standard
        guard standard.major >= 1 else {
            throw problem(
                "unknown-standard",
                "the library follows CLAP \(standard.major).\(standard.minor), a draft that is not read"
            )
        }
        guard entry.pointee.start?(module.path) == true else {
            throw problem("cannot-start", "the library says that it cannot start")
        }
        guard let factory = entry.pointee.factory?("clap.plugin-factory") else {
            throw problem("no-factory", "the library has no plugin factory")
        }
        return factory.assumingMemoryBound(to: clap_factory.self)
    }

    private func problem(_ code: String, _ message: String) -> LibraryProblem {
        LibraryProblem("plugin." + code, message, path: module.path)
    }
}
