import ControlRuntime
import Testing

@testable import ALSAMIDI

@Suite struct EventRecordTests {
    private let address = PortAddress(client: 20, port: 3)

    /// The record of a message.
    private func record(_ message: ShortMessage) -> [UInt8] {
        var bytes = [UInt8](repeating: 0xAA, count: EventRecord.size)
        bytes.withUnsafeMutableBytes {
            if let start = $0.baseAddress {
                EventRecord.write(message, from: 2, to: address, at: start)
            }
        }
        return bytes
    }

    private func read(_ bytes: [UInt8]) -> [ShortMessage] {
        bytes.withUnsafeBytes { memory in
            var found: [ShortMessage] = []
            guard let start = memory.baseAddress else { return found }
            while case .message(let message)? = EventRecord.message(found.count, of: start) {
                found.append(message)
            }
            return found
        }
    }

    struct Layout: Sendable {
        var message: [UInt8]
        var type: UInt8
        var data: [UInt8]

        init(_ message: [UInt8], _ type: UInt8, _ data: [UInt8] = []) {
            self.message = message
            self.type = type
            self.data = data
        }
    }

    /// What the library's documentation gives: type, then data from byte 16 on.
    private static let layouts: [Layout] = [
        Layout([0x91, 60, 100], 6, [1, 60, 100]), Layout([0x82, 60, 64], 7, [2, 60, 64]),
        Layout([0xA3, 60, 7], 8, [3, 60, 7]),
        Layout([0xB4, 7, 99], 10, [4, 0, 0, 0, 7, 0, 0, 0, 99, 0, 0, 0]),
        Layout([0xC5, 11], 11, [5, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 0]),
        Layout([0xD6, 12], 12, [6, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0]),
        Layout([0xE7, 0, 0], 13, [7, 0, 0, 0, 0, 0, 0, 0, 0, 0xE0, 0xFF, 0xFF]),
        Layout([0xE0, 0, 64], 13), Layout([0xF2, 1, 2], 20, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0]),
        Layout([0xF8], 36), Layout([0xFA], 30), Layout([0xFB], 31), Layout([0xFC], 32),
        Layout([0xFE], 42),
    ]

    @Test(arguments: layouts)
    func `messages are written as the library lays them out`(
        layout: Layout
    ) {
        let bytes = record(short(layout.message))
        let data = layout.data
        // Type, flags, tag, the queue of what goes at once, time, source, destination.
        #expect(Array(bytes[0..<4]) == [layout.type, 0, 0, 253])
        #expect(Array(bytes[12..<16]) == [0, 2, 20, 3])
        #expect(Array(bytes[16..<(16 + data.count)]) == data)
        #expect(bytes[(16 + data.count)...].allSatisfy { $0 == 0 })
    }

    @Test func `every message is read back as it was written`() {
        for status in UInt8(0x80)...0xFF where ShortMessage(status: status).isWellFormed {
            let message = ShortMessage(status: status, first: 0x15, second: 0x6A)
            let count = message.byteCount
            let whole = ShortMessage(
                status: status, first: count > 1 ? 0x15 : 0, second: count > 2 ? 0x6A : 0)
            #expect(read(record(whole)) == [whole])
        }
    }

    @Test func `a bend is read from end to end`() {
        for value in [0, 1, 8191, 8192, 8193, 16_383] {
            let bend = ShortMessage(
                status: 0xE3, first: UInt8(value & 127), second: UInt8(value >> 7))
            #expect(read(record(bend)) == [bend])
        }
    }

    @Test func `a controller of 14 bits is two messages`() {
        var bytes = record(ShortMessage(status: 0xB1, first: 7, second: 0))
        bytes[0] = 14
        (bytes[24], bytes[25]) = (0x85, 0x01)
        #expect(
            read(bytes) == [
                ShortMessage(status: 0xB1, first: 7, second: 3),
                ShortMessage(status: 0xB1, first: 39, second: 5),
            ])
    }

    @Test(arguments: [(15 as UInt8, 99 as UInt8, 98 as UInt8), (16, 101, 100)])
    func `a parameter number is four messages`(type: UInt8, upper: UInt8, lower: UInt8) {
        var bytes = record(ShortMessage(status: 0xB2, first: 0, second: 0))
        bytes[0] = type
        (bytes[20], bytes[21]) = (0x82, 0x00)
        (bytes[24], bytes[25]) = (0x01, 0x01)
        #expect(
            read(bytes).map { [$0.status, $0.first, $0.second] } == [
                [0xB2, upper, 1], [0xB2, lower, 2], [0xB2, 6, 2], [0xB2, 38, 1],
            ])
    }

    @Test func `System Exclusive lies behind its record`() {
        let exclusive: [UInt8] = [0xF0, 0x7D, 1, 2, 3, 0xF7]
        var bytes = [UInt8](repeating: 0, count: EventRecord.size + exclusive.count)
        bytes.withUnsafeMutableBytes { memory in
            exclusive.withUnsafeBytes {
                if let start = memory.baseAddress {
                    EventRecord.write($0, from: 0, to: address, at: start)
                }
            }
        }
        #expect(bytes[0] == 130 && bytes[1] == 4 && bytes[16] == 6)
        bytes.withUnsafeBytes { memory in
            guard let start = memory.baseAddress else { return }
            #expect(EventRecord.byteCount(at: start) == bytes.count)
            guard case .systemExclusive(let found)? = EventRecord.message(0, of: start) else {
                Issue.record("no System Exclusive")
                return
            }
            #expect(Array(found) == exclusive)
            #expect(EventRecord.message(1, of: start) == nil)
        }
    }

    @Test(arguments: [0 as UInt8, 5, 60, 63, 67, 90, 131, 255])
    func `what is no MIDI message is read as nothing`(type: UInt8) {
        var bytes = record(ShortMessage(status: 0x90, first: 1, second: 1))
        bytes[0] = type
        #expect(read(bytes).isEmpty)
    }

    private func short(_ bytes: [UInt8]) -> ShortMessage {
        ShortMessage(
            status: bytes[0], first: bytes.count > 1 ? bytes[1] : 0,
            second: bytes.count > 2 ? bytes[2] : 0)
    }
}

