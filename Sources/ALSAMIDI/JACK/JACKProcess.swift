import CJACK
import CSystem
import ControlRuntime

/// What JACK's own thread does in each period: hands on the messages whose frame has come, and takes in
/// those that ports heard.
///
/// A message that is due at an instant goes to that instant's frame, two periods later: the player has a
/// whole period to bring it, and from then on the distance between two messages is that of their times, to
/// the frame. Messages keep the player's order.
///
/// - Thread: JACK's. Nothing blocks, allocates or counts references.
struct JACKProcess: ~Copyable {
    private let calls: UnsafeMutablePointer<pipeline_jack>
    /// Set by the control thread while no period runs.
    var client: UnsafeMutableRawPointer?
    let outputs: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    let inputs: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private let buffers: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    let outputCount: Int
    let inputCount: Int
    private var outgoing: RingReader<JACKEvent>
    private let outgoingSlots: JACKSlots
    private var incoming: RingWriter<JACKEvent>
    private let incomingSlots: JACKSlots
    private let news: Int32
    private let counts: JACKCounts
    private let progress: JACKProgress
    /// Messages that were taken from the player.
    private var taken: UInt64 = 0
    /// The first message's frame, once it is known.
    private var headFrame: UInt32?
    private var lastFrame: UInt32 = 0
    /// Nanoseconds of JACK's clock less those of the monotonic one.
    private var offset: Int64 = 0
    private var hasOffset = false

    private static let periodsAhead: UInt32 = 2
    private static let steadyNanoseconds: UInt64 = 20_000

    init(
        _ library: JACKLibrary, outputs outputCount: Int, inputs inputCount: Int,
        _ outgoing: consuming RingReader<JACKEvent>, _ outgoingSlots: JACKSlots,
        _ incoming: consuming RingWriter<JACKEvent>, _ incomingSlots: JACKSlots, news: Int32,
        _ counts: JACKCounts, _ progress: JACKProgress
    ) {
        calls = library.calls
        self.outputCount = outputCount
        self.inputCount = inputCount
        outputs = .allocate(capacity: max(1, outputCount))
        outputs.initialize(repeating: nil, count: max(1, outputCount))
        buffers = .allocate(capacity: max(1, outputCount))
        buffers.initialize(repeating: nil, count: max(1, outputCount))
        inputs = .allocate(capacity: max(1, inputCount))
        inputs.initialize(repeating: nil, count: max(1, inputCount))
        self.outgoing = outgoing
        self.outgoingSlots = outgoingSlots
        self.incoming = incoming
        self.incomingSlots = incomingSlots
        self.news = news
        self.counts = counts
        self.progress = progress
    }

    /// Forgets what was meant for another server; while no period runs.
    mutating func begin() {
        while let event = outgoing.pop() {
            release(event)
            taken &+= 1
        }
        headFrame = nil
        hasOffset = false
        lastFrame = 0
    }

    /// One period.
    mutating func run(_ frames: UInt32) {
        // What the last period took, others have got in it.
        progress.set(delivered: taken)
        var place = 0
        while place < outputCount {
            let buffer = outputs[place].flatMap { calls.pointee.port_get_buffer($0, frames) }
            (buffers + place).pointee = buffer
            if let buffer { calls.pointee.midi_clear_buffer(buffer) }
            place &+= 1
        }
        send(frames)
        receive(frames)
    }

    // MARK: Out

    /// A period's place in time.
    private struct Cycle {
        var start: UInt32 = 0
        var length: UInt32 = 0
        var microseconds: UInt64 = 0
        var framesPerMicrosecond: Double = 0
    }

    private mutating func send(_ frames: UInt32) {
        guard outgoing.peek() != nil, let cycle = cycle(frames) else { return }
        while let event = outgoing.peek() {
            let aim = headFrame ?? frame(of: event, in: cycle)
            headFrame = aim
            let ahead = Int32(bitPattern: aim &- cycle.start)
            if ahead >= Int32(bitPattern: frames) { return }
            guard write(event, at: UInt32(max(0, ahead))) else { return }
            if ahead < 0 {
                counts.add(.late)
                counts.raise(.lateFrames, to: UInt64(-Int64(ahead)))
            }
            lastFrame = aim
            headFrame = nil
            _ = outgoing.pop()
            taken &+= 1
            release(event)
        }
    }

