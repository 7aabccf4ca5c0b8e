import CSystem
import Glibc

/// What workers bring back, taken by their owner in batches.
///
/// A worker that has more to do does not wake the owner for each thing it brings: those wait for the
/// first that is urgent, or for a few milliseconds. So waking costs little when there is much to do,
/// and nothing waits long when there is not.
final class CompletionQueue<Element>: @unchecked Sendable {
    // Unchecked: `mutex` guards the rest.
    private var elements: [Element] = []
    /// Whether the owner is to be woken by whatever comes.
    private var anythingIsUrgent = false
    private var isDue = false
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let arrived: UnsafeMutablePointer<pthread_cond_t>

    /// How long what is not urgent may wait, in nanoseconds.
    private static var patience: Int { 5_000_000 }

    init() {
        mutex = .allocate(capacity: 1)
        arrived = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(arrived, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(arrived)
        mutex.deallocate()
        arrived.deallocate()
    }

    func put(_ element: Element, isUrgent: Bool) {
        pthread_mutex_lock(mutex)
        elements.append(element)
        if (isUrgent || anythingIsUrgent) && !isDue {
            isDue = true
            pthread_cond_signal(arrived)
        }
        pthread_mutex_unlock(mutex)
    }

    /// All that is there; waits when nothing is.
    ///
    /// - Parameter limit: Nanoseconds after which to wait no longer, but for nothing; `nil` for ever.
    func takeAll(within limit: Int? = nil) -> [Element] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if elements.isEmpty { wait(atMost: limit) }
        defer { isDue = false }
        // Keeps its room: the next batch is about as large.
        let taken = elements
        elements.removeAll(keepingCapacity: true)
        return taken
    }

    private func wait(atMost most: Int?) {
        var limit = timespec(afterNanoseconds: Self.patience)
        isDue = false
        while !isDue {
            if pthread_cond_timedwait(arrived, mutex, &limit) == ETIMEDOUT { break }
        }
        anythingIsUrgent = true
        if let most { limit = timespec(afterNanoseconds: most) }
        while elements.isEmpty {
            if most == nil {
                pthread_cond_wait(arrived, mutex)
            } else if pthread_cond_timedwait(arrived, mutex, &limit) == ETIMEDOUT {
                break
            }
        }
        anythingIsUrgent = false
    }
}

extension timespec {
    /// A point in time on the clock that no one sets, less than a second from now.
    fileprivate init(afterNanoseconds nanoseconds: Int) {
        self.init()
        clock_gettime(CLOCK_MONOTONIC, &self)
        tv_nsec += nanoseconds
        if tv_nsec >= 1_000_000_000 {
            tv_nsec -= 1_000_000_000
            tv_sec += 1
        }
    }
}

/// Whether the calling thread's stack is as deep as that of a worker, on which rules run.
func callerHasDeepStack() -> Bool {
    pipeline_stack_size() >= WorkerThreads.stackSize - (64 << 10)
}
