import ControlRuntime
import Testing

@Suite struct TimedEventTests {
    @Test func `a record is 32 bytes`() {
        #expect(MemoryLayout<TimedEvent>.stride == 32)
    }

    @Test func `due time goes before order of arrival`() {
        var early = TimedEvent(.midi, due: 1)
        var late = TimedEvent(.midi, due: 2)
        early.sequence = 9
        late.sequence = 3
        #expect(early.precedes(late) && !late.precedes(early))
        late.due = 1
        #expect(late.precedes(early))
    }
}
