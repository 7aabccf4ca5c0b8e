import ALSAMIDI
import CSystem
import ControlRuntime

/// Devices of bytes on the player's thread: those that outputs are written to and those that are read.
///
/// They are opened and closed by the control thread (`DeviceTable`), which closes one only when this has
/// said that it does not use it any more.
struct ByteDoors: ~Copyable, @unchecked Sendable {
    // Unchecked: made on the control thread, then the player's alone.
    private let doors: UnsafeMutablePointer<ByteDoor>
    /// Places of the doors that are used.
    private let used: UnsafeMutablePointer<Int>
    private let usedCount: Int
    private let outputCount: Int
    private let inputs: UnsafeMutablePointer<ByteInput>
    let inputCount: Int
    private var notices: RingWriter<DeviceNotice>
    private let news: Int32
    /// Readable when a device that is read has something.
    let descriptor: Int32

    /// The input that is being read, and how often it may be read on while others wait.
    private var current = 0
    private var readsLeft = Self.mostReads

    private static let mostReads = 8

    /// - Parameters:
    ///   - outputs: How many outputs there are.
    ///   - used: Places of those that are devices.
    ///   - inputs: How many devices are read.
    ///   - notices: To the control thread, with the descriptor that wakes it.
    init(
        outputs: Int, used places: [Int], inputs count: Int, _ counts: SequencerCounts,
        _ notices: consuming RingWriter<DeviceNotice>, news: Int32
    ) throws(RuntimeRefusal) {
        descriptor = try RuntimeRefusal.descriptor("epoll_create1", pipeline_wait_set())
        self.notices = notices
        self.news = news
        outputCount = outputs
        doors = .allocate(capacity: max(1, outputs))
        for place in 0..<outputs { (doors + place).initialize(to: ByteDoor()) }
        used = .allocate(capacity: max(1, places.count))
        used.initialize(from: places, count: places.count)
        usedCount = places.count
        inputCount = count
        inputs = .allocate(capacity: max(1, count))
        for place in 0..<count { (inputs + place).initialize(to: ByteInput(counts)) }
    }

    deinit {
        doors.deinitialize(count: outputCount)
        doors.deallocate()
        used.deallocate()
        inputs.deinitialize(count: inputCount)
        inputs.deallocate()
        closeDescriptor(descriptor)
    }

    // MARK: Out

    mutating func send(_ message: ShortMessage, to output: Int) -> SendOutcome {
        (doors + output).pointee.send(message)
    }

    mutating func send(_ bytes: UnsafeRawBufferPointer, to output: Int) -> SendOutcome {
        (doors + output).pointee.send(bytes)
    }

    mutating func flush() {
        var index = 0
        while index < usedCount {
            let door = doors + used[index]
            if door.pointee.hasUnsent { door.pointee.flush() }
            if door.pointee.takeLoss() { say(DeviceNotice(used[index], isInput: false)) }
            index &+= 1
        }
    }

    var hasUnsent: Bool {
        (0..<usedCount).contains { (doors + used[$0]).pointee.hasUnsent }
    }

    var deadline: UInt64 {
        var earliest = UInt64.max
        var index = 0
        while index < usedCount {
            earliest = min(earliest, (doors + used[index]).pointee.deadline ?? .max)
            index &+= 1
        }
        return earliest
    }

    mutating func attach(output: Int, _ descriptor: Int32) {
        guard output >= 0, output < outputCount else { return }
        (doors + output).pointee.attach(descriptor)
    }

    mutating func detach(output: Int) {
        guard output >= 0, output < outputCount else { return }
        // Whoever has lost it has said so.
        guard (doors + output).pointee.descriptor >= 0 else { return }
        (doors + output).pointee.detach()
        say(DeviceNotice(output, isInput: false))
    }

    private mutating func say(_ notice: DeviceNotice) {
        // One a device is under way at most, as the control thread answers by opening it again.
        _ = notices.push(notice)
        pipeline_event_raise(news)
    }

    // MARK: In

    mutating func hear(input: Int, _ descriptor: Int32) {
        guard input >= 0, input < inputCount else { return }
        (inputs + input).pointee.attach(descriptor)
        _ = pipeline_wait_add(self.descriptor, descriptor, UInt32(input))
    }

    /// The next message that came in, with the place of its input; `nil` when there is no more for now.
    mutating func nextInput() -> (content: SequencerInput.Content, input: Int)? {
        while current < inputCount {
            let input = inputs + current
            if let content = input.pointee.nextInput() { return (content, current) }
            let open = input.pointee.descriptor
            if readsLeft > 0, input.pointee.fill() {
                readsLeft &-= 1
                continue
            }
            if input.pointee.takeLoss() {
                _ = pipeline_wait_remove(descriptor, open)
                say(DeviceNotice(current, isInput: true))
            }
            current &+= 1
            readsLeft = Self.mostReads
        }
        current = 0
        readsLeft = Self.mostReads
        return nil
    }
}

/// A device that the player's thread does not use any more.
struct DeviceNotice: BitwiseCopyable, Sendable {
    /// Of the output or the input.
    var place: UInt16
    var isInput: Bool

    init(_ place: Int, isInput: Bool) {
        self.place = UInt16(truncatingIfNeeded: place)
        self.isInput = isInput
    }
}
