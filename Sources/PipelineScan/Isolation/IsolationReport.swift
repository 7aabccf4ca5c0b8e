import CSystem
import Glibc
import PluginExtraction

/// Which protections this machine allows, found out by using them on a process that does nothing.
enum IsolationReport {
    /// Writes one line a protection on standard output: its name, and `yes` or `no`.
    static func print() {
        guard var options = WorkerOptions(["--channel", "0"]) else { return }
        options.folder = nil
        let modules = ModuleProcess(options)
        let nothing = ModuleIdentity(plugins: [], filesRead: [], diagnostics: [])
        let outcome = modules.run(PluginModule(.ladspa, "/"), closing: -1) { .identity(nothing) }
        modules.removeFolder()
        for measure in Confinement.Measure.allCases where measure != .ownUsers {
            let holds = (outcome?.measures ?? 0) & measure.rawValue != 0
            var line = "\(measure.name) \(holds ? "yes" : "no")\n"
            line.withUTF8 { _ = write(1, $0.baseAddress, $0.count) }
        }
    }
}
