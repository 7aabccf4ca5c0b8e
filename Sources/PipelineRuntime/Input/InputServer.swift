import CSystem
import Glibc
import OSCTransport

/// All that other programs send: lines at standard input and at sockets, OSC at any number of endpoints.
///
/// For one thread, not the player's. It waits for `descriptor`, then calls `turn`.
struct InputServer<Sink: EventSink & ~Copyable>: ~Copyable {
    /// Programs that may be connected to send lines.
    static var connectionLimit: Int { 64 }

    private enum Source {
        case none
        case lines(LineSource)
        case door(Int32, path: String, InputOptions)
        case osc(OSCSource, watched: Set<Int32>)
    }

    /// Becomes readable when there is something to do.
    let descriptor: Int32
    private var writer: RequestWriter<Sink>
    private var sources: [Source] = []
    private var waiting: Set<Int> = []
    /// Sources that the system cannot tell of: files, which can always be read.
    private var files: Set<Int> = []
    private let work: Int32
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 8)
    private static var workTag: UInt32 { .max }

    /// - Throws: `RuntimeRefusal` when the system gives no descriptors.
    init(_ sink: consuming Sink, _ directory: InputDirectory) throws(RuntimeRefusal) {
        let set = try RuntimeRefusal.descriptor("epoll_create1", pipeline_wait_set())
        let event = pipeline_event(0, 0)
        descriptor = set
        work = event
        writer = RequestWriter(sink, directory)
        _ = pipeline_wait_add(set, event, Self.workTag)
    }

    deinit {
        for case .door(let listener, let path, _) in sources {
            close(listener)
            unlink(path)
        }
        close(work)
        close(descriptor)
        buffer.deallocate()
    }

    /// What is known by name, when a map was loaded anew.
    mutating func setDirectory(_ directory: InputDirectory) {
        writer.directory = directory
        let names = directory.controls.keys.sorted()
        for case .osc(let source, _) in sources { source.input = OSCInput(controls: names) }
    }

    /// The sink, to ask for its counts.
    mutating func withSink<Result>(_ body: (inout Sink) -> Result) -> Result { body(&writer.sink) }

    /// Whether lines can still come from whoever is connected.
    var hasLines: Bool {
        sources.contains { if case .lines = $0 { true } else { false } }
    }

    /// Reads lines from a descriptor that stays the caller's, such as standard input.
    mutating func addLines(
        _ input: Int32, answers: AnswerChannel, _ options: InputOptions, at moment: Moment
    ) {
        _ = fcntl(input, F_SETFL, fcntl(input, F_GETFL) | O_NONBLOCK)
        add(LineSource(input, isOwned: false, answers, options, startingAt: moment))
    }

    /// Listens for programs that send lines, at a path.
    mutating func listenForLines(
        atPath path: String, _ options: InputOptions
    ) throws(OSCSocketError) {
        let listener = try OSCSocket.listening(atStreamPath: path)
        let place = add(.door(listener, path: path, options))
        _ = pipeline_wait_add(descriptor, listener, UInt32(place))
    }

    /// Listens for OSC.
    ///
    /// - Returns: where, with the port that the system chose.
    mutating func listenForOSC(
        at endpoint: OSCEndpoint, report: @escaping @Sendable (String) -> Void
    ) throws(OSCSocketError) -> OSCEndpoint {
        let input = OSCInput(controls: writer.directory.controls.keys.sorted())
        let source = try OSCSource(at: endpoint, input, report: report)
        let place = add(.osc(source, watched: []))
        watch(source, place, already: [])
        return source.endpoint
    }

    /// Does what there is to do; waits when there is nothing.
    mutating func turn(at moment: () -> Moment) {
        var tags = [UInt32](repeating: 0, count: 16)
        let count = pipeline_wait(descriptor, &tags, 16)
        let now = moment()
        for tag in tags.prefix(Int(max(0, count))) {
            if tag == Self.workTag {
                pipeline_event_clear(work)
                resume()
                for place in files.sorted() { serve(place, now) }
            } else {
                serve(Int(tag), now)
            }
        }
        if !files.isSubset(of: waiting) { pipeline_event_raise(work) }
    }

    /// There is room again: goes on with what waited for it, every source in its turn.
    mutating func resume() {
        for place in waiting.sorted() {
            switch sources[place] {
            case .lines(let source): settle(place, source, source.offer(to: &writer))
            case .osc(let source, let watched):
                settle(place, source, watched, source.offer(to: &writer))
            case .none, .door: waiting.remove(place)
            }
        }
        if !files.isSubset(of: waiting) { pipeline_event_raise(work) }
    }

    private mutating func serve(_ place: Int, _ now: Moment) {
        if waiting.contains(place) { return }
        switch sources[place] {
        case .none: return
        case .lines(let source):
            settle(place, source, source.read(into: &writer, buffer, at: now))
        case .door(let listener, _, let options): accept(at: listener, options, now)
        case .osc(let source, let watched):
            settle(place, source, watched, source.receive(into: &writer, at: now))
        }
    }

    private mutating func accept(at listener: Int32, _ options: InputOptions, _ now: Moment) {
        let accepted = Glibc.accept(listener, nil, nil)
        if accepted < 0 { return }
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        _ = fcntl(accepted, F_SETFL, O_NONBLOCK)
        let connected = sources.count { if case .lines = $0 { true } else { false } }
        guard connected < Self.connectionLimit else {
            close(accepted)
            return
        }
        add(
            LineSource(accepted, isOwned: true, .lines(accepted), options, startingAt: now))
    }

    private mutating func add(_ source: LineSource) {
        let place = add(.lines(source))
        if pipeline_wait_add(descriptor, source.descriptor, UInt32(place)) == EPERM {
            files.insert(place)
            pipeline_event_raise(work)
        }
    }

    private mutating func add(_ source: Source) -> Int {
        let free = sources.firstIndex { if case .none = $0 { true } else { false } }
        if let free {
            sources[free] = source
            return free
        }
        sources.append(source)
        return sources.count - 1
    }

    /// Waits for what a source of lines needs next.
    private mutating func settle(_ place: Int, _ source: LineSource, _ state: LineSource.State) {
        switch state {
        case .open: stopWaiting(place, [source.descriptor])
        case .waiting: wait(place, [source.descriptor])
        case .ended:
            waiting.remove(place)
            if files.remove(place) == nil {
                _ = pipeline_wait_remove(descriptor, source.descriptor)
            }
            sources[place] = .none
        }
    }

    private mutating func settle(
        _ place: Int, _ source: OSCSource, _ watched: Set<Int32>, _ state: LineSource.State
    ) {
        if state == .waiting {
            wait(place, source.descriptors)
        } else {
            stopWaiting(place, [])
            watch(source, place, already: waiting.contains(place) ? [] : watched)
        }
    }

    /// Waits for all of a receiver's descriptors; those that it closed are forgotten by the system.
    private mutating func watch(_ source: OSCSource, _ place: Int, already: Set<Int32>) {
        let current = source.descriptors
        for one in current where !already.contains(one) {
            _ = pipeline_wait_add(descriptor, one, UInt32(place))
        }
        sources[place] = .osc(source, watched: Set(current))
    }

    /// Leaves a source alone until there is room.
    private mutating func wait(_ place: Int, _ descriptors: [Int32]) {
        if waiting.insert(place).inserted, !files.contains(place) {
            for one in descriptors { _ = pipeline_wait_remove(descriptor, one) }
        }
        if case .osc(let source, _) = sources[place] { sources[place] = .osc(source, watched: []) }
        // Room that came in between would never be told.
        if writer.sink.awaitRoom() { pipeline_event_raise(work) }
    }

    private mutating func stopWaiting(_ place: Int, _ descriptors: [Int32]) {
        guard waiting.remove(place) != nil, !files.contains(place) else { return }
        for one in descriptors { _ = pipeline_wait_add(descriptor, one, UInt32(place)) }
    }
}
