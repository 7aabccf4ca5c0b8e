import CSystem
import Glibc

/// One run of a command, on the thread that waits for it.
struct CommandRun {
    private let command: Command
    private let cancelling: Int32
    private var printed = PrintedText()
    private var looks: Set<String> = []
    private var looksRefused: Int32?
    /// How it ended when we ended it.
    private var verdict: CommandResult.End?
    /// When the group is killed for good.
    private var killTime: UInt64?

    /// How long a group may take to end after SIGTERM.
    private static let patienceMicroseconds: UInt64 = 2_000_000

    init(_ command: Command, cancelling: Int32) {
        self.command = command
        self.cancelling = cancelling
    }

    /// What is waited for.
    private struct Child {
        var process: pid_t
        /// Readable when the process has ended.
        var end: Int32
        /// What it prints comes out here.
        var output: Int32
        /// Tells of its looks; -1 for nothing.
        var looks: Int32
    }

    mutating func run(
        _ tokens: JobTokens, nothing: Int32, ward: UnsafeMutablePointer<pipeline_ward>
    ) -> CommandResult {
        let folder = pipeline_open(AT_FDCWD, command.folder, O_PATH | O_DIRECTORY, 0)
        guard folder >= 0 else { return CommandResult(.cannotStart(-folder)) }
        defer { close(folder) }
        var ends: (Int32, Int32) = (-1, -1)
        let code = withUnsafeMutableBytes(of: &ends) {
            pipeline_pipe($0.bindMemory(to: Int32.self).baseAddress)
        }
        guard code == 0 else { return CommandResult(.cannotStart(code)) }
        defer { close(ends.0) }
        var raw = pipeline_command()
        raw.folder = folder
        raw.input = nothing
        raw.output = ends.1
        raw.umask = command.umask
        raw.looks = command.tellsLooks ? 1 : 0
        // The group is the first thing in a ward.
        raw.group = UnsafeMutableRawPointer(ward).assumingMemoryBound(to: Int32.self)
        var descriptor: Int32 = -1
        let process = start(&raw, tokens, &descriptor)
        close(ends.1)
        guard process > 0 else { return CommandResult(.cannotStart(-process)) }
        if command.tellsLooks, raw.looks < 0 { looksRefused = -raw.looks }
        let child = Child(
            process: process, end: descriptor, output: ends.0,
            looks: command.tellsLooks ? max(-1, raw.looks) : -1)
        let end = wait(for: child, ward)
        close(descriptor)
        if child.looks >= 0 { close(child.looks) }
        var result = CommandResult(end)
        result.printed = printed.bytes
        result.looks = looks
        result.looksRefused = looksRefused
        return result
    }

    private func start(
        _ raw: inout pipeline_command, _ tokens: JobTokens, _ descriptor: inout Int32
    ) -> pid_t {
        var environment = command.environment
        (raw.tokens_in, raw.tokens_out) = (-1, -1)
        if environment["MAKEFLAGS"] == nil, let flags = tokens.flags(command.jobServer) {
            environment["MAKEFLAGS"] = flags
            if command.jobServer == .pipe {
                (raw.tokens_in, raw.tokens_out) = (tokens.commandReading, tokens.commandWriting)
            }
        }
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return withCStrings(command.words) { words in
            withCStrings(variables) { variables in
                command.program.withCString { program in
                    raw.program = program
                    raw.arguments = words
                    raw.environment = variables
                    return pipeline_start_command(&raw, &descriptor)
                }
            }
        }
    }

    private mutating func wait(
        for child: Child, _ ward: UnsafeMutablePointer<pipeline_ward>
    ) -> CommandResult.End {
        let limit = command.timeoutSeconds.map { steadyMicroseconds() + UInt64($0) * 1_000_000 }
        var entries = [child.output, child.end, cancelling, child.looks].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        while true {
            let count = poll(&entries, nfds_t(entries.count), pause(until: killTime ?? limit))
            if count < 0, errno == EINTR { continue }
            if entries[0].revents != 0, takePrinted(child.output) { entries[0].fd = -1 }
            if entries[3].revents != 0, takeLook(child.looks) { entries[3].fd = -1 }
            if entries[1].revents != 0 { break }
            if entries[2].revents != 0 {
                entries[2].fd = -1
                terminate(child, as: .cancelled)
            }
            guard let time = killTime ?? limit, steadyMicroseconds() >= time else { continue }
            if killTime == nil {
                terminate(child, as: .timedOut)
            } else {
                kill(-child.process, SIGKILL)
                killTime = .max
            }
        }
        return reap(child, ward)
    }

    /// Asks the group to end.
    private mutating func terminate(_ child: Child, as end: CommandResult.End) {
        if killTime != nil { return }
        verdict = end
        kill(-child.process, SIGTERM)
        killTime = steadyMicroseconds() + Self.patienceMicroseconds
    }

    /// Takes the leader's status; what is left of its group ends with it, or when it was asked to
    /// end, in its time.
    private mutating func reap(
        _ child: Child, _ ward: UnsafeMutablePointer<pipeline_ward>
    ) -> CommandResult.End {
        var status: Int32 = 0
        if verdict == nil { kill(-child.process, SIGKILL) }
        while waitpid(child.process, &status, 0) < 0, errno == EINTR {}
        if verdict != nil {
            while kill(-child.process, 0) == 0, steadyMicroseconds() < killTime ?? 0,
                killTime != .max
            {
                usleep(2000)
            }
            kill(-child.process, SIGKILL)
        }
        ward.pointee.group = 0
        while !takePrinted(child.output), errno != EAGAIN {}
        if let verdict { return verdict }
        let signal = pipeline_wait_signal(status)
        return signal != 0 ? .killed(signal: signal) : .exited(pipeline_wait_exit(status))
    }

    /// Milliseconds until a time, rounded up; -1 for ever.
    private func pause(until time: UInt64?) -> Int32 {
        guard let time, time != .max else { return -1 }
        let now = steadyMicroseconds()
        return time <= now ? 0 : Int32(clamping: (time - now + 999) / 1000)
    }

    /// - Returns: whether nothing more will come.
    private mutating func takePrinted(_ output: Int32) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
            errno = 0
            let count = read(output, buffer.baseAddress, buffer.count)
            if count > 0 { printed.add(UnsafeRawBufferPointer(buffer)[..<count].rebased) }
            return count == 0
        }
    }

    /// - Returns: whether nothing more will come.
    private mutating func takeLook(_ listener: Int32) -> Bool {
        var path = [CChar](repeating: 0, count: 8192)
        let length = pipeline_next_look(listener, &path, path.count)
        if length > 0 {
            looks.insert(
                String(decoding: path[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
        return length < 0 && -length != Int(EINTR)
    }
}

extension Slice where Base == UnsafeRawBufferPointer {
    fileprivate var rebased: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self) }
}

/// Lends the texts as the null-ended table C wants.
private func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result
) -> Result {
    let table = texts.map { strdup($0) } + [nil]
    defer { for text in table { free(text) } }
    return table.withUnsafeBufferPointer { body($0.baseAddress) }
}
