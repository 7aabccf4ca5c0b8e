/// Decides when what happened in folders is worth a look, and at what.
///
/// A finished save of a file that is known as an input is due at once, unless another was due just
/// before: then it is a burst, which is gathered until it is quiet. Everything else waits for quiet
/// too: names that come and go (editors make and remove names while they save), files written and not
/// closed yet, and outputs, most of which are our own writes. Pure: time is handed in.
public struct ChangeGathering: Sendable {
    /// Microseconds without events that end a burst.
    public let quiet: UInt64
    /// Microseconds after which a burst that does not end is looked at all the same.
    public let limit: UInt64

    private var urgent = Batch()
    private var patient = Batch()
    private var lastUrgentTake: UInt64?

    private struct Batch {
        var paths = ChangedPaths()
        var first: UInt64 = 0
        var last: UInt64 = 0

        mutating func note(_ now: UInt64) {
            if paths.isEmpty { first = now }
            last = now
        }
    }

    /// - Parameters:
    ///   - quiet: microseconds without events that end a burst.
    ///   - limit: microseconds after which a burst that does not end counts as ended.
    public init(quiet: UInt64 = 15_000, limit: UInt64 = 250_000) {
        self.quiet = quiet
        self.limit = limit
    }

    /// Whether something waits to be looked at.
    public var isEmpty: Bool { urgent.paths.isEmpty && patient.paths.isEmpty }

    /// Whether a finished save of an input waits.
    public var holdsSave: Bool { !urgent.paths.isEmpty }

    /// Takes note of an event.
    ///
    /// - Parameters:
    ///   - isInput: whether the path is a file that is known to be read.
    ///   - now: microseconds on a clock that never steps.
    public mutating func add(_ event: FolderEvent, isInput: Bool, at now: UInt64) {
        switch event.kind {
        case .saved(let isNewName):
            if isNewName { note(now) { $0.folders.insert(folderPath(of: event.path) ?? "") } }
            if isInput {
                urgent.note(now)
                urgent.paths.files.insert(event.path)
                patient.paths.files.remove(event.path)
            } else {
                note(now) { $0.files.insert(event.path) }
            }
        case .touched: note(now) { $0.files.insert(event.path) }
        case .appeared, .vanished:
            note(now) {
                $0.folders.insert(folderPath(of: event.path) ?? "")
                $0.files.insert(event.path)
            }
        case .tree:
            note(now) {
                if let folder = folderPath(of: event.path) { $0.folders.insert(folder) }
                $0.trees.insert(event.path)
            }
        case .overflow, .rootGone: note(now) { $0.everything = true }
        }
    }

    /// Takes note of what has to be looked at without an event.
    public mutating func add(_ paths: ChangedPaths, at now: UInt64) {
        if paths.isEmpty { return }
        note(now) { $0.formUnion(paths) }
    }

    /// When `take` will give something; `nil` when nothing waits.
    public var due: UInt64? {
        [urgentDue, patient.paths.isEmpty ? nil : due(patient)].compactMap { $0 }.min()
    }

    private var urgentDue: UInt64? {
        if urgent.paths.isEmpty { return nil }
        // The first save after a quiet time waits for nothing.
        guard let lastUrgentTake, urgent.first < lastUrgentTake + quiet else {
            return urgent.first
        }
        return due(urgent)
    }

    private func due(_ batch: Batch) -> UInt64 {
        min(batch.last + quiet, batch.first + limit)
    }

    /// What is to be looked at now; empty when nothing is due.
    public mutating func take(at now: UInt64) -> ChangedPaths {
        var taken = ChangedPaths()
        if let urgentDue, urgentDue <= now {
            taken.formUnion(urgent.paths)
            urgent = Batch()
            lastUrgentTake = now
        }
        if !patient.paths.isEmpty, due(patient) <= now {
            taken.formUnion(patient.paths)
            patient = Batch()
        }
        return taken
    }

    /// All that waits, due or not.
    public mutating func takeAll() -> ChangedPaths {
        var taken = urgent.paths
        taken.formUnion(patient.paths)
        (urgent, patient) = (Batch(), Batch())
        return taken
    }

    private mutating func note(_ now: UInt64, _ change: (inout ChangedPaths) -> Void) {
        patient.note(now)
        change(&patient.paths)
    }
}