    private mutating func cycle(_ frames: UInt32) -> Cycle? {
        guard let client else { return nil }
        var cycle = Cycle(length: frames)
        var (next, period): (UInt64, Float) = (0, 0)
        guard
            calls.pointee.get_cycle_times(
                client, &cycle.start, &cycle.microseconds, &next, &period) == 0, period > 0
        else { return nil }
        cycle.framesPerMicrosecond = Double(frames) / Double(period)
        measureOffset()
        return cycle
    }

    /// JACK's clock beside ours, unless something came between the two looks.
    private mutating func measureOffset() {
        let before = pipeline_monotonic_ns()
        let theirs = calls.pointee.get_time()
        let after = pipeline_monotonic_ns()
        guard !hasOffset || after &- before < Self.steadyNanoseconds else { return }
        let found = Int64(theirs) &* 1_000 &- Int64(before / 2 &+ after / 2)
        // Theirs counts microseconds: smaller steps are none.
        if !hasOffset || abs(found &- offset) > 2_000 { offset = found }
        hasOffset = true
    }

    private func frame(of event: JACKEvent, in cycle: Cycle) -> UInt32 {
        let due = Int64(event.due) &+ offset &- Int64(cycle.microseconds) &* 1_000
        let frames = (Double(due) / 1_000 * cycle.framesPerMicrosecond).rounded(.down)
        // What is due in a minute or was a minute ago is a clock gone wrong.
        let near = Int32(max(-10_000_000, min(10_000_000, frames)))
        let aim =
            cycle.start &+ UInt32(bitPattern: near) &+ Self.periodsAhead &* cycle.length
        return Int32(bitPattern: aim &- lastFrame) < 0 && lastFrame != 0 ? lastFrame : aim
    }

    /// - Returns: `false` when the buffer has no room in this period.
    private mutating func write(_ event: JACKEvent, at frame: UInt32) -> Bool {
        let place = Int(event.port)
        guard place < outputCount, let buffer = buffers[place] else {
            counts.add(.refused)
            return true
        }
        let size = Int(event.length)
        var payload = event.payload
        let result =
            size <= JACKEvent.inlineBytes
            ? withUnsafeBytes(of: &payload) {
                calls.pointee.midi_event_write(
                    buffer, frame, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), size)
            }
            : calls.pointee.midi_event_write(
                buffer, frame,
                UnsafePointer(
                    outgoingSlots.bytes(Int(payload)).assumingMemoryBound(to: UInt8.self)), size)
        if result == 0 {
            counts.add(.sent)
            return true
        }
        // An empty buffer without room will never have any.
        guard calls.pointee.midi_get_event_count(buffer) == 0 else { return false }
        counts.add(.refused)
        return true
    }

    private func release(_ event: JACKEvent) {
        if Int(event.length) > JACKEvent.inlineBytes { outgoingSlots.free(Int(event.payload)) }
    }

    // MARK: In

    private mutating func receive(_ frames: UInt32) {
        var isAny = false
        var place = 0
        while place < inputCount {
            if let port = inputs[place], let buffer = calls.pointee.port_get_buffer(port, frames) {
                let count = calls.pointee.midi_get_event_count(buffer)
                var index: UInt32 = 0
                while index < count {
                    var event = pipeline_jack_event()
                    if calls.pointee.midi_event_get(&event, buffer, index) == 0 {
                        take(event, at: place)
                        isAny = true
                    }
                    index &+= 1
                }
            }
            place &+= 1
        }
        if isAny { pipeline_event_raise(news) }
    }

    private mutating func take(_ event: pipeline_jack_event, at place: Int) {
        let bytes = UnsafeRawBufferPointer(start: event.bytes, count: event.size)
        guard event.size > 0 else { return }
        var record = JACKEvent(
            length: UInt32(truncatingIfNeeded: event.size),
            port: UInt16(truncatingIfNeeded: place))
        if event.size <= JACKEvent.inlineBytes {
            withUnsafeMutableBytes(of: &record.payload) { $0.copyMemory(from: bytes) }
        } else if let slot = incomingSlots.put(bytes) {
            record.payload = UInt64(slot)
        } else {
            return counts.add(.overruns)
        }
        guard incoming.push(record) else {
            if event.size > JACKEvent.inlineBytes { incomingSlots.free(Int(record.payload)) }
            return counts.add(.overruns)
        }
        counts.add(.received)
    }
}
