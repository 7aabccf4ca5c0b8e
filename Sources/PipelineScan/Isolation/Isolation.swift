import CSystem
import Glibc
import PluginExtraction

/// The process that must stay this one's parent; written once, before the handler that reads it.
nonisolated(unsafe) private var expectedParent: pid_t = 0

/// Whether this process notices by its channel that its parent is gone, and has folders to remove then;
/// written once, before a handler reads it.
nonisolated(unsafe) var endsByItself = false

/// Takes from this process what a bundle might misuse: memory, core files, big files, descriptors, a
/// life beyond the build tool's.
func isolate(_ options: WorkerOptions) {
    _ = pipeline_forbid_core_files()
    _ = pipeline_limit_file_size(WorkerLimits.writtenMegabytes << 20)
    _ = pipeline_limit_open_files(256)
    limitAddressSpace(options, forModules: false)
    pipeline_report_memory_on_crash()
    pipeline_adopt_orphans()
    if let parent = options.parent { endWithParent(parent) }
}

/// Gives this process the address space that one may have.
///
/// - Parameter forModules: Whether to add that of the memory by which modules' processes answer.
func limitAddressSpace(_ options: WorkerOptions, forModules: Bool) {
    guard let megabytes = options.memoryMegabytes else { return }
    let most = megabytes << 20 + UInt64(ReplySpace.size)
    _ = pipeline_limit_address_space(forModules ? most : megabytes << 20, most)
}

/// Ends this process with another one of a single thread.
func endWithParent(_ parent: pid_t, by signal: Int32) {
    _ = pipeline_signal_on_parent_death(signal)
    if getppid() != parent { _exit(0) }
}

/// The kernel signals the end of the *thread* that started us, which is no reason to end while its
/// process goes on: the handler looks.
private func endWithParent(_ parent: pid_t) {
    expectedParent = parent
    signal(SIGTERM) { _ in
        if getppid() != expectedParent, !endsByItself { _exit(0) }
    }
    _ = pipeline_signal_on_parent_death(SIGTERM)
    if getppid() != parent { _exit(0) }
}

/// Gives this process so much processor time from now on.
///
/// - Parameter forGood: whether nothing in this process may raise the limit again.
func limitProcessorTime(seconds: UInt64, forGood: Bool) {
    var used = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used)
    _ = pipeline_limit_processor_time(
        UInt64(max(0, used.tv_sec)) + seconds + 1, forGood ? 1 : 0)
}
