import CSystem

/// All that a player's thread waits for: its timer, the event descriptor of its producers, and up to 62
/// descriptors of its stage.
final class PlayerDescriptors: @unchecked Sendable {
    // Unchecked: made on one thread, then used by the player's alone.

    /// What ended a wait.
    struct Wakes {
        var isWoken = false
        /// A bit for each of the stage's descriptors.
        var inputs: UInt64 = 0
    }

    private let set: Int32
    private let timer: Int32
    private let wake: Int32
    private var armed: UInt64 = 0
    private let inputs: UnsafeMutablePointer<Int32>
    private(set) var inputCount = 0
    private let tags: UnsafeMutablePointer<UInt32>

    private static let most = 62
    private static let timerTag: UInt32 = 1_000
    private static let wakeTag: UInt32 = 1_001

    init(wake: Int32) throws(RuntimeRefusal) {
        self.wake = wake
        set = try RuntimeRefusal.descriptor("epoll_create1", pipeline_wait_set())
        timer = try RuntimeRefusal.descriptor("timerfd_create", pipeline_timer())
        inputs = .allocate(capacity: Self.most)
        tags = .allocate(capacity: 16)
        let failure =
            [
                pipeline_wait_add(set, timer, Self.timerTag),
                pipeline_wait_add(set, wake, Self.wakeTag),
            ]
            .max() ?? 0
        guard failure == 0 else { throw RuntimeRefusal(operation: "epoll_ctl", errno: failure) }
    }

    deinit {
        closeDescriptor(timer)
        closeDescriptor(set)
        inputs.deallocate()
        tags.deallocate()
    }

    /// Waits for one more descriptor from now on; above the limit it is left out.
    func add(_ descriptor: Int32) {
        guard inputCount < Self.most,
            pipeline_wait_add(set, descriptor, UInt32(inputCount)) == 0
        else { return }
        inputs[inputCount] = descriptor
        inputCount += 1
    }

    func input(_ place: Int) -> Int32 { inputs[place] }

    /// Sets the timer, unless it stands there already: what it was set to and has passed counts as new.
    func setTimer(_ instant: UInt64) {
        guard instant != armed else { return }
        armed = instant
        _ = pipeline_timer_set(timer, instant)
    }

    func wait() -> Wakes {
        var wakes = Wakes()
        let count = pipeline_wait(set, tags, 16)
        var place = 0
        while place < Int(count) {
            switch tags[place] {
            case Self.timerTag:
                // It stays readable until it is set anew.
                armed = .max
            case Self.wakeTag:
                pipeline_event_clear(wake)
                wakes.isWoken = true
            case let input: wakes.inputs |= 1 << UInt64(input)
            }
            place += 1
        }
        return wakes
    }
}
