import ControlRuntime
import Testing

@Suite struct ParameterMemoryTests {
    private func set(
        _ rig: inout VirtualPlayer, _ number: UInt16, _ value: UInt16, channel: UInt8 = 0,
        isRegistered: Bool = false, isFine: Bool = true, isClosed: Bool = true
    ) {
        let parameter = ParameterNumber(
            number, value: value, channel: channel, isRegistered: isRegistered, isFine: isFine,
            isClosed: isClosed)
        _ = rig.player.accept(parameter.event(due: rig.now, output: 0))
        rig.settle()
    }

    /// What is said when the port comes back, but for the silence.
    private func restored(_ rig: inout VirtualPlayer) -> [[UInt8]] {
        rig.player.unbind(output: 0)
        rig.door.records = []
        rig.player.bind(output: 0, now: rig.now)
        rig.run(milliseconds: 20)
        return rig.door.messages.filter { $0[1] != 123 }
    }

    @Test func `the last value of each parameter is said again, each as one group`() {
        var rig = VirtualPlayer.unlimited()
        set(&rig, 300, 1_000, channel: 4)
        set(&rig, 0, 12, isRegistered: true, isFine: false)
        set(&rig, 300, 1_001, channel: 4)
        #expect(
            restored(&rig) == [
                [0xB4, 99, 2], [0xB4, 98, 44], [0xB4, 6, 7], [0xB4, 38, 105], [0xB4, 101, 127],
                [0xB4, 100, 127],
                [0xB0, 101, 0], [0xB0, 100, 0], [0xB0, 6, 12], [0xB0, 101, 127], [0xB0, 100, 127],
            ])
        #expect(rig.unaccounted() == 0)
    }

    @Test func `a value that was set while nobody was there is said once`() {
        var rig = VirtualPlayer.unlimited()
        rig.player.unbind(output: 0)
        set(&rig, 5, 9)
        rig.door.records = []
        rig.player.bind(output: 0, now: rig.now)
        rig.settle()
        #expect(
            rig.door.messages == [
                [0xB0, 99, 0], [0xB0, 98, 5], [0xB0, 6, 0], [0xB0, 38, 9], [0xB0, 101, 127],
                [0xB0, 100, 127],
            ])
        #expect(rig.unaccounted() == 0)
    }

    @Test func `one that was held too long is restored all the same`() {
        var rig = VirtualPlayer.unlimited()
        rig.player.unbind(output: 0)
        set(&rig, 5, 9, isFine: false, isClosed: false)
        rig.run(milliseconds: 11_000)
        rig.door.records = []
        rig.player.bind(output: 0, now: rig.now)
        rig.settle()
        #expect(rig.door.messages.prefix(3) == [[0xB0, 99, 0], [0xB0, 98, 5], [0xB0, 6, 9]])
        #expect(rig.count(.absent) == 1 && rig.unaccounted() == 0)
    }

    @Test func `controllers that spell a parameter out are understood, and its choice stays`() {
        var rig = VirtualPlayer.unlimited()
        let script: [[UInt8]] = [
            [0xB1, 99, 1], [0xB1, 98, 2], [0xB1, 6, 3], [0xB1, 38, 4], [0xB1, 101, 0],
            [0xB1, 100, 1], [0xB1, 6, 64],
        ]
        for bytes in script { rig.accept(bytes) }
        rig.settle()
        #expect(
            restored(&rig) == [
                [0xB1, 99, 1], [0xB1, 98, 2], [0xB1, 6, 3], [0xB1, 38, 4], [0xB1, 101, 127],
                [0xB1, 100, 127],
                [0xB1, 101, 0], [0xB1, 100, 1], [0xB1, 6, 64], [0xB1, 101, 127],
                [0xB1, 100, 127],
                [0xB1, 101, 0], [0xB1, 100, 1],
            ])
    }

    @Test func `what was counted up is not known, and not said`() {
        var rig = VirtualPlayer.unlimited()
        for bytes: [UInt8] in [
            [0xB0, 99, 0], [0xB0, 98, 1], [0xB0, 6, 5], [0xB0, 96, 1], [0xB0, 101, 127],
            [0xB0, 100, 127], [0xB0, 6, 7],
        ] { rig.accept(bytes) }
        rig.settle()
        #expect(restored(&rig) == [])
    }

    @Test func `a slow receiver gets whole groups while newer values come`() {
        var rig = VirtualPlayer([OutputPlan(rate: OutputRate(burstMessages: 1))])
        for number in 0..<8 as Range<UInt16> { set(&rig, number, 129) }
        rig.run(milliseconds: 100)
        rig.player.unbind(output: 0)
        rig.door.records = []
        rig.player.bind(output: 0, now: rig.now)
        for step in 0..<30 as Range<UInt16> {
            set(&rig, step % 8, 258)
            rig.run(milliseconds: 2)
        }
        rig.run(milliseconds: 200)
        let messages = rig.door.messages.filter { $0[1] != 123 }
        #expect(messages.count.isMultiple(of: 6) && messages.count >= 48)
        for place in stride(from: 0, to: messages.count, by: 6) {
            let group = messages[place..<(place + 6)]
            #expect(group.map { $0[1] } == [99, 98, 6, 38, 101, 100])
            #expect(group[group.startIndex + 2][2] == group[group.startIndex + 3][2])
        }
        #expect(rig.unaccounted() == 0)
    }

    @Test func `more parameters than are remembered do no harm`() {
        var rig = VirtualPlayer.unlimited()
        for number in 0..<600 as Range<UInt16> { set(&rig, number, 1, isClosed: false) }
        let numbers = Set(restored(&rig).filter { $0[1] == 99 || $0[1] == 98 })
        #expect(restored(&rig).filter { $0[1] == 38 }.count == 512)
        #expect(numbers.count > 128 && rig.unaccounted() == 0)
    }
}
