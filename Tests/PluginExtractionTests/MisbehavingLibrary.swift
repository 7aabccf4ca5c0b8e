import Diagnostics
import PluginCatalog
import PluginExtraction
import Testing

/// The library that does what its file's name says.
enum MisbehavingLibrary {
    /// A copy of the library in `folder` whose name asks for a behaviour.
    static func make(
        _ behaviour: String, as format: PluginFormat = .ladspa, in folder: ScratchFolder
    ) throws -> PluginModule {
        let (library, ending): (CompiledPlugins, String) =
            switch format {
            case .ladspa, .dssi, .lv2: (.misbehaving, "so")
            case .clap: (.misbehavingCLAP, "clap")
            case .vst3: (.misbehavingVST3, "vst3")
            case .vst2: (.misbehavingVST2, "so")
            }
        return PluginModule(format, try library.library("\(behaviour).\(ending)", in: folder))
    }
}

/// A library that misbehaves, and one that does not, in the hands of the same worker.
struct Neighbourhood {
    let scratch = ScratchFolder()

    func good(_ pool: WorkerPool) throws -> ModuleDescription {
        try pool.describe(MisbehavingLibrary.make("good", in: scratch))
    }

    /// What comes of a library, and that its neighbours do not notice.
    func outcome(
        of behaviour: String, as format: PluginFormat = .ladspa, in pool: WorkerPool
    ) throws -> Result<ModuleDescription, ExtractionFailure> {
        let module = try MisbehavingLibrary.make(behaviour, as: format, in: scratch)
        let before = try good(pool)
        #expect(before.plugins.map(\.parameterCount) == [1])
        #expect(before.diagnostics.isEmpty)
        let result: Result<ModuleDescription, ExtractionFailure>
        do {
            result = .success(try pool.describe(module))
        } catch {
            result = .failure(error)
        }
        #expect(try good(pool) == before)
        return result
    }

    /// The one finding of a library that ends its process.
    func failure(
        of behaviour: String, as format: PluginFormat = .ladspa, in pool: WorkerPool
    ) throws -> ExtractionFailure {
        guard case .failure(let failure) = try outcome(of: behaviour, as: format, in: pool) else {
            throw Absent()
        }
        #expect(failure.isOfTheModule)
        return failure
    }

    /// The findings of a library that is read all the same.
    func findings(of behaviour: String, in pool: WorkerPool) throws -> [Diagnostic] {
        let description = try outcome(of: behaviour, in: pool).get()
        #expect(description.plugins.map(\.id) == ["\(behaviour).so#good"])
        return description.diagnostics
    }
}

/// Whether this machine gives modules' processes some protections; a container's rules may forbid them.
func isProtected(by measures: WorkerIsolation.Measure...) -> Bool {
    let isolation = WorkerIsolation(program: workerProgram)
    return measures.allSatisfy { isolation?.measures.contains($0) ?? false }
}
