import RuntimeMap

/// Which slot hears a message: a table by channel and kind, filled when a map is loaded.
struct MessageTable: ~Copyable {
    /// Starts of the kinds in the table.
    private enum Start {
        static let controller = 0, note = 2_048, polyPressure = 4_096
        /// 128 programs and, at the end, any program; for each of 16 channels.
        static let program = 6_144, programs = 129
        static let pair = 8_208, bend = 8_720, pressure = 8_736, end = 8_752
    }

    /// A pattern of System Exclusive bytes.
    struct Exclusive {
        var bytes: UnsafeRawBufferPointer
        var slot: Int
    }

    /// The slot, and 0 for none: places count from 1 here.
    private let direct: UnsafeMutablePointer<UInt16>
    /// Registered and other parameter numbers by `numberKey`, rising.
    private let numberKeys: UnsafeMutablePointer<UInt32>
    private let numberSlots: UnsafeMutablePointer<UInt16>
    private let numberCount: Int
    private let exclusives: UnsafeMutablePointer<Exclusive>
    private let exclusiveCount: Int
    /// Bit n: a parameter number is heard on channel n.
    let numberChannels: UInt16

    /// - Parameter entries: Channel 0...15, message and slot; of equal messages the first counts.
    init(_ entries: [(channel: Int, message: RuntimeMessage, slot: Int)]) {
        direct = .allocate(capacity: Start.end)
        direct.initialize(repeating: 0, count: Start.end)
        var numbers: [UInt32: UInt16] = [:]
        var patterns: [Exclusive] = []
        var channels: UInt16 = 0
        for entry in entries {
            let place = UInt16(entry.slot + 1)
            switch entry.message.kind {
            case .nrpn, .rpn:
                let key = Self.numberKey(
                    isRegistered: entry.message.kind == .rpn, channel: entry.channel,
                    number: entry.message.number)
                if numbers[key] == nil { numbers[key] = place }
                channels |= 1 << UInt16(entry.channel)
            case .systemExclusive:
                patterns.append(
                    Exclusive(bytes: Self.kept(entry.message.bytes), slot: entry.slot))
            default:
                let at = Self.place(entry.message.kind, entry.channel, entry.message.number)
                if direct[at] == 0 { direct[at] = place }
            }
        }
        let keys = numbers.keys.sorted()
        numberCount = keys.count
        numberChannels = channels
        numberKeys = .allocate(capacity: max(1, keys.count))
        numberKeys.initialize(from: keys, count: keys.count)
        numberSlots = .allocate(capacity: max(1, keys.count))
        numberSlots.initialize(from: keys.map { numbers[$0] ?? 0 }, count: keys.count)
        exclusiveCount = patterns.count
        exclusives = .allocate(capacity: max(1, patterns.count))
        exclusives.initialize(from: patterns, count: patterns.count)
    }

    private static func kept(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(1, bytes.count), alignment: 1)
        memory.copyBytes(from: bytes)
        return UnsafeRawBufferPointer(rebasing: memory[..<bytes.count])
    }

    deinit {
        for place in 0..<exclusiveCount { exclusives[place].bytes.deallocate() }
        exclusives.deallocate()
        direct.deallocate()
        numberKeys.deallocate()
        numberSlots.deallocate()
    }

    @_noLocks @inline(__always)
    private static func place(_ kind: RuntimeMessage.Kind, _ channel: Int, _ number: Int) -> Int {
        switch kind {
        case .controlChange: Start.controller &+ channel &* 128 &+ (number & 127)
        case .note: Start.note &+ channel &* 128 &+ (number & 127)
        case .polyPressure: Start.polyPressure &+ channel &* 128 &+ (number & 127)
        case .programChange:
            Start.program &+ channel &* Start.programs &+ (number < 0 ? 128 : number & 127)
        case .controlChange14: Start.pair &+ channel &* 32 &+ (number & 31)
        case .pitchBend: Start.bend &+ channel
        case .channelPressure, .nrpn, .rpn, .systemExclusive: Start.pressure &+ channel
        }
    }

    @_noLocks @inline(__always)
    private static func numberKey(isRegistered: Bool, channel: Int, number: Int) -> UInt32 {
        (isRegistered ? 1 << 31 : 0) | UInt32(channel & 15) << 14 | UInt32(number & 0x3FFF)
    }

    /// The slot of a message; `nil` when nobody hears it. Not for parameter numbers and System Exclusive.
    ///
    /// - Parameters:
    ///   - channel: 0...15.
    ///   - number: 0...127; -1 for any program.
    /// - Thread: real-time. Does not block, allocate or count references.
    @_noLocks @inline(__always)
    func slot(_ kind: RuntimeMessage.Kind, channel: Int, number: Int = 0) -> Int? {
        let found = direct[Self.place(kind, channel & 15, number)]
        return found == 0 ? nil : Int(found) &- 1
    }

    /// The slot of a registered or other parameter number.
    @_noLocks
    func slot(isRegistered: Bool, channel: Int, number: Int) -> Int? {
        let key = Self.numberKey(isRegistered: isRegistered, channel: channel, number: number)
        var low = 0
        var high = numberCount
        while low < high {
            let middle = (low &+ high) / 2
            if numberKeys[middle] < key { low = middle &+ 1 } else { high = middle }
        }
        guard low < numberCount, numberKeys[low] == key else { return nil }
        return Int(numberSlots[low]) &- 1
    }

    /// The first slot at or after a place whose pattern a System Exclusive message fits, and what it says.
    @_noLocks
    func exclusive(
        _ message: UnsafeRawBufferPointer, from start: Int
    ) -> (next: Int, slot: Int, reading: MapReading)? {
        var place = start
        while place < exclusiveCount {
            if let reading = Self.reading(message, exclusives[place].bytes) {
                return (place &+ 1, exclusives[place].slot, reading)
            }
            place &+= 1
        }
        return nil
    }

    @_noLocks
    private static func reading(
        _ message: UnsafeRawBufferPointer, _ pattern: UnsafeRawBufferPointer
    ) -> MapReading? {
        guard message.count == pattern.count else { return nil }
        var reading = MapReading(value: 0, limit: 127, isTrigger: true)
        var upper: Int32 = 0
        var place = 0
        while place < pattern.count {
            let byte = message[place]
            switch pattern[place] {
            case RuntimeMessage.valueByte where byte < 0x80:
                upper = Int32(byte)
                reading.isTrigger = false
            case RuntimeMessage.fineValueByte where byte < 0x80:
                reading.value = Int32(byte)
                reading.limit = 16_383
                reading.isTrigger = false
            case byte: break
            default: return nil
            }
            place &+= 1
        }
        reading.value = reading.limit == 127 ? upper : upper << 7 | reading.value
        return reading
    }
}
