/// What a disk is asked to do, as faults are told of it.
public enum DiskOperation: String, Sendable, CaseIterable {
    case look, read, list, open, write, rename, remove, makeFolder, truncate, sync
}

/// Lets tests make a disk refuse: the errno for one operation on one path, or 0 to let it pass.
///
/// A write that is refused leaves half of its bytes behind, as a full disk does.
public typealias DiskFaults = @Sendable (_ operation: DiskOperation, _ path: String) -> Int32
