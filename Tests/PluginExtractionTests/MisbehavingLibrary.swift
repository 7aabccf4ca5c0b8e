import Glibc
import PluginExtraction
import Testing

/// The library that does what its file's name says.
enum MisbehavingLibrary {
    /// Compiled once for all tests, and removed with the last.
    private static let compiled: String = {
        let library = "/tmp/misbehaving-\(getpid()).so"
        let source = packageFolder + "/Tests/PluginFixtures/misbehaving.c"
        let said = output(of: "cc -shared -fPIC -O1 -w -o '\(library)' '\(source)' 2>&1")
        if !said.isEmpty { Issue.record("the fixture cannot be compiled: \(said)") }
        atexit { unlink("/tmp/misbehaving-\(getpid()).so") }
        return library
    }()

    /// A copy of the library in `folder` whose name asks for a behaviour.
    static func make(_ behaviour: String, in folder: ScratchFolder) -> PluginModule {
        let path = "\(folder.path)/\(behaviour).so"
        _ = output(of: "cp '\(compiled)' '\(path)'")
        return PluginModule(.ladspa, path)
    }
}

/// The folder with Package.swift.
let packageFolder: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/")
}()
