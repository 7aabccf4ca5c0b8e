/// The header of a Standard MIDI File, and where its tracks lie.
struct MIDIFileChunks {
    private(set) var format = 0
    private(set) var division = StandardMIDIFile.Division.ticksPerQuarter(96)
    private(set) var tracks: [Range<Int>] = []
    private(set) var remarks: [MIDIFileRemark] = []
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func read() throws(MIDIFileError) {
        let said = try header()
        var place = 8 + Int(unsigned(4, at: 4))
        while bytes.count - place >= 8 {
            let size = Int(unsigned(4, at: place + 4))
            guard size <= bytes.count - place - 8 else {
                throw MIDIFileError(
                    .chunkCutOff(needed: size, left: bytes.count - place - 8), at: place + 4,
                    track: isTrack(place) ? tracks.count + 1 : nil)
            }
            if isTrack(place) {
                tracks.append(place + 8..<place + 8 + size)
            } else {
                remark(.chunkUnknown(name(at: place)), at: place)
            }
            place += 8 + size
        }
        if place < bytes.count { remark(.bytesAfterChunks(bytes.count - place), at: place) }
        if tracks.isEmpty { throw MIDIFileError(.noTracks, at: bytes.count) }
        if said != tracks.count {
            remark(.tracksMissing(said: said, found: tracks.count), at: 10)
        }
    }

    /// - Returns: how many tracks the header says there are.
    private mutating func header() throws(MIDIFileError) -> Int {
        guard bytes.starts(with: "MThd".utf8) else { throw MIDIFileError(.noHeader, at: 0) }
        guard bytes.count >= 14 else {
            throw MIDIFileError(.headerTooShort(max(0, bytes.count - 8)), at: bytes.count)
        }
        let size = Int(unsigned(4, at: 4))
        guard size >= 6 else { throw MIDIFileError(.headerTooShort(size), at: 4) }
        guard size <= bytes.count - 8 else {
            throw MIDIFileError(.chunkCutOff(needed: size, left: bytes.count - 8), at: 4)
        }
        format = Int(unsigned(2, at: 8))
        guard format < 2 else { throw MIDIFileError(.formatUnknown(format), at: 8) }
        let ticks = Int(unsigned(2, at: 12))
        if ticks & 0x8000 == 0 {
            division = .ticksPerQuarter(ticks)
            if ticks == 0 { throw MIDIFileError(.divisionZero, at: 12) }
        } else {
            let frames = -Int(Int8(bitPattern: bytes[12]))
            guard [24, 25, 29, 30].contains(frames) else {
                throw MIDIFileError(.framesUnknown(frames), at: 12)
            }
            guard bytes[13] > 0 else { throw MIDIFileError(.divisionZero, at: 13) }
            division = .frames(perSecond: frames, ticks: Int(bytes[13]))
        }
        return Int(unsigned(2, at: 10))
    }

    private func isTrack(_ place: Int) -> Bool { bytes[place...].starts(with: "MTrk".utf8) }

    private func name(at place: Int) -> String {
        String(
            decoding: bytes[place..<place + 4].map { (0x20...0x7E).contains($0) ? $0 : 0x3F },
            as: UTF8.self)
    }

    private func unsigned(_ count: Int, at place: Int) -> UInt32 {
        bytes[place..<place + count].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private mutating func remark(_ kind: MIDIFileRemark.Kind, at offset: Int) {
        remarks.append(MIDIFileRemark(kind: kind, offset: offset, track: nil))
    }
}
