import ControlRuntime

/// A map on the player's thread, with its way into the player and what it hears by.
struct PlayedMap: ~Copyable {
    private var instance: MapInstance
    private var producer: EventProducer
    /// Our port that its controller sends to.
    private var input: UInt8
    /// Pieces of a System Exclusive message that has not ended.
    private let exclusive: UnsafeMutableRawBufferPointer
    private var exclusiveCount = 0

    /// Longer messages of a controller mean nothing to any map.
    private static let longestExclusive = 8_192

    /// - Parameter producer: Attached to the player.
    init(_ instance: consuming MapInstance, _ producer: consuming EventProducer, input: UInt8) {
        self.instance = instance
        self.producer = producer
        self.input = input
        exclusive = .allocate(byteCount: Self.longestExclusive, alignment: 8)
    }

    deinit {
        exclusive.deallocate()
    }

    /// Gives place to a new map, which takes over what is known, and gets the old one in exchange.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    mutating func exchange(_ new: inout MapInstance, input: UInt8, now: UInt64) {
        new.takeOver(from: &instance, now: now, into: &producer)
        swap(&new, &instance)
        self.input = input
        exclusiveCount = 0
    }

    /// Takes a message that came in at one of our ports.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    mutating func receive(_ message: ShortMessage, at port: UInt8, now: UInt64) {
        if port == input { instance.receive(message, now: now, into: &producer) }
    }

    /// Takes a piece of System Exclusive; the map gets the message when it has ended.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    mutating func receive(_ piece: UnsafeRawBufferPointer, at port: UInt8, now: UInt64) {
        guard port == input, let first = piece.first, let last = piece.last else { return }
        if first == 0xF0 { exclusiveCount = 0 }
        guard exclusiveCount &+ piece.count <= exclusive.count else { return }
        if first != 0xF0, exclusiveCount == 0 { return }
        UnsafeMutableRawBufferPointer(rebasing: exclusive[exclusiveCount...]).copyMemory(
            from: piece)
        exclusiveCount &+= piece.count
        guard last == 0xF7 else { return }
        let whole = UnsafeRawBufferPointer(rebasing: exclusive[..<exclusiveCount])
        instance.receive(exclusive: whole, now: now, into: &producer)
        exclusiveCount = 0
    }

    /// Takes a message that came back at the port of an output.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    mutating func receive(_ message: ShortMessage, fromHost output: UInt16, now: UInt64) {
        instance.receive(message, fromHost: output, now: now, into: &producer)
    }

    /// Takes an event that the player handed over.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    mutating func handle(_ event: TimedEvent, now: UInt64) {
        instance.handle(event, now: now, into: &producer)
    }
}

/// Maps by their places, for the player's thread.
struct PlayedMaps: ~Copyable {
    private let maps: UnsafeMutablePointer<PlayedMap>
    private let capacity: Int
    private var count = 0

    /// - Parameter capacity: Maps that may be added.
    init(capacity: Int) {
        self.capacity = capacity
        maps = .allocate(capacity: max(1, capacity))
    }

    deinit {
        maps.deinitialize(count: count)
        maps.deallocate()
    }

    mutating func append(_ map: consuming PlayedMap) {
        precondition(count < capacity, "room for each map")
        (maps + count).initialize(to: map)
        count += 1
    }

    /// Tells all maps what came in.
    mutating func receive(_ content: Content, at port: UInt8, now: UInt64) {
        var place = 0
        while place < count {
            switch content {
            case .message(let message):
                (maps + place).pointee.receive(message, at: port, now: now)
            case .exclusive(let piece): (maps + place).pointee.receive(piece, at: port, now: now)
            }
            place &+= 1
        }
    }

    /// What comes in.
    enum Content {
        case message(ShortMessage)
        case exclusive(UnsafeRawBufferPointer)
    }

    /// Tells all maps what came back at the port of an output.
    mutating func receive(_ message: ShortMessage, fromHost output: UInt16, now: UInt64) {
        var place = 0
        while place < count {
            (maps + place).pointee.receive(message, fromHost: output, now: now)
            place &+= 1
        }
    }

    /// Puts a map into the place of another.
    mutating func exchange(_ place: Int, _ new: inout MapInstance, input: UInt8, now: UInt64) {
        guard place >= 0, place < count else { return }
        (maps + place).pointee.exchange(&new, input: input, now: now)
    }

    /// Gives an event to the map that it is for.
    mutating func handle(_ event: TimedEvent, now: UInt64) {
        guard let said = MapEvent(event), Int(said.map) < count else { return }
        (maps + Int(said.map)).pointee.handle(event, now: now)
    }
}
