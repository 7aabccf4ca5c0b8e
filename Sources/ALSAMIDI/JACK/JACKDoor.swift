import CSystem
import ControlRuntime

/// The way out to JACK and in from it, on the player's thread.
///
/// - Thread: the player's. Nothing blocks, allocates or locks.
public struct JACKDoor: ~Copyable, @unchecked Sendable {
    // Unchecked: made on one thread, then the player's alone.
    private var outgoing: RingWriter<JACKEvent>
    private let outgoingSlots: JACKSlots
    private var incoming: RingReader<JACKEvent>
    private let incomingSlots: JACKSlots
    private let counts: JACKCounts
    private let progress: JACKProgress
    /// Messages that JACK's thread was given.
    private var handed: UInt64 = 0
    /// Slot of the message that `nextInput` gave last.
    private var lent: Int?
    /// Bytes of a short System Exclusive message that `nextInput` gave.
    private let short = UnsafeMutableRawPointer.allocate(byteCount: 8, alignment: 8)
    /// A piece of System Exclusive that has not ended.
    private let piece: UnsafeMutableRawBufferPointer
    private var pieceCount = 0
    private var pieceOutput = -1
    /// Readable when something came in.
    public let descriptor: Int32

    init(
        _ outgoing: consuming RingWriter<JACKEvent>, _ outgoingSlots: JACKSlots,
        _ incoming: consuming RingReader<JACKEvent>, _ incomingSlots: JACKSlots, news: Int32,
        _ counts: JACKCounts, _ progress: JACKProgress
    ) {
        self.outgoing = outgoing
        self.outgoingSlots = outgoingSlots
        self.incoming = incoming
        self.incomingSlots = incomingSlots
        self.counts = counts
        self.progress = progress
        descriptor = news
        piece = .allocate(byteCount: outgoingSlots.slotBytes, alignment: 8)
    }

    deinit {
        piece.deallocate()
        short.deallocate()
    }

    /// Takes one message.
    ///
    /// - Parameters:
    ///   - message: Any but System Exclusive.
    ///   - due: When it was to be sent, in monotonic nanoseconds; 0 is now.
    ///   - port: Place among JACK's outputs.
    public mutating func send(_ message: ShortMessage, due: UInt64, to port: Int) -> SendOutcome {
        push(
            JACKEvent(
                due: due == 0 ? pipeline_monotonic_ns() : due, payload: message.payload,
                length: UInt32(message.byteCount), port: UInt16(truncatingIfNeeded: port)))
    }

    /// Takes a piece of System Exclusive; JACK gets the message when it has ended.
    public mutating func send(_ bytes: UnsafeRawBufferPointer, to port: Int) -> SendOutcome {
        if bytes.first == 0xF0 || port != pieceOutput { pieceCount = 0 }
        guard pieceCount &+ bytes.count <= piece.count else { return .refused }
        let isLast = bytes.last == 0xF7
        let whole = pieceCount &+ bytes.count
        UnsafeMutableRawBufferPointer(rebasing: piece[pieceCount...]).copyMemory(from: bytes)
        guard isLast else {
            (pieceCount, pieceOutput) = (whole, port)
            return .sent
        }
        var event = JACKEvent(
            due: pipeline_monotonic_ns(), length: UInt32(truncatingIfNeeded: whole),
            port: UInt16(truncatingIfNeeded: port))
        let message = UnsafeRawBufferPointer(rebasing: piece[..<whole])
        if whole <= JACKEvent.inlineBytes {
            withUnsafeMutableBytes(of: &event.payload) { $0.copyMemory(from: message) }
        } else {
            guard let slot = outgoingSlots.put(message) else { return .later }
            event.payload = UInt64(slot)
        }
        let outcome = push(event)
        if outcome == .sent {
            pieceCount = 0
        } else if whole > JACKEvent.inlineBytes {
            outgoingSlots.free(Int(event.payload))
        }
        return outcome
    }

    private mutating func push(_ event: JACKEvent) -> SendOutcome {
        guard outgoing.push(event) else { return .later }
        handed &+= 1
        return .sent
    }

    /// Whether something was taken that others have not got; the descriptor is raised when that may have
    /// changed.
    public var hasUnsent: Bool { progress.isBehind(handed) }

    /// The next message that came in, with the place of its port; `nil` when there is no more. Bytes of
    /// System Exclusive are there until the next call.
    public mutating func nextInput() -> (content: SequencerInput.Content, input: Int)? {
        if let slot = lent.take() { incomingSlots.free(slot) }
        guard let event = incoming.pop() else { return nil }
        let status = UInt8(truncatingIfNeeded: event.payload)
        if Int(event.length) > JACKEvent.inlineBytes {
            lent = Int(event.payload)
            return (exclusive(incomingSlots.bytes(Int(event.payload)), event), Int(event.port))
        }
        if status == 0xF0 {
            short.storeBytes(of: event.payload, as: UInt64.self)
            return (exclusive(short, event), Int(event.port))
        }
        let message = ShortMessage(
            status: status, first: UInt8(truncatingIfNeeded: event.payload >> 8),
            second: UInt8(truncatingIfNeeded: event.payload >> 16))
        return (.message(message), Int(event.port))
    }

    private func exclusive(
        _ bytes: UnsafeMutableRawPointer, _ event: JACKEvent
    ) -> SequencerInput.Content {
        .systemExclusive(UnsafeRawBufferPointer(start: bytes, count: Int(event.length)))
    }
}
