import ControlRuntime
import Testing

@Suite struct EventHeapTests {
    @Test func `what goes in at random comes out by due time and then by arrival`() {
        var numbers = SeededNumbers(1)
        var heap = EventHeap(capacity: 10_000)
        var expected: [(due: UInt64, payload: UInt64)] = []
        for payload in 0..<10_000 as Range<UInt64> {
            let due = UInt64.random(in: 0..<3_000, using: &numbers)
            #expect(heap.push(TimedEvent(.midi, due: due, payload: payload)) == true)
            expected.append((due, payload))
        }
        expected.sort { $0.due != $1.due ? $0.due < $1.due : $0.payload < $1.payload }
        for wanted in expected {
            let event = heap.pop(dueBy: 3_000)
            #expect(event?.due == wanted.due && event?.payload == wanted.payload)
        }
        #expect(heap.pop(dueBy: .max) == nil)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `a mixture of putting and taking agrees with a sorted list`(seed: UInt64) {
        var numbers = SeededNumbers(seed)
        var heap = EventHeap(capacity: 64)
        var model: [(due: UInt64, payload: UInt64)] = []
        for payload in 0..<4_000 as Range<UInt64> {
            if Bool.random(using: &numbers) {
                let due = UInt64.random(in: 0..<50, using: &numbers)
                let isTaken = heap.push(TimedEvent(.midi, due: due, payload: payload))
                #expect(isTaken == (model.count < 64))
                if isTaken { model.append((due, payload)) }
            } else {
                let now = UInt64.random(in: 0..<50, using: &numbers)
                let first = model.indices.min {
                    (model[$0].due, model[$0].payload) < (model[$1].due, model[$1].payload)
                }
                let wanted = first.flatMap { model[$0].due <= now ? model.remove(at: $0) : nil }
                #expect(heap.pop(dueBy: now)?.payload == wanted?.payload)
            }
            #expect(heap.count == model.count)
            #expect(heap.earliest == model.map(\.due).min())
        }
    }

    @Test func `nothing leaves before its time`() {
        var heap = EventHeap(capacity: 4)
        #expect(heap.push(TimedEvent(.midi, due: 10)) == true)
        #expect(heap.pop(dueBy: 9) == nil)
        #expect(heap.pop(dueBy: 10) != nil)
    }

    @Test func `a full heap refuses and keeps what it has`() {
        var heap = EventHeap(capacity: 2)
        #expect(heap.push(TimedEvent(.midi, due: 5)) == true)
        #expect(heap.push(TimedEvent(.midi, due: 6)) == true)
        #expect(heap.push(TimedEvent(.midi, due: 1)) == false)
        #expect(heap.earliest == 5 && heap.count == 2)
    }
}
