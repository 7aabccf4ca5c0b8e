/// The entries of a mapping while it is read, with a quick look-up of keys.
///
/// Few keys are compared one by one; a dictionary takes over when there are many.
struct EntryCollector {
    private(set) var entries: [SourceEntry] = []
    private var places: [String: Int] = [:]
    private static let fewKeys = 12

    /// - Parameter count: How many entries are likely, 0 when nobody knows.
    init(expecting count: Int = 0) {
        if count > 0 { entries.reserveCapacity(count) }
    }

    /// The place of the entry that has `key` already.
    func place(of key: String) -> Int? {
        if !places.isEmpty { return places[key] }
        // By index, because passing entries to a closure copies each of them.
        for place in entries.indices where entries[place].key == key { return place }
        return nil
    }

    mutating func append(_ entry: consuming SourceEntry) {
        if !places.isEmpty {
            places[entry.key] = entries.count
        } else if entries.count == Self.fewKeys {
            for place in entries.indices { places[entries[place].key] = place }
            places[entry.key] = entries.count
        }
        entries.append(entry)
    }
}