@Suite struct EventBatchTests {
    private func batch(_ owners: [Int]) -> EventBatch {
        var batch = EventBatch(capacity: 4_096)
        for (place, owner) in owners.enumerated() {
            EventRecord.write(
                ShortMessage(status: 0xB0, first: UInt8(place), second: 0), from: 0,
                to: PortAddress(client: UInt8(owner), port: 0),
                at: batch.append(owner, byteCount: EventRecord.size))
        }
        return batch
    }

    /// Numbers of the records' controllers, in order.
    private func numbers(_ batch: borrowing EventBatch) -> [UInt8] {
        (0..<batch.count).map { batch.memory.load(fromByteOffset: $0 * 28 + 20, as: UInt8.self) }
    }

    @Test func `what has left is taken off the front`() {
        var batch = batch([1, 2, 1, 2])
        #expect(batch.removeFirst(56) == 2)
        #expect(numbers(batch) == [2, 3] && batch.owner(0) == 1 && batch.byteCount == 56)
        #expect(batch.removeFirst(56) == 2)
        #expect(batch.isEmpty && batch.byteCount == 0)
    }

    @Test func `one output's records go, those of others stay in order`() {
        var batch = batch([1, 2, 1, 3, 1])
        #expect(batch.remove(1) == 3)
        #expect(numbers(batch) == [1, 3] && batch.owner(1) == 3)
    }

    @Test func `records that are held keep their order behind what was held before`() {
        var taken = batch([1, 2, 1])
        var held = batch([7])
        EventBatch.move(1, from: &taken, to: &held)
        #expect(numbers(taken) == [1])
        #expect(numbers(held) == [0, 0, 2] && held.owner(0) == 7 && held.owner(2) == 1)
    }
}
