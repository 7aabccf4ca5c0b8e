/// What is to happen to one file of a folder that belongs to another program.
public struct InstallationChange: Sendable, Equatable {
    /// The change, or why there is none.
    public enum Kind: Sendable, Equatable {
        /// Nothing stands there: it is written.
        case add
        /// Ours stands there, with other bytes: it is replaced.
        case update
        /// Something else stands there: it is kept aside, to come back when ours is uninstalled.
        case backUpAndWrite
        /// Ours was edited: the edited file is kept beside it, and ours is written.
        case setAsideAndWrite
        /// What is wanted is there.
        case keep
        /// What is wanted is there, but somebody else put it there.
        case leaveEqual
        /// Ours is not wanted any more: it is removed.
        case remove
        /// The same, and what stood there before comes back.
        case restore
        /// Ours was edited and is to go: the edited file is kept beside it.
        case setAsideAndRemove
        /// The record alone is mended: what it tells of is gone already.
        case forget
        /// Nothing is done; the reason is for people.
        case refuse(Refusal)
    }

    /// Why a file is left as it is.
    public enum Refusal: Sendable, Equatable {
        /// It was edited since it was installed.
        case edited
        /// Another workspace installed it.
        case ofAnother(String)
        /// A folder or something else that is no file stands there.
        case notAFile
    }

    public var name: String
    public var kind: Kind

    public init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// How a file of ours stands in the folder.
public enum InstallationState: String, Sendable {
    case installed
    /// Another version of it is installed.
    case outdated
    case edited
    case missing
    case notInstalled = "not installed"
    /// A file that we did not write has its name.
    case foreign = "not ours"
    /// Installed by another workspace.
    case another = "of another workspace"
    /// Installed, but not generated any more.
    case stale
}

/// A file that is to be in the folder.
public struct FileToInstall: Sendable, Equatable {
    /// Name without any folder.
    public var name: String
    public var bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
