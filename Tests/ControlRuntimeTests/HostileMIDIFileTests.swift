import Testing

@testable import ControlRuntime

/// Bytes that are no Standard MIDI File, and what is said of them.
@Suite struct HostileMIDIFileTests {
    private typealias Problem = MIDIFileError.Problem

    /// Tracks begin at byte 22.
    static let tracks: [([UInt8], MIDIFileError)] = [
        ([0, 60, 100], MIDIFileError(.noStatus(60), at: 23, track: 1)),
        ([0, 0x90, 60], MIDIFileError(.trackEndsInEvent, at: 25, track: 1)),
        ([0, 0x90, 0x90, 1], MIDIFileError(.notData(0x90), at: 24, track: 1)),
        ([0, 0x90, 1, 0xFF], MIDIFileError(.notData(0xFF), at: 25, track: 1)),
        ([0x80, 0x80, 0x80, 0x80, 0], MIDIFileError(.numberTooLong, at: 22, track: 1)),
        ([0x80], MIDIFileError(.trackEndsInEvent, at: 23, track: 1)),
        ([0, 0xF8], MIDIFileError(.statusNotAllowed(0xF8), at: 23, track: 1)),
        ([0, 0xFF, 1, 5, 65], MIDIFileError(.trackEndsInEvent, at: 25, track: 1)),
        ([0, 0xFF, 0x51, 2, 1, 1], MIDIFileError(.tempoLength(2), at: 23, track: 1)),
        ([0, 0xFF, 0x51, 3, 0, 0, 0], MIDIFileError(.tempoZero, at: 23, track: 1)),
        ([0, 0xF0, 2, 1, 2], MIDIFileError(.systemExclusiveNotClosed, at: 23, track: 1)),
        (
            [0, 0xF0, 1, 1, 0, 0xF0, 1, 0xF7],
            MIDIFileError(.systemExclusiveNotClosed, at: 23, track: 1)
        ),
        (
            [0, 0xF0, 0xFF, 0xFF, 0xFF, 0x7F, 1],
            MIDIFileError(.trackEndsInEvent, at: 24, track: 1)
        ),
    ]

    @Test(arguments: 0..<tracks.count)
    func `what is wrong in a track is named with its byte`(place: Int) {
        let (track, expected) = Self.tracks[place]
        #expect(throws: expected) {
            try StandardMIDIFile(midiFile(tracks: [track], isEnded: false))
        }
    }

    @Test(arguments: [
        (0, 0x58, MIDIFileError(.noHeader, at: 0)),
        (7, 5, MIDIFileError(.headerTooShort(5), at: 4)),
        (4, 1, MIDIFileError(.chunkCutOff(needed: 16_777_222, left: 18), at: 4)),
        (9, 2, MIDIFileError(.formatUnknown(2), at: 8)),
        (8, 1, MIDIFileError(.formatUnknown(256), at: 8)),
        (13, 0, MIDIFileError(.divisionZero, at: 12)),
        (12, 0xE7, MIDIFileError(.divisionZero, at: 13)),
        (12, 0x9C, MIDIFileError(.framesUnknown(100), at: 12)),
        (21, 200, MIDIFileError(.chunkCutOff(needed: 200, left: 4), at: 18, track: 1)),
        (17, 0x58, MIDIFileError(.noTracks, at: 26)),
    ]) func `what is wrong in a header is named with its byte`(
        offset: Int, byte: UInt8, expected: MIDIFileError
    ) {
        var bytes = midiFile(division: offset == 12 || offset == 13 ? 0 : 96, tracks: [[]])
        if offset == 12, byte == 0x9C { bytes[13] = 1 }
        bytes[offset] = byte
        #expect(throws: expected) { try StandardMIDIFile(bytes) }
    }

    @Test func `music of more than thirty years is refused`() {
        let step: [UInt8] = [0xFF, 0xFF, 0xFF, 0x7F, 0x90, 1, 1]
        let slow: [UInt8] = [0, 0xFF, 0x51, 3, 0xFF, 0xFF, 0xFF]
        let error = #expect(throws: MIDIFileError.self) {
            try StandardMIDIFile(midiFile(division: 1, tracks: [slow + step + step]))
        }
        #expect(error?.problem == .tooLong)
    }

    @Test func `an error is one sentence with its place`() {
        let error = MIDIFileError(.noStatus(60), at: 23, track: 1)
        #expect(error.description == "byte 23, track 1: the data byte 3C has no status before it")
    }

    @Test func `no prefix and no changed byte of a file brings the reader down`() {
        let whole = midiFile(
            format: 1, division: 480,
            tracks: [
                [0, 0xFF, 0x51, 3, 7, 0xA1, 0x20, 0, 0xFF, 3, 1, 65],
                [0, 0x90, 60, 100, 0x81, 0x70, 60, 0, 0, 0xF0, 2, 1, 0xF7, 0, 0xF7, 1, 0xFA],
            ])
        var outcomes = Set<Bool>()
        for length in 0..<whole.count { outcomes.insert(isRead(Array(whole[..<length]))) }
        for place in whole.indices {
            for byte in 0...255 as ClosedRange<UInt8> {
                var changed = whole
                changed[place] = byte
                outcomes.insert(isRead(changed))
            }
        }
        #expect(outcomes == [true, false])
    }

    /// Whether bytes are read; what is refused names a place in them.
    private func isRead(_ bytes: [UInt8]) -> Bool {
        do throws(MIDIFileError) {
            let file = try StandardMIDIFile(bytes)
            #expect(zip(file.events, file.events.dropFirst()).allSatisfy { $0.time <= $1.time })
            return true
        } catch {
            #expect(error.offset >= 0 && error.offset <= bytes.count)
            return false
        }
    }
}
