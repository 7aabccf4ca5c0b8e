import ALSAMIDI
import CSystem
import Glibc

/// The guard process as its ward sees it: a process of its own session that ends what sounds when this one
/// is killed.
///
/// It holds one end of a connection; the kernel closes the other end with this process, however that ends.
final class GuardProcess {
    private let process: pid_t
    private let connection: Int32
    private let memory: GuardMemory
    /// Descriptors that the guard finds.
    static let memoryDescriptor: Int32 = 3
    static let wardDescriptor: Int32 = 4
    private static let firstKept: Int32 = 5
    private static let mostKept = 48
    /// Not in Swift's module of glibc: hidden by a feature macro.
    private static let newSession: Int16 = 0x80

    /// Starts this program again as the guard.
    ///
    /// - Parameters:
    ///   - memory: What it sees.
    ///   - devices: Open devices of bytes by their outputs.
    /// - Throws: `RuntimeRefusal` when there can be no process.
    init(_ memory: GuardMemory, _ devices: [Int: ByteDevice] = [:]) throws(RuntimeRefusal) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw RuntimeRefusal(operation: "socketpair", errno: errno)
        }
        let ours = pipeline_raise_descriptor(ends[1])
        let theirs = Self.copy(ends[0])
        closeDescriptor(ends[0])
        defer { closeDescriptor(theirs) }
        let shared = Self.copy(memory.descriptor)
        defer { closeDescriptor(shared) }
        var kept: [Int32] = []
        defer { for descriptor in kept { closeDescriptor(descriptor) } }
        // A pipe would end with this process: who reads it would be gone before the guard could write.
        let pipes = devices.filter(\.value.isPipe).sorted { $0.key < $1.key }
        for (output, device) in pipes.prefix(Self.mostKept) {
            memory.setWay(.descriptor(Self.firstKept + Int32(kept.count)), output: output)
            kept.append(Self.copy(device.descriptor))
        }
        do throws(RuntimeRefusal) {
            process = try Self.start(shared, theirs, kept)
        } catch {
            closeDescriptor(ours)
            throw error
        }
        connection = ours
        self.memory = memory
    }

    /// A copy whose number is none of those that the guard finds.
    private static func copy(_ descriptor: Int32) -> Int32 {
        fcntl(descriptor, F_DUPFD_CLOEXEC, firstKept + Int32(mostKept))
    }

    private static func start(
        _ memory: Int32, _ ward: Int32, _ kept: [Int32]
    ) throws(RuntimeRefusal) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, memory, memoryDescriptor)
        posix_spawn_file_actions_adddup2(&actions, ward, wardDescriptor)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        for (place, descriptor) in kept.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, firstKept + Int32(place))
        }
        _ = pipeline_spawn_close_from(&actions, firstKept + Int32(kept.count))
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, newSession)
        var arguments = [strdup("pipeline-runtime"), strdup("guard"), nil]
        defer { for text in arguments { free(text) } }
        var child: pid_t = 0
        let failure = posix_spawn(
            &child, "/proc/self/exe", &actions, &attributes, &arguments, environ)
        guard failure == 0 else {
            throw RuntimeRefusal(operation: "posix_spawn", errno: failure)
        }
        return child
    }

    /// Waits until the guard stands, or has ended because it can do nothing.
    ///
    /// - Returns: Whether it stands.
    func awaitReadiness() -> Bool {
        var wanted = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, Self.patienceMilliseconds) > 0 else { return false }
        var byte: UInt8 = 0
        return read(connection, &byte, 1) == 1
    }

    private static let patienceMilliseconds: Int32 = 5_000

    /// All has been ended in order: lets the guard go, and waits until it has.
    func dismiss() {
        memory.isClean = true
        closeDescriptor(connection)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }
}
