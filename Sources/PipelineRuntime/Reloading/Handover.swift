import CSystem
import ControlRuntime
import OSCTransport
import Synchronization

/// What the player's thread takes over at the boundary of a message: a new map, and what outputs are to be.
///
/// The control thread makes it and sends its address (`PlayerCommand.take`). The player's thread exchanges what
/// it holds for what it had, and says so; then the control thread frees that. Nothing is made or freed on the
/// player's thread.
struct Handover: ~Copyable {
    /// An output that is now something else, or nothing any more.
    struct Outfit {
        var output: Int
        var rate: OutputRate
        /// Our port that its host answers at; -1 for none.
        var hostPort: Int16 = -1
        /// Of OSC; `nil` when there is to be none.
        var link: OSCLinkHandle?
    }

    /// Place of the map; -1 when there is none.
    let map: Int
    /// Before: the new one. After: the old one.
    let instance: UnsafeMutablePointer<MapInstance>?
    /// Our port that the map's controller sends to.
    let input: UInt8
    let outfits: UnsafeMutableBufferPointer<Outfit>
    private let isTaken = Atomic<Bool>(false)
    private let done: Int32

    /// - Parameter done: Raised when it has been taken over.
    init(
        map: Int = -1, _ instance: consuming MapInstance?, input: UInt8 = 255, _ outfits: [Outfit],
        done: Int32
    ) {
        self.map = map
        self.input = input
        self.done = done
        if let instance = consume instance {
            let memory = UnsafeMutablePointer<MapInstance>.allocate(capacity: 1)
            memory.initialize(to: instance)
            self.instance = memory
        } else {
            self.instance = nil
        }
        self.outfits = .allocate(capacity: outfits.count)
        _ = self.outfits.initialize(from: outfits)
    }

    deinit {
        instance?.deinitialize(count: 1)
        instance?.deallocate()
        for outfit in outfits { outfit.link?.free() }
        outfits.deallocate()
    }

    /// Says that the player's thread is done with it.
    ///
    /// - Thread: the player's.
    func finish() {
        isTaken.store(true, ordering: .releasing)
        pipeline_event_raise(done)
    }

    /// Whether it is the control thread's again.
    var isDone: Bool { isTaken.load(ordering: .acquiring) }
}

/// Handovers under way, on the control thread.
final class HandoverTable {
    private struct Entry {
        var handover: UnsafeMutablePointer<Handover>
        var finished: () -> Void
    }

    private var entries: [Entry] = []
    private let commands: CommandChannel
    /// Readable when one was taken over.
    let descriptor: Int32

    init(_ commands: CommandChannel) throws(RuntimeRefusal) {
        self.commands = commands
        descriptor = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
    }

    deinit {
        // The player's thread has ended.
        for entry in entries { Self.free(entry.handover) }
        closeDescriptor(descriptor)
    }

    /// Sends one.
    ///
    /// - Parameter finished: Called on the control thread when it has been taken over, and what the player
    ///   gave back freed.
    func send(_ handover: consuming Handover, finished: @escaping () -> Void) {
        let memory = UnsafeMutablePointer<Handover>.allocate(capacity: 1)
        memory.initialize(to: handover)
        entries.append(Entry(handover: memory, finished: finished))
        commands.send(.take(memory))
    }

    /// Looks for those that were taken over.
    func turn() {
        pipeline_event_clear(descriptor)
        let done = entries.filter { $0.handover.pointee.isDone }
        entries.removeAll { $0.handover.pointee.isDone }
        for entry in done {
            Self.free(entry.handover)
            entry.finished()
        }
    }

    private static func free(_ handover: UnsafeMutablePointer<Handover>) {
        handover.deinitialize(count: 1)
        handover.deallocate()
    }
}
