/// Something that happened in a watched folder.
public struct FolderEvent: Hashable, Sendable {
    /// What happened to a path, as far as it matters to who reads it.
    public enum Kind: Hashable, Sendable {
        /// A file was closed by one who wrote it, or renamed to this name: its content is whole.
        case saved(isNewName: Bool)
        /// A file is being written, or its stamps or permissions are others.
        case touched
        /// A name came that is no folder; its content may follow.
        case appeared
        /// A name went that is no folder.
        case vanished
        /// A folder, or a link to one, came, went or was replaced: all below may be another.
        case tree
        /// Events were lost: anything may have happened.
        case overflow
        /// The root itself is gone or was renamed.
        case rootGone
    }

    public var kind: Kind
    /// Of the file or folder; relative to the root, or absolute outside it.
    public var path: String

    public init(_ kind: Kind, _ path: String) {
        self.kind = kind
        self.path = path
    }
}
