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
                read(entry, &answer)
            } else {
                answer.report(
                    .info, "plugin.no-entry",
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

    private func read(_ entry: vst2_entry, _ answer: inout LibraryAnswer) {
        guard var reader = reader(of: VST2Host.make(entry), &answer) else { return }
        guard reader.category == vst2_category_shell else {
            let descriptor = reader.descriptor(id: reader.id, name: "", &answer)
            return answer.add(descriptor)
        }
        var names: [(id: Int32, name: String)] = []
        var seen: Set<Int32> = []
        while names.count < Self.most, let next = reader.nextOfShell(&answer) {
            if seen.insert(next.id).inserted {
                names.append(next)
            } else {
                answer.report(
                    .warning, "plugin.repeated-id",
                    "the shell names the id \(VST2Reader.text(of: next.id)) twice; the second is left out"
                )
            }
        }
        if names.count == Self.most {
            answer.report(
                .warning, "plugin.too-many",
                "the shell names more than \(Self.most) plugins; the rest is left out")
        }
        for (id, name) in names {
            guard var reader = self.reader(of: VST2Host.make(entry, id: id), &answer) else {
                continue
            }
            let descriptor = reader.descriptor(id: id, name: name, &answer)
            answer.add(descriptor)
        }
    }

    /// Looks at what the entry gave, and opens it.
    private func reader(
        of plugin: UnsafeMutablePointer<vst2_plugin>?, _ answer: inout LibraryAnswer
    ) -> VST2Reader? {
        guard let plugin else {
            answer.report(
                .warning, "plugin.cannot-create", "the library's entry gives no plugin")
            return nil
        }
        guard plugin.pointee.magic == vst2_magic, let ask = plugin.pointee.ask else {
            answer.report(
                .warning, "plugin.cannot-create",
                "what the library's entry gives is no VST2 plugin")
            return nil
        }
        let reader = VST2Reader(plugin: plugin, ask: ask, file: module.path)
        reader.open()
        return reader
    }
}
