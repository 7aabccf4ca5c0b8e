import CSystem
import Glibc
import PluginExtraction

/// Answers requests one after the other until the build tool closes the channel.
struct ScanService {
    let channel: Int32
    let limits: WorkerOptions
    private var buffer: [UInt8] = []
    private let log: CapturedLog
    /// Made when the first module comes whose code must run.
    private var modules: ModuleProcess?
    private let memory = pipeline_open(AT_FDCWD, "/proc/self/statm", O_RDONLY, 0)

    init(channel: Int32, limits: WorkerOptions) {
        self.channel = channel
        self.limits = limits
        log = CapturedLog(isMemoryFile: limits.hasMemoryLog)
    }

    /// Returns when there is nothing more to do; ends the process when a request makes no sense.
    mutating func run() {
        defer { modules?.removeFolder() }
        while let message = nextMessage() {
            guard let request = try? ScanRequest(message: message) else { _exit(3) }
            guard request.module.format.runsCodeToList else {
                guard reply(to: request) else { return }
                continue
            }
            guard let outcome = open(request) else { _exit(4) }
            let reply = ScanReply.frame(
                outcome.reply, residentBytes: residentBytes, findings: outcome.findings)
            guard send(reply) else { return }
        }
    }

    /// Has a process of its own answer; what is printed from now on is the module's.
    private mutating func open(_ request: ScanRequest) -> ModuleProcess.Outcome? {
        log.clear()
        let processes = modules ?? ModuleProcess(limits)
        modules = processes
        return processes.run(request.module, closing: channel) { answer(request) }
    }

    /// - Returns: Whether the reply was sent.
    private func reply(to request: ScanRequest) -> Bool {
        if let seconds = limits.processorSeconds {
            limitProcessorTime(seconds: seconds, forGood: false)
        }
        let content = answer(request)
        var bytes = content.bytes
        if bytes.count > ScanReply.longestContent { bytes = content.tooLong(request.module).bytes }
        return send(ScanReply.frame(bytes, residentBytes: residentBytes, findings: []))
    }

    private func answer(_ request: ScanRequest) -> ScanReply.Content {
        switch request {
        case .identify(let module): .identity(reader(of: module).identity())
        case .describe(let module): .description(reader(of: module).description())
        }
    }

    private func reader(of module: PluginModule) -> any ModuleReader {
        switch module.format {
        case .lv2: LV2Bundle(folder: module.path, log: log)
        case .ladspa, .dssi: LADSPALibrary(module: module)
        case .clap: CLAPLibrary(module: module)
        case .vst3: VST3Library(module: module)
        case .vst2: VST2Library(module: module)
        }
    }

    /// - Returns: `nil` at the end of the channel.
    private mutating func nextMessage() -> [UInt8]? {
        while true {
            if buffer.count >= 4 {
                let length = buffer[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
                if buffer.count >= 4 + length {
                    defer { buffer.removeFirst(4 + length) }
                    return Array(buffer[4..<4 + length])
                }
            }
            let chunk = [UInt8](unsafeUninitializedCapacity: 65536) { space, initialized in
                initialized = max(0, read(channel, space.baseAddress, space.count))
            }
            guard !chunk.isEmpty else { return nil }
            buffer += chunk
        }
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(channel, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Memory this process really holds, by the second number of its statm file.
    private var residentBytes: UInt64 {
        let text = [UInt8](unsafeUninitializedCapacity: 64) { space, initialized in
            initialized = max(0, pread(memory, space.baseAddress, space.count, 0))
        }
        let fields = text.split(separator: UInt8(ascii: " "), maxSplits: 2)
        guard fields.count > 1 else { return 0 }
        return (UInt64(String(decoding: fields[1], as: UTF8.self)) ?? 0) * 4096
    }
}
