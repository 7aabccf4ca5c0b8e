import CSystem
import Glibc
import Synchronization

/// Keeps a target connected, on a thread of its own: finds the host, connects, hands the socket over,
/// and begins anew when the connection ends.
public final class OSCConnector: Sendable {
    /// The first pause after a refusal; each further one is twice as long, up to the longest.
    static let firstPauseMilliseconds: Int32 = 100
    static let longestPauseMilliseconds: Int32 = 5_000
    private static let stackSize = 256 << 10

    private let target: OSCTarget
    private let thread: pthread_t
    private let isStopped = Atomic<Bool>(false)

    /// Begins at once.
    ///
    /// - Parameters:
    ///   - onChange: called on the connector's thread when the target has come (`nil`) or why it
    ///     is away, each reason once.
    ///   - onReply: called there with each packet that the target sends back to the socket by which it gets
    ///     ours; nobody has looked into it.
    public init(
        _ target: OSCTarget, onChange: @escaping @Sendable (OSCSocketError?) -> Void = { _ in },
        onReply: @escaping @Sendable (UnsafeRawBufferPointer) -> Void = { _ in }
    ) {
        self.target = target
        let box = Unmanaged.passRetained(Job(target: target, onChange: onChange, onReply: onReply))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, Self.stackSize)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { raw in
                guard let raw else { return nil }
                Unmanaged<Job>.fromOpaque(raw).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        pthread_attr_destroy(&attributes)
        precondition(code == 0, "the system gives this program no thread")
        self.thread = thread
    }

    deinit { stop() }

    /// Ends the thread; the socket that the door has goes on.
    ///
    /// While a host is being looked for this takes as long as the system's resolver does.
    public func stop() {
        if isStopped.exchange(true, ordering: .acquiringAndReleasing) { return }
        target.cells.pointee.isEnding.store(true, ordering: .releasing)
        var one: UInt64 = 1
        _ = write(target.wake, &one, 8)
        pthread_join(thread, nil)
        target.cells.pointee.isEnding.store(false, ordering: .releasing)
    }
}

/// What the thread does.
private final class Job: Sendable {
    private let target: OSCTarget
    private let onChange: @Sendable (OSCSocketError?) -> Void

    private let onReply: @Sendable (UnsafeRawBufferPointer) -> Void

    init(
        target: OSCTarget, onChange: @escaping @Sendable (OSCSocketError?) -> Void,
        onReply: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
    ) {
        self.target = target
        self.onChange = onChange
        self.onReply = onReply
    }

    private var isEnding: Bool { target.cells.pointee.isEnding.load(ordering: .acquiring) }

    func run() {
        var pause = OSCConnector.firstPauseMilliseconds
        var told: OSCSocketError?
        while !isEnding {
            do throws(OSCSocketError) {
                let descriptor = try OSCSocket.connected(to: target.endpoint)
                target.cells.pointee.connections.count()
                pause = OSCConnector.firstPauseMilliseconds
                told = nil
                serve(descriptor)
            } catch {
                target.cells.pointee.lastError.store(error.code, ordering: .relaxed)
                if error != told { onChange(error) }
                told = error
                wait(pause)
                pause = min(2 * pause, OSCConnector.longestPauseMilliseconds)
            }
        }
    }

    /// Hands a socket over and waits until its connection ends.
    private func serve(_ descriptor: Int32) {
        // The copy is watched here, whatever the door does with the socket.
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        target.cells.pointee.isBroken.store(false, ordering: .releasing)
        target.offer(descriptor)
        onChange(nil)
        var reader = OSCReplyReader(target.endpoint.transport)
        while !isEnding, !target.cells.pointee.isBroken.load(ordering: .acquiring) {
            if isAtEnd(copy, &reader) {
                target.cells.pointee.isUp.store(false, ordering: .releasing)
                // The door sees it at its next write.
                shutdown(copy, Int32(SHUT_RDWR))
                break
            }
        }
        if copy >= 0 { close(copy) }
        if !isEnding { wait(OSCConnector.firstPauseMilliseconds) }
    }

    /// Waits for something to happen; takes what comes back.
    private func isAtEnd(_ descriptor: Int32, _ reader: inout OSCReplyReader) -> Bool {
        // Who sends to a path has no address to be answered at.
        let isAnswered = target.endpoint.transport != .unix
        var wanted = [
            pollfd(fd: target.wake, events: Int16(POLLIN), revents: 0),
            pollfd(fd: isAnswered ? descriptor : -1, events: Int16(POLLIN), revents: 0),
        ]
        if poll(&wanted, 2, -1) < 0 { return false }
        if wanted[0].revents != 0 { clearWake() }
        guard wanted[1].revents != 0 else { return false }
        return reader.read(descriptor, target) { packet in
            target.cells.pointee.replies.count()
            onReply(packet)
        }
    }

    private func wait(_ milliseconds: Int32) {
        var wanted = pollfd(fd: target.wake, events: Int16(POLLIN), revents: 0)
        // A broken connection woke this thread already; only an end may cut the pause short.
        clearWake()
        if isEnding { return }
        if poll(&wanted, 1, milliseconds) > 0 { clearWake() }
    }

    private func clearWake() {
        var count: UInt64 = 0
        _ = read(target.wake, &count, 8)
    }
}
