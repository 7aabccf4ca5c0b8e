import Glibc

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
final class WorkerThreads {
    private let jobs = BlockingQueue<@Sendable () -> Void>()
    private var threads: [pthread_t] = []
    private var width: Int

    /// Threads start with the first job.
    init(width: Int) { self.width = max(1, width) }

    func start(_ job: @escaping @Sendable () -> Void) {
        jobs.put(job)
        if threads.count < width { addThread() }
    }

    /// Waits until everything that was put in has run.
    func finish() {
        jobs.close()
        for thread in threads { pthread_join(thread, nil) }
        threads = []
    }

    private func addThread() {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        // Rules read deeply nested text; the bound on nesting is set for this size.
        pthread_attr_setstacksize(&attributes, 8 << 20)
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
