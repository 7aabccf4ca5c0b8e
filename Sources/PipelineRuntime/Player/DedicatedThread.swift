import Glibc

/// A thread that does one thing and ends.
struct DedicatedThread: @unchecked Sendable {
    // Unchecked: a thread's number, which the owner alone joins.
    private var thread: pthread_t

    /// Starts a thread.
    ///
    /// - Throws: `RuntimeRefusal` when there can be no more.
    init(_ body: @escaping @Sendable () -> Void) throws(RuntimeRefusal) {
        var started = pthread_t()
        let box = Unmanaged.passRetained(ThreadBody(run: body)).toOpaque()
        let failure = pthread_create(
            &started, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, box)
        guard failure == 0 else {
            Unmanaged<ThreadBody>.fromOpaque(box).release()
            throw RuntimeRefusal(operation: "pthread_create", errno: failure)
        }
        thread = started
    }

    /// Lets it end by itself.
    func detach() {
        pthread_detach(thread)
    }

    /// Waits until it has ended.
    func join() {
        pthread_join(thread, nil)
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}
