import ControlRuntime
import Testing

@Suite struct OutputRateTests {
    @Test
    func
        `a flood of 10,000 controllers goes at 100 a millisecond and loses nothing but older values`()
    {
        var rig = VirtualPlayer([OutputPlan(rate: .software)])
        for number in 0..<10_000 {
            rig.accept([
                0xB0 | UInt8(number % 16), UInt8(70 + number / 16 % 25), UInt8(number % 128),
            ])
        }
        rig.run(milliseconds: 200)
        var perInstant: [UInt64: Int] = [:]
        for record in rig.door.records { perInstant[record.now, default: 0] += 1 }
        #expect(perInstant.values.allSatisfy { $0 <= 100 })
        let instants = perInstant.keys.sorted()
        let gaps = zip(instants.dropFirst(), instants).map { $0 - $1 }
        #expect(gaps.allSatisfy { $0 >= 1_000_000 })
        #expect(rig.count(.sent) + rig.count(.replaced) == 10_000)
        // The last value of each controller is the newest.
        var last: [[UInt8]: UInt8] = [:]
        for record in rig.door.records {
            last[[record.bytes[0], record.bytes[1]]] = record.bytes[2]
        }
        for number in 9_600..<10_000 {
            let key = [0xB0 | UInt8(number % 16), UInt8(70 + number / 16 % 25)]
            #expect(last[key] == UInt8(number % 128))
        }
    }

    @Test func `in a flood notes are not lost`() {
        var rig = VirtualPlayer([OutputPlan(rate: .software)])
        for number in 0..<2_000 {
            rig.accept([0xB0, UInt8(70 + number % 25), UInt8(number % 128)])
            if number % 20 == 0 {
                rig.accept([0x90, UInt8(number / 20), 100])
                rig.accept([0x80, UInt8(number / 20), 0], after: 3_000_000)
            }
        }
        rig.run(milliseconds: 200)
        #expect(rig.door.messages.filter { $0[0] == 0x90 }.count == 100)
        #expect(rig.door.messages.filter { $0[0] == 0x80 }.count == 100)
        #expect(rig.player.ledger.soundingCount == 0 && rig.unaccounted() == 0)
    }

    @Test func `a 5-pin plug gets 3,125 bytes a second`() {
        var rig = VirtualPlayer([OutputPlan(rate: .din, noteCapacity: 4_096)])
        rig.player.setLatePolicy(LatePolicy(window: .max / 2), source: 0)
        let start = rig.now
        for number in 0..<40 as Range<UInt8> { rig.accept([0x90, number, 1]) }
        rig.run(milliseconds: 1_000)
        #expect(rig.door.records.count == 40)
        for (place, record) in rig.door.records.enumerated() {
            // So many bytes went before it; the burst lets 2 ms of them go early.
            let paid = UInt64(place * 3) * 320_000
            #expect(record.now - start + 2_000_000 >= paid)
            #expect(record.now - start <= paid)
        }
    }

    @Test func `a clock on a crowded plug waits for one message at most`() {
        var rig = VirtualPlayer([OutputPlan(rate: .din)])
        for number in 0..<20 as Range<UInt8> { rig.accept([0x90, number, 1]) }
        rig.run(milliseconds: 3)
        let before = rig.now
        rig.accept([0xF8])
        rig.run(milliseconds: 5)
        let clock = rig.door.records.first { $0.bytes == [0xF8] }
        #expect(clock.map { $0.now - before <= 960_000 } == true)
    }

    @Test func `the rate never makes a player wake more than it sends`() {
        var rig = VirtualPlayer([OutputPlan(rate: .din)])
        for number in 0..<30 as Range<UInt8> { rig.accept([0x90, number, 1]) }
        rig.run(milliseconds: 100)
        #expect(rig.wakes <= 31)
    }
}
