/// What the build tool tells a worker when it starts it.
struct WorkerOptions {
    /// Requests come from and replies go to this descriptor.
    var channel: Int32
    /// Address space, in 1,048,576 bytes; `nil` for no limit.
    var memoryMegabytes: UInt64?
    /// Processor time for one request; `nil` for no limit.
    var processorSeconds: UInt64?
    /// Whether standard error is a memory file, which may be read and cut at will.
    var hasMemoryLog = false
    /// Where modules get their private folder.
    var folder: String?
    /// Protections that a test does without, by the names of `Confinement.Measure`.
    var without: Set<String> = []
    /// The worker ends when it is no longer this process's child.
    var parent: Int32?

    /// - Returns: `nil` when there is no channel, or an argument is not understood.
    init?(_ arguments: [String]) {
        var channel: Int32?
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let text = rest.popFirst() else { return nil }
            if name == "--folder" {
                folder = text
                continue
            }
            if name == "--without" {
                without = Set(text.split(separator: ",").map(String.init))
                continue
            }
            guard let value = UInt64(text) else { return nil }
            switch name {
            case "--channel": channel = Int32(exactly: value)
            case "--memory-mb": memoryMegabytes = value
            case "--cpu-seconds": processorSeconds = value
            case "--memory-log": hasMemoryLog = value == 1
            case "--parent": parent = Int32(exactly: value)
            default: return nil
            }
        }
        guard let channel else { return nil }
        self.channel = channel
    }

    static let usage: StaticString = """
        pipeline-scan reads plugin bundles; the program 'pipeline' starts it.
        usage: pipeline-scan --channel DESCRIPTOR [--memory-mb N] [--cpu-seconds N]
                             [--memory-log 0|1] [--parent PID] [--folder FOLDER]
                             [--without landlock,seccomp,notices,namespace]
               pipeline-scan --isolation

        --isolation tells how well this machine lets the program keep plugins from doing harm.

        """
}
