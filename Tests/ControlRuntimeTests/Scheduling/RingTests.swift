import ControlRuntime
import Glibc
import Testing

@Suite struct RingTests {
    @Test func `elements come out in the order they went in, round the end`() {
        let ends = RingEnds<Int>(capacity: 4)
        var writer = ends.writer
        var reader = ends.reader
        var next = 0
        for number in 0..<1_000 {
            #expect(writer.push(number) == true)
            if number % 3 == 2 {
                while let element = reader.pop() {
                    #expect(element == next)
                    next += 1
                }
            }
        }
        #expect(next >= 999)
    }

    @Test func `a full ring refuses until something was taken`() {
        let ends = RingEnds<Int>(capacity: 2)
        var writer = ends.writer
        var reader = ends.reader
        #expect([writer.push(1), writer.push(2), writer.push(3)] == [true, true, false])
        #expect(writer.room() == 0)
        #expect(reader.pop() == 1)
        #expect(writer.push(3) == true)
        #expect([reader.pop(), reader.pop(), reader.pop()] == [2, 3, nil])
    }

    @Test func `a look takes nothing`() {
        let ends = RingEnds<Int>(capacity: 2)
        var writer = ends.writer
        var reader = ends.reader
        #expect(reader.peek() == nil)
        #expect(writer.push(7) == true)
        #expect([reader.peek(), reader.peek(), reader.pop()] == [7, 7, 7])
    }

    @Test func `who waits for room is told once, when there is some`() {
        let ends = RingEnds<Int>(capacity: 1)
        var writer = ends.writer
        var reader = ends.reader
        #expect(writer.push(1) == true)
        #expect(reader.takeWish() == false)
        #expect(writer.awaitRoom() == false)
        #expect(reader.takeWish() == false, "there is no room yet")
        #expect(reader.pop() == 1)
        #expect(reader.takeWish() == true)
        #expect(reader.takeWish() == false)
        #expect(writer.awaitRoom() == true, "there is room already")
        #expect(reader.takeWish() == false)
    }

    @Test func `two threads lose nothing and change no order`() {
        let count = 300_000
        let ends = RingEnds<Int>(capacity: 64)
        let writing = WriterThread(ends.writer, count: count)
        var reader = ends.reader
        var next = 0
        while next < count {
            guard let element = reader.pop() else {
                sched_yield()
                continue
            }
            guard element == next else {
                Issue.record("\(element) came instead of \(next)")
                break
            }
            next += 1
        }
        writing.join()
        #expect(next == count)
    }
}

/// A thread that fills a ring.
private final class WriterThread: @unchecked Sendable {
    // Unchecked: the writer is the thread's from its start.
    private var writer: RingWriter<Int>?
    private let count: Int
    private var thread = pthread_t()

    init(_ writer: consuming RingWriter<Int>, count: Int) {
        self.writer = consume writer
        self.count = count
        let itself = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<WriterThread>.fromOpaque(argument!).takeRetainedValue().main()
                return nil
            }, itself)
    }

    private func main() {
        guard var writer = writer.take() else { return }
        var number = 0
        while number < count {
            if writer.push(number) { number += 1 } else { sched_yield() }
        }
    }

    func join() {
        pthread_join(thread, nil)
    }
}
