/// Requests for ports with what they came to, so that nothing is looked up twice while no port comes or
/// goes.
public struct PortCache: Sendable {
    /// A request's place, given once.
    public struct Place: Sendable, Hashable {
        let index: Int
    }

    private struct Entry {
        var request: String
        var direction: PortDirections
        var generation: UInt64 = 0
        var answer = PortLookup.unknown([])
    }

    private var entries: [Entry] = []
    private var places: [String: [PortDirections: Place]] = [:]
    /// Lookups made so far.
    public private(set) var lookupCount = 0

    /// No request yet.
    public init() {}

    /// The place of a request, the same for the same request.
    public mutating func place(of request: String, _ direction: PortDirections) -> Place {
        if let known = places[request]?[direction] { return known }
        let place = Place(index: entries.count)
        entries.append(Entry(request: request, direction: direction))
        places[request, default: [:]][direction] = place
        return place
    }

    /// What a request comes to now: looked up when ports came or went since the last time.
    public mutating func answer(_ place: Place, in directory: PortDirectory) -> PortLookup {
        if entries[place.index].generation != directory.generation {
            let entry = entries[place.index]
            entries[place.index].answer = directory.lookup(entry.request, entry.direction)
            entries[place.index].generation = directory.generation
            lookupCount += 1
        }
        return entries[place.index].answer
    }
}
