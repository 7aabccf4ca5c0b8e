import CPluginABI
import Diagnostics
import PluginCatalog
import PluginExtraction

/// A library of LADSPA or DSSI plugins. Nothing of theirs runs but the library's own start.
struct LADSPALibrary: ModuleReader {
    let module: PluginModule

    func identity() -> ModuleIdentity { answer().identity }

    func description() -> ModuleDescription { answer().description }

    private func answer() -> LibraryAnswer {
        var answer = LibraryAnswer(module)
        do throws(LibraryProblem) {
            let library = try PluginLibrary(module.path)
            var labels: [String: Int] = [:]
            for plugin in plugins(of: library) {
                let label = answer.text(plugin.pointee.label, "the label of a plugin")
                labels[label, default: 0] += 1
                var id = "\(fileName)#\(label)"
                if let count = labels[label], count > 1 { id += "#\(count)" }
                let reader = LADSPAReader(plugin: plugin.pointee)
                let descriptor = reader.descriptor(
                    PluginIdentity(format: module.format, id: id), label: label, &answer)
                answer.add(descriptor)
            }
            if labels.values.reduce(0, +) == Self.most {
                answer.report(
                    .warning, "plugin.too-many",
                    "the library names more than \(Self.most) plugins; the rest is left out")
            }
        } catch {
            answer.report(error.diagnostic)
        }
        return answer
    }

    private var fileName: Substring {
        module.path.lastIndex(of: "/").map { module.path[module.path.index(after: $0)...] }
            ?? module.path[...]
    }

    /// More are no list but a library that never ends it.
    private static let most = 10_000

    private func plugins(of library: PluginLibrary) -> [UnsafePointer<ladspa_plugin>] {
        var plugins: [UnsafePointer<ladspa_plugin>] = []
        if module.format == .dssi {
            guard let entry = library.symbol("dssi_descriptor", as: dssi_entry.self) else {
                return []
            }
            while plugins.count < Self.most, let found = entry(UInt(plugins.count)),
                let plugin = found.pointee.ladspa
            {
                plugins.append(plugin)
            }
        } else {
            guard let entry = library.symbol("ladspa_descriptor", as: ladspa_entry.self) else {
                return []
            }
            while plugins.count < Self.most, let plugin = entry(UInt(plugins.count)) {
                plugins.append(plugin)
            }
        }
        return plugins
    }
}
