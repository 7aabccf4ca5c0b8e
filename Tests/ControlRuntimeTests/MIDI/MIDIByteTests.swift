import ControlRuntime
import Testing

@Suite struct MIDIByteTests {
    private func encode(_ script: [(UInt64, ShortMessage)]) -> [UInt8] {
        var encoder = MIDIByteEncoder()
        var bytes: [UInt8] = []
        for (now, message) in script {
            let part = [UInt8](unsafeUninitializedCapacity: 3) { buffer, count in
                count = encoder.encode(
                    message, now: now, into: UnsafeMutableRawBufferPointer(buffer))
            }
            bytes += part
        }
        return bytes
    }

    private func parse(_ bytes: [UInt8], longest: Int = 65_536) -> [[UInt8]] {
        var parser = MIDIByteParser(longestExclusive: longest)
        return bytes.compactMap { byte in
            switch parser.parse(byte) {
            case .nothing: return nil
            case .message(let message):
                return Array(
                    [message.status, message.first, message.second].prefix(message.byteCount))
            case .systemExclusive: return Array(parser.systemExclusive)
            }
        }
    }

    @Test func `a status is left out while it stays the same`() {
        let note = ShortMessage(status: 0x90, first: 60, second: 1)
        let clock = ShortMessage(status: 0xF8)
        let other = ShortMessage(status: 0x91, first: 60, second: 1)
        #expect(
            encode([(0, note), (1, note), (2, clock), (3, note), (4, other)]) == [
                0x90, 60, 1, 60, 1, 0xF8, 60, 1, 0x91, 60, 1,
            ])
    }

    @Test func `after 250 ms and after a common message the status is sent again`() {
        let note = ShortMessage(status: 0x90, first: 60, second: 1)
        let position = ShortMessage(status: 0xF2, first: 1, second: 2)
        #expect(
            encode([
                (0, note), (249_999_999, note), (250_000_000, note), (250_000_001, position),
                (250_000_002, note),
            ])
                == [0x90, 60, 1, 60, 1, 0x90, 60, 1, 0xF2, 1, 2, 0x90, 60, 1])
    }

    @Test func `after System Exclusive the status is sent again`() {
        var encoder = MIDIByteEncoder()
        let note = ShortMessage(status: 0x90, first: 60, second: 1)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 3, alignment: 1)
        defer { buffer.deallocate() }
        #expect(encoder.encode(note, now: 0, into: buffer) == 3)
        #expect(encoder.encode(note, now: 0, into: buffer) == 2)
        encoder.reset()
        #expect(encoder.encode(note, now: 0, into: buffer) == 3)
        let short = UnsafeMutableRawBufferPointer(rebasing: buffer[0..<2])
        #expect(encoder.encode(note, now: 0, into: short) == 0)
    }

    @Test func `realtime bytes may stand anywhere`() {
        #expect(
            parse([0x90, 0xF8, 60, 0xFE, 100, 0xF0, 1, 0xF8, 2, 0xF7])
                == [[0xF8], [0xFE], [0x90, 60, 100], [0xF8], [0xF0, 1, 2, 0xF7]])
    }

    @Test func `running status goes on until another status`() {
        #expect(
            parse([0xB1, 1, 2, 3, 4, 0xC1, 5, 6, 0xF6, 7])
                == [[0xB1, 1, 2], [0xB1, 3, 4], [0xC1, 5], [0xC1, 6], [0xF6]])
    }

    @Test func `what means nothing is skipped and counted`() {
        var parser = MIDIByteParser(longestExclusive: 4)
        let bytes: [UInt8] = [
            1, 2, 0xF7, 0xF4, 0xFD, 0x90, 60, 0x80, 60, 0, 0xF0, 1, 2, 3, 4, 0xF7, 0xF0, 1, 0x90,
            60, 1,
        ]
        var messages = 0
        for byte in bytes { if case .message = parser.parse(byte) { messages += 1 } }
        #expect(messages == 2)
        #expect(parser.strayCount == 5)
        #expect(parser.cutCount == 2)
        #expect(parser.tooLongCount == 1)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `what is encoded is read back`(seed: UInt64) {
        var numbers = SeededNumbers(seed)
        let statuses: [UInt8] = [
            0x80, 0x90, 0xA3, 0xB0, 0xC5, 0xD0, 0xE9, 0xF1, 0xF2, 0xF3, 0xF6, 0xF8, 0xFA, 0xFE,
        ]
        var script: [(UInt64, ShortMessage)] = []
        var now: UInt64 = 0
        for _ in 0..<2_000 {
            now += UInt64.random(in: 0..<100_000_000, using: &numbers)
            var message = ShortMessage(status: statuses.randomElement(using: &numbers) ?? 0xF8)
            if message.byteCount > 1 { message.first = UInt8.random(in: 0..<128, using: &numbers) }
            if message.byteCount > 2 { message.second = UInt8.random(in: 0..<128, using: &numbers) }
            script.append((now, message))
        }
        let wanted = script.map { _, message in
            Array([message.status, message.first, message.second].prefix(message.byteCount))
        }
        #expect(parse(encode(script)) == wanted)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `random bytes give messages that are messages, and nothing else`(seed: UInt64) {
        var numbers = SeededNumbers(seed)
        let bytes = (0..<20_000).map { _ in UInt8.random(in: 0...255, using: &numbers) }
        for message in parse(bytes, longest: 16) {
            guard message[0] == 0xF0 else {
                let short = ShortMessage(
                    status: message[0], first: message.count > 1 ? message[1] : 0,
                    second: message.count > 2 ? message[2] : 0)
                #expect(short.isWellFormed && short.byteCount == message.count)
                continue
            }
            #expect(message.count <= 16 && message.last == 0xF7)
            #expect(message.dropFirst().dropLast().allSatisfy { $0 < 0x80 })
        }
    }
}
