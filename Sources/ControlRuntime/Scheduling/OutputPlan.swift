/// What a player must know of an output before it begins.
@frozen public struct OutputPlan: Sendable, Equatable {
    /// What goes to an output.
    @frozen public enum Kind: UInt8, Sendable {
        case midi = 0
        case osc = 1
    }

    public var kind: Kind
    public var rate: OutputRate
    /// Nanoseconds after which a receiver without room is tried again.
    public var retryNanoseconds: UInt64
    /// Note-ons, and what keeps its order among them, that may wait.
    public var noteCapacity: Int
    /// System Exclusive messages or OSC packets that may wait.
    public var packetCapacity: Int
    /// Nanoseconds that packets and parameter numbers are held for an absent output.
    public var holdNanoseconds: UInt64
    /// Whether an OSC packet past its window is dropped; otherwise it is sent late, and counted.
    public var dropsLatePackets: Bool

    /// A MIDI port with another program behind it, unless told otherwise.
    public init(
        _ kind: Kind = .midi, rate: OutputRate? = nil, retryNanoseconds: UInt64 = 1_500_000,
        noteCapacity: Int = 512, packetCapacity: Int = 256,
        holdNanoseconds: UInt64 = 10_000_000_000, dropsLatePackets: Bool = false
    ) {
        self.kind = kind
        self.rate = rate ?? (kind == .midi ? .software : .datagrams)
        self.retryNanoseconds = retryNanoseconds
        self.noteCapacity = noteCapacity
        self.packetCapacity = packetCapacity
        self.holdNanoseconds = holdNanoseconds
        self.dropsLatePackets = dropsLatePackets
    }
}

/// The sources of a player by their place, in memory of their own.
struct SourceTable {
    private let sources: UnsafeMutablePointer<EventSource>
    private let isAttached: UnsafeMutablePointer<Bool>
    let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        sources = .allocate(capacity: max(1, capacity))
        isAttached = .allocate(capacity: max(1, capacity))
        isAttached.initialize(repeating: false, count: max(1, capacity))
    }

    func release() {
        for place in 0..<capacity where isAttached[place] {
            (sources + place).deinitialize(count: 1)
        }
        sources.deallocate()
        isAttached.deallocate()
    }

    func attach(_ source: consuming EventSource, at place: Int) {
        precondition(place >= 0 && place < capacity, "a place in the player's table of sources")
        precondition(!isAttached[place], "one source a place")
        (sources + place).initialize(to: source)
        isAttached[place] = true
    }

    @inline(__always)
    func has(_ place: Int) -> Bool {
        place < capacity && (isAttached + place).pointee
    }

    /// The source at a place that `has` says there is.
    @inline(__always)
    func source(_ place: Int) -> UnsafeMutablePointer<EventSource> {
        sources + place
    }

    @_noLocks
    func bytes(of event: TimedEvent) -> UnsafeRawBufferPointer {
        guard has(Int(event.source)) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        return source(Int(event.source)).pointee.slab.bytes(of: SlabRun(payload: event.payload))
    }

    @_noLocks
    func giveBack(_ event: TimedEvent) {
        guard event.kind == .systemExclusive || event.kind == .osc, has(Int(event.source)) else {
            return
        }
        source(Int(event.source)).pointee.slab.giveBack(SlabRun(payload: event.payload))
    }

    @_noLocks
    func isPast(_ event: TimedEvent, now: UInt64) -> Bool {
        guard event.due != 0 else { return false }
        let window =
            has(Int(event.source))
            ? source(Int(event.source)).pointee.latePolicy.window : 50_000_000
        return now > event.due && now &- event.due > window
    }
}
