/// What became of maps that changed while they were played.
struct ReloadCounts: Sendable, Equatable {
    /// Maps that took the place of others.
    var taken: UInt64 = 0
    /// Changed files that could not be played; what they said before is played on.
    var refused: UInt64 = 0
    /// The file that was taken last, and when, in nanoseconds of the monotonic clock.
    var lastFile = ""
    var lastInstant: UInt64 = 0
    /// What is wrong with a file that could not be played; empty as soon as it can.
    var faultFile = ""
    var fault = ""
}
