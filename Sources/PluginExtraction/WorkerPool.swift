import CSystem
import Glibc

/// Opens plugin modules in worker processes that may crash, hang or eat memory.
///
/// Calls block and may come from several threads at once; at most `size` workers run. Workers start
/// when they are needed, are used again, and are replaced by the limits' rules. What a worker does
/// wrong costs the one request it worked on an `ExtractionFailure`, and nothing else: a worker that
/// served other modules before and then ends is given no blame, the module is tried once more in a
/// fresh one.
public final class WorkerPool: Sendable {
    public let program: String
    public let limits: WorkerLimits
    let monitor: Monitor<WorkerPoolState>

    /// Starts nothing yet.
    ///
    /// - Parameters:
    ///   - program: path of `pipeline-scan`.
    ///   - size: the number of workers that may run at once.
    public init(program: String, limits: WorkerLimits = WorkerLimits(), size: Int = 2) {
        self.program = program
        self.limits = limits
        monitor = Monitor(WorkerPoolState(capacity: max(1, size)))
    }

    deinit { shutdown() }

    /// Asks which plugins a module holds; of an LV2 bundle only the manifest is read.
    ///
    /// - Parameter module: its path must be absolute.
    /// - Throws: when no worker could answer. A broken manifest is an answer, with diagnostics.
    public func identify(_ module: PluginModule) throws(ExtractionFailure) -> ModuleIdentity {
        guard case .identity(let identity) = try answer(to: .identify(module)) else {
            throw otherQuestion(module)
        }
        return identity
    }

    /// Asks for the descriptor of each plugin of a module.
    ///
    /// - Parameter module: its path must be absolute.
    /// - Throws: when no worker could answer. Broken data files are an answer, with diagnostics.
    public func describe(_ module: PluginModule) throws(ExtractionFailure) -> ModuleDescription {
        guard case .description(let description) = try answer(to: .describe(module)) else {
            throw otherQuestion(module)
        }
        return description
    }

    /// Kills every worker; requests under way, and all later ones, fail with `.cancelled`.
    public func cancel() {
        monitor.change { state in
            state.isCancelled = true
            for process in state.busy { kill(-process, SIGKILL) }
        }
    }

    /// Waits for requests under way, then ends every worker; later requests fail with `.cancelled`.
    public func shutdown() {
        monitor.change { $0.isCancelled = true }
        let (idle, home) = monitor.wait { state -> ([WorkerProcess], String?)? in
            guard state.running == state.idle.count else { return nil }
            defer { state = WorkerPoolState(capacity: state.capacity, isCancelled: true) }
            return (state.idle, state.home)
        }
        for worker in idle { _ = worker.end(afterMilliseconds: 0) }
        if let home { _ = pipeline_remove_tree(home) }
    }

    private func otherQuestion(_ module: PluginModule) -> ExtractionFailure {
        ExtractionFailure(module, reason: .malformedReply("it answers another question"))
    }
}
