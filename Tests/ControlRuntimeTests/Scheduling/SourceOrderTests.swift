import ControlRuntime
import Glibc
import Testing

/// What one thread puts into two sources.
@Suite struct SourceOrderTests {
    /// A port is bound by a command, and its first message comes through another ring: were that seen first,
    /// the message would find nobody.
    @Test func `a command is seen before what its thread sends after it through another source`() {
        let count = 300_000
        var player = Player(outputs: [OutputPlan()], sources: 2)
        let deadline = ArmedDeadline()
        var commands = EventProducer(source: 0, deadline: deadline)
        var messages = EventProducer(source: 1, deadline: deadline)
        player.attach(&commands)
        player.attach(&messages)
        let thread = PairingThread(commands, messages, count: count)
        var door = RecordingDoor()
        var (commanded, followed, overtaken) = (0, 0, 0)
        while followed < count {
            guard case .handOver(let event) = player.advance(now: 1, door: &door) else { continue }
            if event.kind == .command {
                commanded = Int(event.payload)
            } else {
                followed += 1
                if commanded < followed { overtaken += 1 }
            }
        }
        thread.join()
        #expect(overtaken == 0)
    }
}

/// A thread that tells a number by one source, and then by another.
private final class PairingThread: @unchecked Sendable {
    // Unchecked: the producers are the thread's from its start.
    private var first: EventProducer?
    private var second: EventProducer?
    private let count: Int
    private var thread = pthread_t()

    init(_ first: consuming EventProducer, _ second: consuming EventProducer, count: Int) {
        self.first = consume first
        self.second = consume second
        self.count = count
        let itself = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<PairingThread>.fromOpaque(argument!).takeRetainedValue().main()
                return nil
            }, itself)
    }

    private func main() {
        guard var first = first.take(), var second = second.take() else { return }
        for number in 1...count {
            while first.send(TimedEvent(.command, payload: UInt64(number))) == .later {
                sched_yield()
            }
            while second.send(TimedEvent(.control, payload: UInt64(number))) == .later {
                sched_yield()
            }
        }
    }

    func join() {
        pthread_join(thread, nil)
    }
}
