import CSystem
import Diagnostics
import Glibc
import PluginExtraction

/// Opens each module in a process of its own, a copy of this one: nothing of one module is there when
/// the next is opened, and what it does to its process ends with it.
struct ModuleProcess {
    private let options: WorkerOptions
    private let confinement: Confinement
    private let folder: PrivateFolder?

    init(_ options: WorkerOptions) {
        self.options = options
        endsByItself = true
        _ = MappedFiles.ofWorker
        folder = PrivateFolder(in: options.folder) ?? PrivateFolder(in: nil)
        confinement = Confinement(options, folder: folder)
    }

    /// What came of a module's process.
    struct Outcome {
        /// Its answer, or how it ended without one.
        var reply: [UInt8]
        /// What it did besides, for the module's path.
        var findings: [Diagnostic]
        /// The measures that held it.
        var measures: Int32
    }

    /// Has a new process answer.
    ///
    /// - Returns: `nil` when there can be no process.
    func run(
        _ module: PluginModule, closing channel: Int32, _ answer: () -> ScanReply.Content
    ) -> Outcome? {
        limitAddressSpace(options, forModules: true)
        defer { limitAddressSpace(options, forModules: false) }
        guard let space = ReplySpace() else { return nil }
        defer { space.free() }
        let parent = getpid()
        let process = pipeline_fork()
        if process == 0 {
            endWithParent(parent, by: SIGKILL)
            confinement.enter(closing: channel)
            let content = answer()
            if !space.put(content.bytes) { _ = space.put(content.tooLong(module).bytes) }
            _exit(0)
        }
        guard process > 0 else { return nil }
        var record = AttemptRecord(folder: folder?.path, process: process)
        let measures = confinement.keep(process, channel, &record)
        var end = ModuleEnd()
        guard pipeline_take_status(process, &end.status, &end.processorNanoseconds) == 0 else {
            return nil
        }
        pipeline_end_orphans()
        let written = folder?.renew() ?? []
        return Outcome(
            reply: space.take() ?? ScanReply.Content.ended(end).bytes,
            findings: record.findings(path: module.path, written: written), measures: measures)
    }

    /// Removes what modules had, and the folder for that of all workers after the last of them.
    func removeFolder() {
        folder?.remove()
        if let base = options.folder { rmdir(base) }
    }
}

extension ScanReply.Content {
    /// What to say in place of an answer that is longer than any may be.
    func tooLong(_ module: PluginModule) -> ScanReply.Content {
        let finding = Diagnostic(
            .error, "plugin.too-much",
            "the module says more of its plugins than \(ScanReply.longestContent >> 20) MB hold",
            path: module.path)
        if case .identity = self {
            return .identity(
                ModuleIdentity(plugins: [], filesRead: [module.path], diagnostics: [finding]))
        }
        return .description(
            ModuleDescription(plugins: [], filesRead: [module.path], diagnostics: [finding]))
    }
}
