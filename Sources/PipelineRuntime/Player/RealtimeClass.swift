import CSystem

/// What a player's thread asks of the system, and what it got: it works without.
struct RealtimeClass: Sendable, Equatable {
    /// Priority in the first-in-first-out class; `nil` in the normal class.
    var priority: Int32?
    /// Whether memory was locked.
    var isMemoryLocked = false
    /// Why the class or the memory was refused; 0 when it was not, or not asked for.
    var classErrno: Int32 = 0
    var memoryErrno: Int32 = 0

    /// The priority asked for unless told: above what plays sound in the normal class, below JACK's 70.
    static let usualPriority: Int32 = 60

    /// Makes the calling thread as punctual as it may be.
    ///
    /// - Parameter priority: 1...99 for real time; `nil` for the normal class.
    static func take(_ priority: Int32?) -> RealtimeClass {
        var got = RealtimeClass()
        pipeline_set_timer_slack(1)
        guard let priority else { return got }
        got.classErrno = pipeline_become_realtime(priority)
        if got.classErrno == 0 { got.priority = priority }
        got.memoryErrno = pipeline_lock_memory()
        got.isMemoryLocked = got.memoryErrno == 0
        return got
    }

    /// One line for a person.
    var summary: String {
        guard classErrno != 0 || memoryErrno != 0 || priority != nil else { return "normal class" }
        let order =
            priority.map { "real time, priority \($0)" }
            ?? "normal class, as real time was refused: \(systemMessage(classErrno))"
        let memory =
            isMemoryLocked
            ? "memory locked" : "memory not locked: \(systemMessage(memoryErrno))"
        return "\(order); \(memory)"
    }
}
