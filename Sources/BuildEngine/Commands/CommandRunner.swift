import CSystem
import ContentStore
import Glibc
import Synchronization

/// Runs commands of the user: each leads a process group of its own, gets nothing of ours but what
/// it is given, and ends with this program, whatever ends that.
///
/// - Thread: any; `run` blocks the thread that calls it.
public final class CommandRunner: @unchecked Sendable {
    // Unchecked: `cancelling` and `nothing` never change, and the wards of `setup` are written by
    // whoever took their number.
    private let disk: Disk
    private let path: String
    private let width: Int
    private let makeFlags: String?
    private let setup = Mutex<Setup?>(nil)
    /// Readable from a cancel on.
    private let cancelling = pipeline_event(0, 0)

    /// What the first command makes necessary.
    struct Setup: @unchecked Sendable {
        // Unchecked: see above.
        var tokens: JobTokens
        var wards: UnsafeMutablePointer<pipeline_ward>
        var freeWards: [Int]
        /// /dev/null.
        var nothing: Int32
        /// Open for as long as this program lives, which another one waits for.
        var alive: Int32
        var guardian: pid_t
    }

    /// - Parameters:
    ///   - path: where the FIFO of the job server is made, below the disk's root.
    ///   - width: how many commands may run at once, what they start by the job server included.
    ///   - makeFlags: the value of MAKEFLAGS that this program was started with.
    public init(on disk: Disk, jobServer path: String, width: Int, makeFlags: String? = nil) {
        self.disk = disk
        self.path = path
        self.width = max(1, width)
        self.makeFlags = makeFlags
    }

    deinit {
        shutdown()
        close(cancelling)
    }

    /// Ends the commands that run, and lets no other start: SIGTERM for their groups, and SIGKILL
    /// two seconds later for what is left of them.
    public func cancel() {
        var one: UInt64 = 1
        _ = write(cancelling, &one, 8)
    }

    /// Takes a cancel back, so that another build can begin.
    public func resume() {
        var count: UInt64 = 0
        _ = read(cancelling, &count, 8)
    }

    /// Frees what commands made necessary; no command may be running.
    public func shutdown() {
        guard let setup = setup.withLock({ $0.take() }) else { return }
        close(setup.alive)
        var status: Int32 = 0
        while waitpid(setup.guardian, &status, 0) < 0, errno == EINTR {}
        close(setup.nothing)
        munmap(setup.wards, Self.wardCount * MemoryLayout<pipeline_ward>.stride)
        if !setup.tokens.isBorrowed { try? disk.removeTree(path) }
    }

    /// Runs a command and waits for its end.
    public func run(_ command: Command) -> CommandResult {
        let tokens: JobTokens
        do throws(FileError) { tokens = try prepare() } catch {
            return CommandResult(.cannotStart(error.code))
        }
        guard let token = tokens.take(unless: cancelling) else { return CommandResult(.cancelled) }
        defer { tokens.giveBack(token) }
        guard let place = setup.withLock({ $0?.take() }) else {
            return CommandResult(.cannotStart(EAGAIN))
        }
        defer { setup.withLock { $0?.give(place.number) } }
        if tokens.isBorrowed { place.ward.pointee.token = token.byte.map { Int32($0) + 1 } ?? 0 }
        defer { place.ward.pointee.token = 0 }
        var run = CommandRun(command, cancelling: cancelling)
        return run.run(tokens, nothing: place.nothing, ward: place.ward)
    }

    /// How many commands may run at once at the very most.
    private static let wardCount = 1024

    /// Gets ready for the first command.
    private func prepare() throws(FileError) -> JobTokens {
        if let tokens = setup.withLock({ $0?.tokens }) { return tokens }
        let made: Result<JobTokens, FileError> = setup.withLock { setup in
            if let setup { return .success(setup.tokens) }
            do throws(FileError) {
                let new = try self.makeSetup()
                setup = new
                return .success(new.tokens)
            } catch { return .failure(error) }
        }
        return try made.get()
    }

    private func makeSetup() throws(FileError) -> Setup {
        let borrowed = makeFlags.flatMap { JobTokens(borrowingBy: $0, width: width) }
        let tokens: JobTokens
        if let borrowed {
            tokens = borrowed
        } else {
            tokens = try JobTokens(serving: width, at: path, on: disk)
        }
        let nothing = pipeline_raise_descriptor(pipeline_open(AT_FDCWD, "/dev/null", O_RDONLY, 0))
        guard nothing >= 0 else { throw FileError("open", "/dev/null", -nothing) }
        var ends: (Int32, Int32) = (-1, -1)
        let code = withUnsafeMutableBytes(of: &ends) {
            pipeline_pipe($0.bindMemory(to: Int32.self).baseAddress)
        }
        guard code == 0, let wards = pipeline_shared_wards(Self.wardCount) else {
            throw FileError("start", "commands", code == 0 ? ENOMEM : code)
        }
        // The guardian waits by blocking.
        _ = pipeline_block(ends.0)
        let guardian = pipeline_start_guardian(
            ends.0, tokens.isBorrowed ? tokens.returning : -1, wards, Self.wardCount)
        close(ends.0)
        guard guardian > 0 else { throw FileError("start", "commands", -guardian) }
        return Setup(
            tokens: tokens, wards: wards, freeWards: Array((0..<Self.wardCount).reversed()),
            nothing: nothing, alive: ends.1, guardian: guardian)
    }
}

extension CommandRunner.Setup {
    struct Place: @unchecked Sendable {
        // Unchecked: the ward is the taker's alone.
        var number: Int
        var ward: UnsafeMutablePointer<pipeline_ward>
        var nothing: Int32
    }

    fileprivate mutating func take() -> Place? {
        freeWards.popLast().map { Place(number: $0, ward: wards + $0, nothing: nothing) }
    }

    fileprivate mutating func give(_ number: Int) { freeWards.append(number) }
}
