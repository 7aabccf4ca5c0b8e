/// The entries of a mapping while it is read, with a quick look-up of keys.
///
/// Few keys are compared one by one; a dictionary takes over when there are many.
struct EntryCollector {
    private(set) var entries: [SourceEntry] = []
    private var places: [String: Int] = [:]
    private static let fewKeys = 12

    /// The entry that has `key` already.
    func entry(_ key: String) -> SourceEntry? {
        if places.isEmpty { return entries.first { $0.key == key } }
        return places[key].map { entries[$0] }
    }

    mutating func append(_ entry: SourceEntry) {
        if !places.isEmpty {
            places[entry.key] = entries.count
        } else if entries.count == Self.fewKeys {
            for (place, entry) in entries.enumerated() { places[entry.key] = place }
            places[entry.key] = entries.count
        }
        entries.append(entry)
    }
}
