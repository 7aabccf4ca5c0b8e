import CALSA
import ControlRuntime

/// The way out to ALSA, and in: messages are gathered and go by one system call at `flush`; what comes in is
/// read in batches.
///
/// Every message is addressed to the port that its output is bound to, as one sent to subscribers is lost in
/// silence when they are gone. A receiver that is a program has a pool of 200 events as a rule and throws
/// all of them away when it overflows: it is asked how much room is left before that happens.
///
/// - Thread: the player's. Nothing blocks, allocates or locks.
public struct SequencerDoor: OutputDoor, ~Copyable, @unchecked Sendable {
    // Unchecked: made on one thread, then the player's alone.
    let client: SequencerClient
    let destinations: UnsafeMutablePointer<SequencerDestination>
    let outputCount: Int
    var taken: EventBatch
    /// What receivers without room were not given.
    var held: EventBatch
    /// When those are tried again, in monotonic nanoseconds.
    var retryAt = UInt64.max
    let input: UnsafeMutableRawPointer
    var inputStart = 0
    var inputEnd = 0
    /// Messages of the first event that were told already.
    var inputStep = 0
    let counts: SequencerCounts

    static let capacity = 64 << 10
    static let retryNanoseconds: UInt64 = 1_500_000
    static let inputCapacity = 512 * EventRecord.size

    /// - Parameters:
    ///   - client: Ours, with its ports made.
    ///   - outputs: Places of outputs.
    ///   - counts: Where is counted.
    public init(_ client: consuming SequencerClient, outputs: Int, counts: SequencerCounts) {
        self.client = client
        self.counts = counts
        outputCount = outputs
        destinations = .allocate(capacity: max(1, outputs))
        destinations.initialize(repeating: SequencerDestination(), count: max(1, outputs))
        taken = EventBatch(capacity: Self.capacity)
        held = EventBatch(capacity: Self.capacity)
        input = .allocate(byteCount: Self.inputCapacity, alignment: 8)
    }

    deinit {
        destinations.deallocate()
        input.deallocate()
    }

    /// Readable when something came in.
    public var descriptor: Int32 { client.descriptor }

    /// Sends what goes to an output to this port from now on.
    ///
    /// - Parameters:
    ///   - address: `nil` for whoever has subscribed to our port.
    ///   - source: Number of our port.
    public mutating func bind(output: Int, to address: PortAddress?, from source: UInt8) {
        guard output >= 0, output < outputCount else { return }
        forget(output)
        destinations[output] = SequencerDestination(
            address: address ?? EventRecord.subscribers, source: source)
        destinations[output].ask(client.descriptor)
    }

    /// Connects a port of ours to another, which for a device is what opens it.
    ///
    /// - Throws: `SequencerError`, when it is gone or will not.
    public func connect(_ source: UInt8, to target: PortAddress) throws(SequencerError) {
        try client.connect(PortAddress(client: client.number, port: source), to: target)
    }

    /// Sends nothing to an output any more; what was taken for it goes nowhere.
    public mutating func unbind(output: Int) {
        guard output >= 0, output < outputCount else { return }
        forget(output)
        destinations[output] = SequencerDestination()
    }

    private mutating func forget(_ output: Int) {
        counts.add(.lost, UInt64(taken.remove(output) + held.remove(output)))
        if held.isEmpty { retryAt = .max }
    }

    /// Takes one message for an output.
    public mutating func send(_ message: ShortMessage, to output: Int) -> SendOutcome {
        let outcome = admit(output, byteCount: EventRecord.size)
        guard outcome == .sent else { return outcome }
        let destination = destinations + output
        EventRecord.write(
            message, from: destination.pointee.source, to: destination.pointee.address,
            at: taken.append(output, byteCount: EventRecord.size))
        return .sent
    }

    /// Takes a piece of System Exclusive for an output.
    public mutating func send(_ bytes: UnsafeRawBufferPointer, to output: Int) -> SendOutcome {
        let size = EventRecord.size &+ bytes.count
        guard size <= Self.capacity / 4 else { return .refused }
        let outcome = admit(output, byteCount: size)
        guard outcome == .sent else { return outcome }
        let destination = destinations + output
        EventRecord.write(
            bytes, from: destination.pointee.source, to: destination.pointee.address,
            at: taken.append(output, byteCount: size))
        return .sent
    }

    /// Whether there is room, here and at the receiver.
    private mutating func admit(_ output: Int, byteCount: Int) -> SendOutcome {
        guard output >= 0, output < outputCount else { return .absent }
        let destination = destinations + output
        guard destination.pointee.isThere else { return .absent }
        if destination.pointee.isHeld { return .later }
        // All that is taken may have to be held.
        if taken.byteCount &+ held.byteCount &+ byteCount > Self.capacity { flush() }
        guard taken.byteCount &+ held.byteCount &+ byteCount <= Self.capacity else { return .later }
        if destination.pointee.isHeld { return .later }
        return destination.pointee.pay(byteCount, client.descriptor)
    }

    /// Whether something taken has not left.
    public var hasUnsent: Bool { !taken.isEmpty || !held.isEmpty }

    /// When `flush` is to be called again, in monotonic nanoseconds.
    public var deadline: UInt64? { held.isEmpty ? nil : retryAt }
}

/// A port that an output is bound to.
struct SequencerDestination {
    var address = PortAddress(client: 255, port: 0)
    var source: UInt8 = 0
    /// Whether it was bound and has not been found gone.
    var isThere = false
    /// Whether some of its messages are held until it has room.
    var isHeld = false
    /// Whether it has a pool that can overflow.
    var hasPool = false
    /// Events that it had room for when last asked, less those sent since.
    var room = 0

    /// Room taken for records that have not left.
    var unsent = 0

    /// Room left to other senders.
    private static let reserve = 24

    init() {}

    init(address: PortAddress, source: UInt8) {
        self.address = address
        self.source = source
        isThere = true
    }

    /// Asks how much room there is.
    mutating func ask(_ descriptor: Int32) {
        guard address.client < 253 else { return }
        let answer = pipeline_sequencer_room(descriptor, Int32(address.client))
        hasPool = answer >= 0
        room = Int(answer)
        if answer == -ENOENT { isThere = false }
    }

    /// Takes room for a record, if there is some.
    mutating func pay(_ byteCount: Int, _ descriptor: Int32) -> SendOutcome {
        guard hasPool else { return .sent }
        let cells = (byteCount &+ EventRecord.size &- 1) / EventRecord.size
        if room < cells &+ Self.reserve {
            // What was taken since the last flush is in `unsent` and not in the receiver's pool yet.
            ask(descriptor)
            room &-= unsent
            guard isThere else { return .absent }
            guard hasPool, room >= cells &+ Self.reserve else { return .later }
        }
        room &-= cells
        unsent &+= cells
        return .sent
    }
}
