/// Where names stand in a list.
///
/// Few names are compared one by one, which is quicker than hashing them; a dictionary takes over
/// when there are many.
struct NamePlaces {
    private var names: [String] = []
    /// The places of `names`.
    private var slots: [Int] = []
    private var places: [String: Int] = [:]
    private static let fewNames = 32

    init(expecting count: Int = 0) { names.reserveCapacity(min(count, Self.fewNames)) }

    /// The names in their order; of equal ones the first counts.
    init(_ list: some Collection<String>) {
        self.init(expecting: list.count)
        var place = 0
        for name in list {
            if self.place(of: name) == nil { set(name, to: place) }
            place += 1
        }
    }

    /// Where `name` stands, or `nil`.
    func place(of name: String) -> Int? {
        if !places.isEmpty { return places[name] }
        for index in names.indices where names[index] == name { return slots[index] }
        return nil
    }

    /// Adds a name that is not here yet.
    mutating func set(_ name: String, to place: Int) {
        if !places.isEmpty {
            places[name] = place
            return
        }
        names.append(name)
        slots.append(place)
        guard names.count > Self.fewNames else { return }
        for (name, slot) in zip(names, slots) { places[name] = slot }
        names = []
        slots = []
    }
}
