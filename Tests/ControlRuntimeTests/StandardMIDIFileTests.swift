import Testing

@testable import ControlRuntime

@Suite struct StandardMIDIFileTests {
    private typealias Content = StandardMIDIFile.Content

    private func short(_ status: UInt8, _ first: UInt8, _ second: UInt8 = 0) -> Content {
        .message(ShortMessage(status: status, first: first, second: second))
    }

    @Test func `a file of format 0 gives its messages and times`() throws {
        let file = try StandardMIDIFile(
            midiFile(tracks: [[0x00, 0x90, 60, 100, 0x60, 0x80, 60, 0, 0x00, 0xC0, 5]]))
        #expect(file.format == 0 && file.division == .ticksPerQuarter(96))
        #expect(
            file.events.map(\.content) == [short(0x90, 60, 100), short(0x80, 60), short(0xC0, 5)])
        #expect(file.events.map(\.time) == [0, 500_000_000, 500_000_000])
        #expect(file.length == 500_000_000 && file.remarks.isEmpty)
    }

    @Test func `tracks are merged by time, then by their order`() throws {
        let file = try StandardMIDIFile(
            midiFile(
                format: 1,
                tracks: [
                    [0x60, 0x90, 1, 1, 0x60, 0x90, 2, 1], [0x00, 0x91, 3, 1, 0x60, 0x91, 4, 1],
                ]))
        #expect(
            file.events.map(\.content)
                == [short(0x91, 3, 1), short(0x90, 1, 1), short(0x91, 4, 1), short(0x90, 2, 1)])
        #expect(file.events.map(\.track) == [2, 1, 2, 1])
    }

    @Test func `running status goes on until another status`() throws {
        let file = try StandardMIDIFile(
            midiFile(tracks: [[0, 0x90, 60, 100, 1, 60, 0, 1, 0xB0, 7, 9, 1, 8, 10]]))
        #expect(
            file.events.map(\.content) == [
                short(0x90, 60, 100), short(0x90, 60, 0), short(0xB0, 7, 9), short(0xB0, 8, 10),
            ])
    }

    @Test func `a tempo of any track holds for all from its tick on`() throws {
        let tempo: [UInt8] = [0x60, 0xFF, 0x51, 3, 0x03, 0xD0, 0x90]
        let file = try StandardMIDIFile(
            midiFile(
                format: 1,
                tracks: [tempo, [0, 0x90, 1, 1, 0x60, 0x90, 2, 1, 0x60, 0x90, 3, 1]]))
        #expect(file.events.map(\.time) == [0, 500_000_000, 750_000_000])
        #expect(
            file.tempos == [
                StandardMIDIFile.Tempo(
                    time: 500_000_000, tick: 96, microsecondsPerQuarter: 250_000)
            ])
    }

    @Test func `what a tick lacks of a nanosecond is carried on`() throws {
        // A tick of 1/7 of a quarter at 1,000,001 µs, 7,000 times.
        var track: [UInt8] = [0, 0xFF, 0x51, 3, 0x0F, 0x42, 0x41]
        for _ in 0..<7000 { track += [1, 0xF8 & 0x90, 1, 1] }
        let file = try StandardMIDIFile(midiFile(division: 7, tracks: [track]))
        #expect(file.events.last?.time == 1000 * 1_000_001_000)
        #expect(file.events[0].time == 1_000_001_000 / 7)
    }

    @Test(arguments: [
        (0xE878, 1_000_000_000 as UInt64), (0xE764, 960_000_000), (0xE250, 1_000_000_000),
        (0xE350, 1_001_000_000),
    ]) func `frames a second are a clock of their own`(division: Int, expected: UInt64) throws {
        // 24 × 120, 25 × 100 and 30 × 80 ticks a second; 29 stands for 30,000 frames in 1,001 s.
        let ticks: [UInt8] = division == 0xE878 ? [0x96, 0x40] : [0x92, 0x60]
        let file = try StandardMIDIFile(
            midiFile(division: division, tracks: [ticks + [0x90, 1, 1]]))
        #expect(file.events.first?.time == expected)
    }

    @Test func `System Exclusive has both its ends, and its pieces are joined`() throws {
        let file = try StandardMIDIFile(
            midiFile(tracks: [
                [0, 0xF0, 3, 1, 2, 0xF7, 0, 0xF0, 2, 3, 4, 9, 0xF7, 1, 5, 9, 0xF7, 2, 6, 0xF7]
            ]))
        #expect(
            file.events.map(\.content) == [
                .systemExclusive([0xF0, 1, 2, 0xF7]), .systemExclusive([0xF0, 3, 4, 5, 6, 0xF7]),
            ])
        #expect(file.events.map(\.tick) == [0, 0])
    }

    @Test func `escaped bytes are sent when they are a message`() throws {
        let file = try StandardMIDIFile(
            midiFile(tracks: [[0, 0xF7, 1, 0xFA, 0, 0xF7, 3, 0xF2, 1, 2, 0, 0xF7, 2, 1, 2]]))
        #expect(file.events.map(\.content) == [short(0xFA, 0), short(0xF2, 1, 2)])
        #expect(file.remarks.map(\.kind) == [.escapeLeftOut(2)])
    }

    @Test func `tracks have the names that the file gives them`() throws {
        let file = try StandardMIDIFile(
            midiFile(format: 1, tracks: [[0, 0xFF, 3, 4] + Array("Bass".utf8), []]))
        #expect(file.trackNames == ["Bass", ""])
    }

    @Test func `what other programs write and should not is got over and told`() throws {
        var bytes = midiFile(
            format: 1,
            tracks: [[0, 0x90, 1, 1, 0, 0xFF, 1, 1, 65, 0, 2, 2]], isEnded: false)
        bytes[11] = 3
        bytes += Array("XFIH".utf8) + [0, 0, 0, 2, 7, 7] + [1, 2, 3]
        let file = try StandardMIDIFile(bytes)
        #expect(file.events.count == 2)
        #expect(
            file.remarks.map(\.kind) == [
                .chunkUnknown("XFIH"), .bytesAfterChunks(3), .tracksMissing(said: 3, found: 1),
                .runningStatusAcrossEvents, .trackWithoutEnd,
            ])
        #expect(file.remarks.allSatisfy { $0.offset <= bytes.count })
    }

    @Test func `bytes after the end of a track are told`() throws {
        let file = try StandardMIDIFile(midiFile(tracks: [[0, 0xFF, 0x2F, 0, 1, 2, 3, 4]]))
        #expect(file.remarks.map(\.kind) == [.bytesAfterEnd(8)])
    }
}

/// A file with the given tracks, each ended unless told otherwise.
func midiFile(
    format: Int = 0, division: Int = 96, tracks: [[UInt8]], isEnded: Bool = true
) -> [UInt8] {
    var bytes: [UInt8] =
        Array("MThd".utf8) + [0, 0, 0, 6, 0, UInt8(format), 0, UInt8(tracks.count)]
    bytes += [UInt8(division >> 8), UInt8(division & 0xFF)]
    for track in tracks {
        let content = track + (isEnded ? [0, 0xFF, 0x2F, 0] : [])
        bytes += Array("MTrk".utf8)
        bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: content.count >> $0) } + content
    }
    return bytes
}
