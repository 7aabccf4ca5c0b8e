import Diagnostics

/// Everything that is known of one map: what became of it, and what that was decided by.
///
/// For whoever tells about maps; a build needs the outcome alone.
public struct MapStudy {
    /// What became of the map.
    public let outcome: MapOutcome
    /// The map as it was written; `nil` when it cannot be read at all.
    public let map: ControlMap?
    /// The texts that were read, by path: the map's own and those of its bases.
    public let sources: [String: [UInt8]]
    /// `nil` when the map or one of its bases cannot be read.
    let assembled: AssembledMap?

    /// The map's path.
    public var path: String { outcome.summary.path }
}
