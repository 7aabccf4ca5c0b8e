/// Which files may differ from the last build, as a version control system knows it.
public struct ChangeHint: Sendable {
    /// Files that changed, appeared or went, relative to the workspace.
    public var changed: Set<String>
    /// Files that would be among `changed` if they had changed; all others are looked at.
    public var tracked: Set<String>

    public init(changed: Set<String>, tracked: Set<String>) {
        self.changed = changed
        self.tracked = tracked
    }

    /// Whether a file that a node read may be another now.
    func concerns(input path: String) -> Bool {
        changed.contains(path) || !tracked.contains(path)
    }
}
