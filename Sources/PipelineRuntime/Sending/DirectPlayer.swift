import ALSAMIDI
import CSystem
import ControlRuntime
import Glibc
import OSCTransport

/// Something to send, so many nanoseconds after the beginning.
struct DirectMessage: Equatable {
    enum Content: Equatable {
        case short(ShortMessage)
        case parameterNumber(ParameterNumber)
        /// With F0 and F7.
        case systemExclusive([UInt8])
    }

    var after: UInt64 = 0
    var content: Content
}

/// Sends messages to one port on the calling thread, without a running `run`.
struct DirectPlayer: ~Copyable {
    private var player: Player
    private var stage: RuntimeStage
    private var producer: EventProducer
    private let stops: Int32
    /// Says that the device has gone.
    private let news: Int32
    private let guardian: GuardProcess?
    private let watcher: OpenPort
    /// Outlives the stage.
    private let monitor: MonitorSwitch
    private static let ahead: UInt64 = 1_000_000_000
    private static let lead: UInt64 = 5_000_000
    private static let pause: UInt64 = 2_000_000

    /// - Parameters:
    ///   - request: A port by its name, `rawmidi:DEVICE`, `jack:CLIENT:PORT` or `file:PATH`.
    ///   - isGuarded: Whether a guard process ends what sounds when this one is killed.
    ///   - late: What becomes of late messages. By default all go: what a person asked for once is never
    ///     too late.
    /// - Throws: `RuntimeTrouble`, when there is no such port or several; `RuntimeRefusal`.
    init(
        to request: String, isGuarded: Bool = false, late: LatePolicy = LatePolicy(window: .max)
    ) throws {
        let stops = try RuntimeRefusal.descriptor(
            "signalfd", pipeline_signal_descriptor([SIGINT, SIGTERM, SIGHUP], 3))
        let shared = try GuardMemory(outputs: 1)
        let monitor = try MonitorSwitch()
        let ends = RingEnds<MonitorRecord>(capacity: 1)
        let tap = MonitorTap(ends.writer, monitor)
        let opened = try OpenPort(request)
        let sequencer = opened.takeSequencer()
        shared.setWay(opened.way, output: 0)
        let notices = RingEnds<DeviceNotice>(capacity: 4)
        let news = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
        var stage = RuntimeStage(
            routes: [opened.route], maps: PlayedMaps(capacity: 0),
            hosts: [:], sequencer: sequencer,
            osc: OSCDoor(outputs: [nil]),
            bytes: try ByteDoors(
                outputs: 1, used: opened.route == .bytes ? [0] : [], inputs: 0, SequencerCounts(),
                notices.writer, news: news),
            jack: opened.takeJACK(), jackOutputs: opened.route == .jack ? [0] : [],
            shared: shared, tap: tap)
        var producer = EventProducer(
            source: 0, capacity: 8_192, blocks: 4_096, deadline: ArmedDeadline())
        var player = Player(outputs: [opened.plan], sources: 1, ledger: shared.ledger)
        player.attach(&producer)
        player.setLatePolicy(late, source: 0)
        let guardian =
            isGuarded ? try GuardProcess(shared, opened.device.map { [0: $0] } ?? [:]) : nil
        stage.handle(opened.binding.event, now: pipeline_monotonic_ns(), player: &player)
        // All at once: what is not copyable cannot be half there when something throws.
        self.stops = stops
        self.news = news
        self.monitor = monitor
        self.guardian = guardian
        watcher = opened
        self.producer = producer
        self.player = player
        self.stage = stage
    }

    deinit {
        closeDescriptor(stops)
        closeDescriptor(news)
    }

    /// Sends everything at its time.
    ///
    /// - Parameters:
    ///   - messages: In order of time.
    ///   - endsNotes: Whether what still sounds is ended then.
    /// - Throws: `RuntimeTrouble` with code 130 when a signal came, after ending what sounds.
    mutating func play(_ messages: [DirectMessage], endsNotes: Bool) throws(RuntimeTrouble) {
        let start = pipeline_monotonic_ns() + Self.lead
        var next = 0
        var isStopped = false
        var end = UInt64.max
        while true {
            let now = pipeline_monotonic_ns()
            while !isStopped, next < messages.count,
                messages[next].after + start < now + Self.ahead,
                offer(messages[next], start: start)
            {
                next += 1
            }
            guard case .wait(let deadline) = player.advance(now: now, door: &stage) else {
                continue
            }
            stage.flush()
            if next == messages.count || isStopped {
                let isQuiet = player.isQuiet && !stage.hasUnsent
                if isQuiet || now > end {
                    if isStopped || !endsNotes || end != .max { break }
                    // Once more, for what still sounds.
                    player.close(now: now)
                    end = now + 1_000_000_000
                    continue
                }
            }
            var wake = min(deadline ?? .max, stage.deadline ?? .max)
            if next < messages.count, !isStopped { wake = min(wake, now + Self.ahead / 2) }
            wake = min(wake, end)
            if stage.waitsForJACK { wake = min(wake, now + Self.pause) }
            if sleep(until: wake, from: now), !isStopped {
                isStopped = true
                player.close(now: pipeline_monotonic_ns())
                end = pipeline_monotonic_ns() + 1_000_000_000
            }
        }
        guardian?.dismiss()
        if isStopped { throw RuntimeTrouble(description: "interrupted", exitCode: .interrupted) }
        if player.counters.total(.sent) == 0, !messages.isEmpty {
            throw RuntimeTrouble(description: "the port took nothing")
        }
    }

    private mutating func offer(_ message: DirectMessage, start: UInt64) -> Bool {
        let due = start + message.after
        let acceptance =
            switch message.content {
            case .short(let short): producer.send(short.event(due: due, output: 0))
            case .parameterNumber(let parameter):
                producer.send(parameter.event(due: due, output: 0))
            case .systemExclusive(let bytes):
                bytes.withUnsafeBytes {
                    producer.send($0, as: TimedEvent(.systemExclusive, due: due, output: 0))
                }
            }
        return acceptance != .later
    }

    /// - Returns: Whether a signal came.
    private func sleep(until wake: UInt64, from now: UInt64) -> Bool {
        var wanted = pollfd(fd: stops, events: Int16(POLLIN), revents: 0)
        let duration = wake > now ? wake - now : 0
        var time = timespec(
            tv_sec: Int(duration / 1_000_000_000), tv_nsec: Int(duration % 1_000_000_000))
        if wake == .max { time = timespec(tv_sec: 3_600, tv_nsec: 0) }
        return pipeline_poll(&wanted, 1, &time) > 0
    }
}
