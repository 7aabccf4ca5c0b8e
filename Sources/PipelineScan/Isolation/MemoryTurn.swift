import CSystem
import Glibc

/// Lets one module's process at a time hold much memory, whatever worker it belongs to: another that
/// grows meanwhile is stopped where it is, and goes on when the first has ended.
///
/// Modules that are read side by side may want some hundred MB each; together they would take more than a
/// machine has to spare. Nothing is lost but time, and that only where two such modules meet.
struct MemoryTurn {
    /// What a process may hold without a turn, in bytes of its own.
    static let free = 32 << 20
    /// How often a process is looked at that has no turn.
    static let pauseMilliseconds: Int32 = 5

    private let process: pid_t
    /// A folder that all workers of a pool have in common: who locks it has the turn.
    private let place: String?
    private var lock: Int32 = -1
    private var isStopped = false
    /// Whether there is nothing more to look for.
    private(set) var isSettled: Bool

    init(of process: pid_t, at place: String?) {
        self.process = process
        self.place = place
        isSettled = place == nil
    }

    /// Looks whether the process needs a turn, and whether it may have it.
    mutating func look() {
        guard !isSettled, let place, isStopped || ownBytes > Self.free else { return }
        if lock < 0 {
            lock = pipeline_open(AT_FDCWD, place, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
        }
        // Where it cannot be asked for, no one waits.
        if lock < 0 || flock(lock, LOCK_EX | LOCK_NB) == 0 {
            isSettled = true
            if isStopped { kill(process, SIGCONT) }
            isStopped = false
        } else if !isStopped {
            isStopped = kill(process, SIGSTOP) == 0
        }
    }

    /// Gives the turn back, when the process has ended.
    mutating func end() {
        if lock >= 0 { close(lock) }
        lock = -1
        isSettled = true
    }

    /// Memory that the process shares with no file, by the second and third number of its statm file.
    private var ownBytes: Int {
        let file = pipeline_open(AT_FDCWD, "/proc/\(process)/statm", O_RDONLY | O_CLOEXEC, 0)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        let text = [UInt8](unsafeUninitializedCapacity: 100) { space, initialized in
            initialized = max(0, read(file, space.baseAddress, space.count))
        }
        let numbers = text.split(separator: UInt8(ascii: " ")).prefix(3).map {
            Int(String(decoding: $0, as: UTF8.self)) ?? 0
        }
        return numbers.count == 3 ? (numbers[1] - numbers[2]) * 4096 : 0
    }
}
