/// Reads the events of one track.
struct MIDITrackParser {
    private(set) var remarks: [MIDIFileRemark] = []
    private let bytes: [UInt8]
    private let end: Int
    private let number: Int
    private var place: Int
    private var tick: UInt64 = 0
    private var runningStatus: UInt8 = 0
    /// Whether an event came since that ends running status.
    private var isStatusStale = false
    private var track = MIDITrack()
    /// Where the message is whose other pieces are still to come.
    private var open: (index: Int, bytes: [UInt8])?

    init(_ bytes: [UInt8], _ range: Range<Int>, number: Int) {
        self.bytes = bytes
        place = range.lowerBound
        end = range.upperBound
        self.number = number
    }

    mutating func read() throws(MIDIFileError) -> MIDITrack {
        var isEnded = false
        while place < end, !isEnded {
            tick += UInt64(try variableNumber())
            isEnded = try event()
        }
        if let open {
            throw error(.systemExclusiveNotClosed, at: track.events[open.index].offset)
        }
        if !isEnded {
            remark(.trackWithoutEnd)
            add(.end, at: place)
        } else if place < end {
            remark(.bytesAfterEnd(end - place))
        }
        return track
    }

    /// - Returns: whether it was the end of the track.
    private mutating func event() throws(MIDIFileError) -> Bool {
        let start = place
        let byte = try next()
        switch byte {
        case 0xFF: return try meta(start)
        case 0xF0, 0xF7: try systemExclusive(byte, start)
        case 0xF1...0xFE: throw error(.statusNotAllowed(byte), at: start)
        case 0x80...0xEF:
            runningStatus = byte
            isStatusStale = false
            try message(first: try data(), start)
        default:
            guard runningStatus != 0 else { throw error(.noStatus(byte), at: start) }
            if isStatusStale { remark(.runningStatusAcrossEvents, at: start) }
            isStatusStale = false
            try message(first: byte, start)
        }
        return false
    }

    private mutating func message(first: UInt8, _ start: Int) throws(MIDIFileError) {
        var message = ShortMessage(status: runningStatus, first: first)
        if message.byteCount == 3 { message.second = try data() }
        add(.content(.message(message)), at: start)
    }

    private mutating func meta(_ start: Int) throws(MIDIFileError) -> Bool {
        let kind = try next()
        let range = try payload()
        isStatusStale = true
        switch kind {
        case 0x03 where track.name.isEmpty:
            track.name = String(decoding: bytes[range], as: UTF8.self)
        case 0x2F:
            add(.end, at: start)
            return true
        case 0x51:
            guard range.count == 3 else { throw error(.tempoLength(range.count), at: start) }
            let tempo = bytes[range].reduce(0) { $0 << 8 | Int($1) }
            guard tempo > 0 else { throw error(.tempoZero, at: start) }
            add(.tempo(tempo), at: start)
        default: break
        }
        return false
    }

    /// A message, a piece of one, or bytes that are sent as they are.
    private mutating func systemExclusive(
        _ status: UInt8, _ start: Int
    ) throws(MIDIFileError) {
        let range = try payload()
        isStatusStale = true
        let isComplete = bytes[range].last == 0xF7
        if status == 0xF0 {
            if let open {
                throw error(.systemExclusiveNotClosed, at: track.events[open.index].offset)
            }
            let whole = [0xF0] + bytes[range]
            add(.content(.systemExclusive(whole)), at: start)
            if !isComplete { open = (track.events.count - 1, whole) }
        } else if var open {
            // Taken out first, so that the bytes are not copied for each piece.
            self.open = nil
            open.bytes += bytes[range]
            if isComplete {
                track.events[open.index].content = .content(.systemExclusive(open.bytes))
            } else {
                self.open = open
            }
        } else {
            escape(range, start)
        }
    }

    private mutating func escape(_ range: Range<Int>, _ start: Int) {
        let escaped = bytes[range]
        if escaped.first == 0xF0, escaped.last == 0xF7 {
            add(.content(.systemExclusive(Array(escaped))), at: start)
        } else if let message = ShortMessage(whole: escaped) {
            add(.content(.message(message)), at: start)
        } else {
            remark(.escapeLeftOut(escaped.count), at: start)
        }
    }

    /// A number of variable length and so many bytes after it.
    private mutating func payload() throws(MIDIFileError) -> Range<Int> {
        let start = place
        let count = try variableNumber()
        guard count <= end - place else { throw error(.trackEndsInEvent, at: start) }
        defer { place += count }
        return place..<place + count
    }

    private mutating func variableNumber() throws(MIDIFileError) -> Int {
        let start = place
        var value = 0
        for _ in 0..<4 {
            let byte = try next()
            value = value << 7 | Int(byte & 0x7F)
            if byte < 0x80 { return value }
        }
        throw error(.numberTooLong, at: start)
    }

    private mutating func data() throws(MIDIFileError) -> UInt8 {
        let byte = try next()
        guard byte < 0x80 else { throw error(.notData(byte), at: place - 1) }
        return byte
    }

    private mutating func next() throws(MIDIFileError) -> UInt8 {
        guard place < end else { throw error(.trackEndsInEvent, at: place) }
        defer { place += 1 }
        return bytes[place]
    }

    private mutating func add(_ content: MIDITrack.Event.Content, at offset: Int) {
        track.events.append(MIDITrack.Event(tick: tick, offset: offset, content: content))
    }

    private mutating func remark(_ kind: MIDIFileRemark.Kind, at offset: Int? = nil) {
        // One of a kind says enough.
        if kind == .runningStatusAcrossEvents, remarks.contains(where: { $0.kind == kind }) {
            return
        }
        remarks.append(MIDIFileRemark(kind: kind, offset: offset ?? place, track: number))
    }

    private func error(_ problem: MIDIFileError.Problem, at offset: Int) -> MIDIFileError {
        MIDIFileError(problem, at: offset, track: number)
    }
}

extension ShortMessage {
    /// Exactly one message with its data bytes; `nil` for anything else.
    init?(whole bytes: ArraySlice<UInt8>) {
        guard let status = bytes.first, status >= 0x80, status != 0xF0, status != 0xF7,
            bytes.dropFirst().allSatisfy({ $0 < 0x80 })
        else { return nil }
        self.init(status: status)
        guard bytes.count == byteCount else { return nil }
        if bytes.count > 1 { first = bytes[bytes.startIndex + 1] }
        if bytes.count > 2 { second = bytes[bytes.startIndex + 2] }
    }
}
