import CPluginABI
import CSystem
import Diagnostics
import Glibc
import PluginCatalog
import PluginExtraction

/// A library with a VST2 plugin, or a shell with many.
///
/// To list them runs the library's start, makes each plugin and opens it, never more: no value is
/// set, and nothing is switched on.
struct VST2Library: ModuleReader {
    let module: PluginModule

    /// More plugins are no shell but a list that never ends; known ones have some hundreds.
    private static let most = 10_000

    func identity() -> ModuleIdentity { answer().identity }

    func description() -> ModuleDescription { answer().description }

    private func answer() -> LibraryAnswer {
        var answer = LibraryAnswer(module)
        do throws(LibraryProblem) {
            let library = try PluginLibrary(module.path)
            if let entry = entry(of: library) {
                try read(entry, &answer)
            } else {
                answer.report(
                    .info, "plugin.no-plugin",
                    "the library has no 'VSTPluginMain', so it is no VST2 plugin")
            }
        } catch {
            answer.report(error.diagnostic)
        }
        return answer
    }

    /// Old plugins have but a `main`, as many a library has that was made for something else: it must
    /// be the library's own, and it is not called where an executable program begins.
    private func entry(of library: PluginLibrary) -> vst2_entry? {
        if let entry = library.symbol("VSTPluginMain", as: vst2_entry.self) { return entry }
        guard let entry = library.symbol("main", as: vst2_entry.self),
            library.symbol("_start", as: UnsafeRawPointer.self) == nil
        else { return nil }
        let file = pipeline_file_with(unsafeBitCast(entry, to: UnsafeRawPointer.self))
        return file.map { String(cString: $0) } == module.path ? entry : nil
    }

    private func read(
        _ entry: vst2_entry, _ answer: inout LibraryAnswer
    ) throws(LibraryProblem) {
        let reader = try reader(of: VST2Host.make(entry))
        guard reader.category == vst2_category_shell else {
            let descriptor = reader.descriptor(id: reader.id, name: "", &answer)
            return answer.add(descriptor)
        }
        for (id, name) in contents(of: reader, &answer) {
            do throws(LibraryProblem) {
                let reader = try self.reader(of: VST2Host.make(entry, id: id))
                let descriptor = reader.descriptor(id: id, name: name, &answer)
                answer.add(descriptor)
            } catch {
                answer.report(error.diagnostic)
                answer.add(undescribed: VST2Reader.text(of: id), name: name)
            }
        }
    }

    /// What a shell holds.
    private func contents(
        of shell: VST2Reader, _ answer: inout LibraryAnswer
    ) -> [(id: Int32, name: String)] {
        var found: [(id: Int32, name: String)] = []
        var seen: Set<Int32> = []
        var count = 0
        while count < Self.most, let next = shell.nextOfShell(&answer) {
            count += 1
            if seen.insert(next.id).inserted {
                found.append(next)
            } else {
                answer.report(
                    .warning, "plugin.repeated-id",
                    "the shell names the id \(VST2Reader.text(of: next.id)) twice; "
                        + "the second is left out")
            }
        }
        if count == Self.most {
            answer.report(
                .warning, "plugin.too-many",
                "the shell names \(Self.most) plugins and more; the rest is left out")
        }
        return found
    }

    /// Looks at what the entry gave, and opens it.
    private func reader(
        of plugin: UnsafeMutablePointer<vst2_plugin>?
    ) throws(LibraryProblem) -> VST2Reader {
        guard let plugin else {
            throw LibraryProblem(
                "plugin.cannot-create", "the library's entry gives no plugin", path: module.path)
        }
        guard plugin.pointee.magic == vst2_magic, let ask = plugin.pointee.ask else {
            throw LibraryProblem(
                "plugin.cannot-create", "what the library's entry gives is no VST2 plugin",
                path: module.path)
        }
        let reader = VST2Reader(plugin: plugin, ask: ask, file: module.path)
        reader.open()
        return reader
    }
}
