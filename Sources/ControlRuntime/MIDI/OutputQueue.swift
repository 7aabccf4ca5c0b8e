/// One output: what waits for it, in lanes, and how much it takes.
///
/// As long as an output keeps up, everything goes to the door in the order in which it is due. When it is
/// behind, by its rate or by its receiver, the lanes decide: realtime, note-offs, notes, expression,
/// controllers and parameter numbers, packets. Every message offered ends in one counter
/// (`OutputCounter`) or waits here.
struct OutputQueue: ~Copyable {
    var plan: OutputPlan
    let place: Int
    let counters: CounterWords
    let ledger: PortLedger
    var memory: PortMemory
    var budget: RateBudget
    var isPresent = false
    /// When to try again, in monotonic nanoseconds; the greatest number when nothing waits or nobody is
    /// there.
    var retryAt = UInt64.max

    var realtime = EventLane(capacity: 64)
    /// A place a note; every note-off counts.
    var noteOffs: SlotLane
    /// Note-ons, the note-offs that must not pass them, pedals, banks and programs.
    var notes: EventLane
    var pending: PendingNotes
    /// Poly pressure of 2,048 notes, 16 channel pressures, 16 bends.
    var expression: SlotLane
    /// 16 channels of 128 controllers.
    var controllers: SlotLane
    /// 16 channels of 32 controllers of 14 bits, both halves at once.
    var fine: SlotLane
    /// 1 when the upper half of one has gone. A number, because a branch in `waiting` makes the compiler copy
    /// the whole queue for each message.
    private var sentFineHalves = 0
    /// Whether the upper half of one has gone: its lower half is next.
    @inline(__always)
    var isFineHalfSent: Bool {
        get { sentFineHalves > 0 }
        set { sentFineHalves = newValue ? 1 : 0 }
    }
    var fineSlot = 0
    var fineValue: UInt16 = 0
    var fineDue: UInt64 = 0
    /// Controllers of both kinds take turns.
    var isFineTurn = true
    /// Parameter numbers, and the controllers that mean something in their order only.
    var groups = EventLane(capacity: 64)
    /// System Exclusive messages or OSC packets.
    var packets: EventLane

    var silence: SilenceSequence?
    var restore: RestoreSequence?
    /// Messages of the first parameter number that have gone.
    var groupStep = 0
    /// Bytes of the first System Exclusive message that have gone.
    var packetOffset = 0
    /// Whether a System Exclusive message that was cut off has to be ended.
    var mustTerminate = false
    /// One byte, F7.
    let terminator: UnsafeMutableRawPointer
    /// Controllers and parameter numbers take turns.
    var isGroupsTurn = false
    /// Values that went before a waiting packet.
    var passedOver = 0
    var wasPresent = false

    init(_ plan: OutputPlan, place: Int, counters: CounterWords, ledger: PortLedger) {
        self.plan = plan
        self.place = place
        self.counters = counters
        self.ledger = ledger
        budget = RateBudget(plan.rate)
        let isMIDI = plan.kind == .midi
        memory = PortMemory()
        noteOffs = SlotLane(size: isMIDI ? 2_048 : 1)
        notes = EventLane(capacity: isMIDI ? plan.noteCapacity : 1)
        pending = PendingNotes()
        expression = SlotLane(size: isMIDI ? 2_080 : 1)
        controllers = SlotLane(size: isMIDI ? 2_048 : 1)
        fine = SlotLane(size: isMIDI ? 512 : 1)
        packets = EventLane(capacity: plan.packetCapacity)
        terminator = .allocate(byteCount: 1, alignment: 1)
        terminator.storeBytes(of: 0xF7, as: UInt8.self)
    }

    deinit {
        terminator.deallocate()
    }

    /// Messages that wait.
    @inline(__always)
    var waiting: Int {
        realtime.count &+ noteOffs.count &+ notes.count &+ expression.count &+ controllers.count
            &+ fine.count &+ sentFineHalves &+ groups.count &+ packets.count
    }

    /// Whether nothing is to be sent, so that a message may go straight to the door.
    @inline(__always)
    var isIdle: Bool {
        waiting == 0 && silence == nil && restore == nil && !mustTerminate
    }

    /// Whether a message on the wire has begun and not ended: only realtime bytes may come between.
    @inline(__always)
    var isInside: Bool {
        packetOffset > 0 || groupStep > 0 || isFineHalfSent || mustTerminate
    }

    /// Keeps the depth for those who ask.
    @_noLocks
    func countDepth() {
        counters.depth(
            waiting, now: OutputCounter.waiting.rawValue, most: OutputCounter.waitingMost.rawValue)
    }
}

/// Note-ons that wait in the lane of notes, and the note-offs behind them: each note-on has a place in the
/// lane reserved for its end.
struct PendingNotes: ~Copyable {
    private let begun: UnsafeMutablePointer<UInt8>
    /// Of those, how many have a note-off behind them.
    private let ended: UnsafeMutablePointer<UInt8>
    /// Places kept free for note-offs.
    private(set) var reserved = 0

    init() {
        begun = .allocate(capacity: 2_048)
        begun.initialize(repeating: 0, count: 2_048)
        ended = .allocate(capacity: 2_048)
        ended.initialize(repeating: 0, count: 2_048)
    }

    deinit {
        begun.deallocate()
        ended.deallocate()
    }

    /// Whether a note-on that waits has no note-off behind it yet.
    @inline(__always)
    func isOpen(_ note: Int) -> Bool {
        (begun + note).pointee > (ended + note).pointee
    }

    /// - Returns: `false` when one note waits too often to be counted.
    @_noLocks
    mutating func begin(_ note: Int) -> Bool {
        guard (begun + note).pointee < .max else { return false }
        (begun + note).pointee &+= 1
        reserved &+= 1
        return true
    }

    /// A note-off takes the place kept for it.
    @_noLocks
    mutating func end(_ note: Int) {
        (ended + note).pointee &+= 1
        reserved &-= 1
    }

    /// A note-on left the lane; the first note-off behind it is its own.
    @_noLocks
    mutating func leave(_ note: Int) {
        if (ended + note).pointee > 0 {
            (ended + note).pointee &-= 1
        } else {
            reserved &-= 1
        }
        (begun + note).pointee &-= 1
    }

    mutating func removeAll() {
        begun.update(repeating: 0, count: 2_048)
        ended.update(repeating: 0, count: 2_048)
        reserved = 0
    }
}
