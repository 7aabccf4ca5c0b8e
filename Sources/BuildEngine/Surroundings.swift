/// What a command that a rule starts finds around it, besides what it is given.
///
/// No result may depend on any of it: a verification runs everything again in other surroundings.
public struct Surroundings: Sendable, Equatable {
    /// Folder for temporary files; `nil` leaves that to the rule.
    public var temporaryFolder: String?
    /// Permissions that new files do not get.
    public var umask: UInt32 = 0o022
    /// Value for `LC_ALL`.
    public var locale = "C.UTF-8"
    /// Value for `TZ`.
    public var timeZone = "UTC0"
    /// How far the clock is moved, where a rule can do that.
    public var clockOffsetSeconds: Int64 = 0

    public init() {}
}

/// How a build runs everything a second time, to find what is not the same every time.
public struct Verification: Sendable {
    /// How many nodes run at once.
    public var width: Int
    /// What the second run finds around it.
    public var surroundings: Surroundings
    /// Called before the second run, to change what is around this very process.
    public var prepare: @Sendable () -> Void
    /// Called after it, to undo that.
    public var restore: @Sendable () -> Void

    public init(
        width: Int, surroundings: Surroundings, prepare: @escaping @Sendable () -> Void,
        restore: @escaping @Sendable () -> Void
    ) {
        self.width = width
        self.surroundings = surroundings
        self.prepare = prepare
        self.restore = restore
    }
}
