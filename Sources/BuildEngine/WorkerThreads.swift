import Glibc
import Synchronization

/// A queue between threads: any number put in, any number take out and wait.
final class BlockingQueue<Element>: @unchecked Sendable {
    // Unchecked: `mutex` guards `elements` and `isClosed`.
    private var elements: [Element] = []
    private var first = 0
    private var isClosed = false
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let arrived: UnsafeMutablePointer<pthread_cond_t>

    init() {
        mutex = .allocate(capacity: 1)
        arrived = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(arrived, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(arrived)
        mutex.deallocate()
        arrived.deallocate()
    }

    func put(_ element: Element) {
        pthread_mutex_lock(mutex)
        elements.append(element)
        pthread_cond_signal(arrived)
        pthread_mutex_unlock(mutex)
    }

    /// The next element, waiting for it; `nil` once the queue is closed and empty.
    func take() -> Element? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while first == elements.count {
            if isClosed { return nil }
            pthread_cond_wait(arrived, mutex)
        }
        let element = elements[first]
        first += 1
        if first == elements.count {
            elements.removeAll(keepingCapacity: true)
            first = 0
        }
        return element
    }

    func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(arrived)
        pthread_mutex_unlock(mutex)
    }
}

/// A fixed number of threads that run jobs in the order they were put in.
///
/// - Thread: jobs are started by one owner; workers may ask and stop.
final class WorkerThreads: @unchecked Sendable {
    // Unchecked: `threads` is used by the owner only.
    private let jobs = BlockingQueue<@Sendable () -> Void>()
    private var threads: [pthread_t] = []
    private let width: Int
    /// Jobs that no thread has begun.
    private let backlog = Atomic<Int>(0)
    private let stopped = Atomic<Bool>(false)

    /// Rules read deeply nested text; the bound on nesting is set for this size.
    static let stackSize = 8 << 20

    /// Threads start with the first job.
    init(width: Int) { self.width = max(1, width) }

    /// Whether so few jobs are in line that the owner had better put in more.
    var needWork: Bool { backlog.load(ordering: .relaxed) <= 2 * width }

    /// Set by a job after which none is to be begun.
    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    func stop() { stopped.store(true, ordering: .relaxed) }

    func start(_ job: @escaping @Sendable () -> Void) {
        backlog.add(1, ordering: .relaxed)
        jobs.put { [self] in
            backlog.subtract(1, ordering: .relaxed)
            job()
        }
        if threads.count < width { addThread() }
    }

    /// Waits until everything that was put in has run. Nothing can be started afterwards.
    func finish() {
        jobs.close()
        for thread in threads { pthread_join(thread, nil) }
        threads = []
    }

    private func addThread() {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, Self.stackSize)
        var thread = pthread_t()
        let box = Unmanaged.passRetained(jobs)
        let code = pthread_create(
            &thread, &attributes,
            { raw in
                guard let raw else { return nil }
                let jobs = Unmanaged<BlockingQueue<@Sendable () -> Void>>
                    .fromOpaque(raw).takeRetainedValue()
                while let job = jobs.take() { job() }
                return nil
            }, box.toOpaque())
        pthread_attr_destroy(&attributes)
        if code == 0 {
            threads.append(thread)
        } else {
            box.release()
            precondition(!threads.isEmpty, "the system gives this program no thread")
        }
    }
}
