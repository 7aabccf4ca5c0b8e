import PluginExtraction

/// The library that does what its file's name says.
enum MisbehavingLibrary {
    /// A copy of the library in `folder` whose name asks for a behaviour.
    static func make(_ behaviour: String, in folder: ScratchFolder) throws -> PluginModule {
        PluginModule(
            .ladspa, try CompiledPlugins.misbehaving.library("\(behaviour).so", in: folder))
    }
}

/// Whether this machine gives modules' processes some protections; a container's rules may forbid them.
func isProtected(by measures: WorkerIsolation.Measure...) -> Bool {
    let isolation = WorkerIsolation(program: workerProgram)
    return measures.allSatisfy { isolation?.measures.contains($0) ?? false }
}
