/// What sounds at each port: notes that were begun and not ended, pedals held, channels used.
///
/// It lies in plain memory with a layout of its own, which may be shared with another process: that one
/// can end the notes when this one is killed. One thread writes; single bytes and words, so that a reader
/// sees each whole.
///
/// Layout a port: 2,048 bytes of note counts (16 channels of 128 keys), then four 16-bit words with a bit
/// a channel: channels used, then pedal 64, 66 and 69 held. Ports follow each other every 2,112 bytes.
public struct NoteLedger: @unchecked Sendable {
    // Unchecked: one thread writes; what others see is at worst a note older.
    private let memory: UnsafeMutableRawPointer
    /// How many ports there are.
    public let portCount: Int

    private static let portStride = 2_112
    private static let usedOffset = 2_048

    /// Bytes of a ledger for so many ports.
    public static func byteCount(ports: Int) -> Int { ports * portStride }

    /// A view of memory that holds a ledger, or zeros.
    ///
    /// - Parameters:
    ///   - memory: `byteCount(ports:)` bytes that outlive the view.
    ///   - ports: How many ports there are.
    public init(memory: UnsafeMutableRawPointer, ports: Int) {
        self.memory = memory
        portCount = ports
    }

    /// A ledger in memory of its own, all silent, that is never given back.
    public static func allocate(ports: Int) -> NoteLedger {
        let count = byteCount(ports: max(1, ports))
        let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        return NoteLedger(memory: memory, ports: ports)
    }

    /// One port's part of the ledger.
    public func port(_ place: Int) -> PortLedger {
        precondition(place >= 0 && place < portCount, "a port of the ledger")
        return PortLedger(memory: memory + place * Self.portStride)
    }

    /// Notes that sound at all ports.
    public var soundingCount: Int {
        (0..<portCount).reduce(0) { $0 + port($1).soundingCount }
    }
}

/// What sounds at one port.
public struct PortLedger: @unchecked Sendable {
    // Unchecked: see `NoteLedger`.
    private let counts: UnsafeMutablePointer<UInt8>
    private let channels: UnsafeMutablePointer<UInt16>

    fileprivate init(memory: UnsafeMutableRawPointer) {
        counts = memory.assumingMemoryBound(to: UInt8.self)
        channels = (memory + 2_048).assumingMemoryBound(to: UInt16.self)
    }

    /// The place of a note in tables of 2,048: channel 0...15, key 0...127.
    @inline(__always)
    static func place(_ message: ShortMessage) -> Int {
        Int(message.status & 0x0F) << 7 | Int(message.first & 0x7F)
    }

    /// How many times a note is begun and not ended.
    public func count(channel: UInt8, key: UInt8) -> Int {
        Int(counts[Int(channel & 0x0F) << 7 | Int(key & 0x7F)])
    }

    @inline(__always)
    func count(_ place: Int) -> UInt8 {
        (counts + place).pointee
    }

    /// Notes that sound.
    public var soundingCount: Int {
        (0..<2_048).reduce(0) { $0 + Int(counts[$1]) }
    }

    /// Takes over what another port's ledger says.
    public func copy(_ other: PortLedger) {
        counts.update(from: other.counts, count: 2_048)
        channels.update(from: other.channels, count: 4)
    }

    /// Channels on which anything was sent, a bit each.
    public var usedChannels: UInt16 { channels.pointee }

    /// Notes a message that goes to the port.
    ///
    /// - Thread: the one that sends. Does not block.
    @_noLocks
    public func note(_ message: ShortMessage) {
        guard message.status < 0xF0 else { return }
        let bit: UInt16 = 1 << UInt16(message.status & 0x0F)
        channels.pointee |= bit
        switch message.status & 0xF0 {
        case 0x90 where message.second > 0:
            let note = counts + Self.place(message)
            if note.pointee < .max { note.pointee &+= 1 }
        case 0x80, 0x90:
            let note = counts + Self.place(message)
            if note.pointee > 0 { note.pointee &-= 1 }
        case 0xB0: notePedal(message, bit: bit)
        default: break
        }
    }

    @_noLocks
    private func notePedal(_ message: ShortMessage, bit: UInt16) {
        let pedal: Int
        switch message.first {
        case 64: pedal = 1
        case 66: pedal = 2
        case 69: pedal = 3
        default: return
        }
        if message.second >= 64 {
            (channels + pedal).pointee |= bit
        } else {
            (channels + pedal).pointee &= ~bit
        }
    }

    /// Forgets what sounded and what was used.
    @_noLocks
    func forget() {
        counts.update(repeating: 0, count: 2_048)
        channels.update(repeating: 0, count: 4)
    }

    /// Takes a note-on back that did not go after all.
    @_noLocks
    func takeBack(_ message: ShortMessage) {
        let note = counts + Self.place(message)
        if note.pointee > 0 { note.pointee &-= 1 }
    }

    /// Channels with a pedal held; pedals are 0 (64), 1 (66) and 2 (69).
    @_noLocks
    func held(pedal: Int) -> UInt16 {
        (channels + (pedal &+ 1)).pointee
    }

    /// Forgets everything, for a port that begins anew.
    public func clear() {
        counts.update(repeating: 0, count: 2_048)
        channels.update(repeating: 0, count: 4)
    }
}

/// What must be sent to silence a port, in order: a note-off for each time a note was begun, pedals up,
/// then all notes off on each channel used.
///
/// Ask for the next message, send it, note it in the ledger, and ask again: the ledger is the progress.
@frozen public struct SilenceSequence: Sendable {
    private var place = 0
    private var step = 0
    private var endSteps: Int

    /// - Parameter withSoundOff: Whether all sound off (controller 120) ends each channel too, as a panic
    ///   does: tails of reverb are cut.
    public init(withSoundOff: Bool = false) {
        endSteps = withSoundOff ? 2 : 1
    }

    /// The next message to be sent, `nil` at the end.
    ///
    /// - Thread: real-time. Does not block. Takes up to 2,048 looks for one message, once a silence.
    @_noLocks
    public mutating func next(_ port: PortLedger) -> ShortMessage? {
        while place < 2_048 {
            if port.count(place) > 0 {
                return ShortMessage(
                    status: 0x80 | UInt8(truncatingIfNeeded: place >> 7),
                    first: UInt8(truncatingIfNeeded: place & 127), second: 64)
            }
            place &+= 1
        }
        return nextController(port)
    }

    /// Goes on, when the message that `next` gave was sent or cannot be.
    ///
    /// - Thread: real-time. Does not block.
    @_noLocks
    public mutating func advance(_ port: PortLedger) {
        if place < 2_048 {
            // The ledger counts down by itself, unless somebody forgot to note the message.
            return
        }
        step &+= 1
    }

    /// Steps 0...47 are the three pedals, the others the ends, each over 16 channels.
    @_noLocks
    private mutating func nextController(_ port: PortLedger) -> ShortMessage? {
        while step < (3 &+ endSteps) &* 16 {
            let channel = step & 15
            let row = step >> 4
            let channels = row < 3 ? port.held(pedal: row) : port.usedChannels
            if channels & 1 << UInt16(truncatingIfNeeded: channel) != 0 {
                return ShortMessage(
                    status: 0xB0 | UInt8(truncatingIfNeeded: channel), first: Self.controller(row))
            }
            step &+= 1
        }
        return nil
    }

    @_noLocks
    private static func controller(_ row: Int) -> UInt8 {
        switch row {
        case 0: 64
        case 1: 66
        case 2: 69
        case 3: 123
        default: 120
        }
    }
}
