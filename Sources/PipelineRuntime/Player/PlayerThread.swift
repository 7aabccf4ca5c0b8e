import CSystem
import ControlRuntime

/// A thread of its own that owns a player and its stage, and sleeps until something is due or comes in.
///
/// The loop never polls: it waits for a timer set to the next deadline, for the producers' event
/// descriptor, and for the stage's descriptors, all in one set.
final class PlayerThread<Stage: PlayerStage & ~Copyable>: @unchecked Sendable {
    // Unchecked: player and stage are the thread's from `start` to its end; the rest is constant or
    // atomic.
    private var player: Player?
    private var stage: Stage?
    private let signals: PlayerSignals
    private let priority: Int32?
    private let descriptors: PlayerDescriptors
    private var thread: DedicatedThread?
    private let ready: Int32
    /// What the thread got of what it asked for; known when `start` returns.
    private(set) var realtime = RealtimeClass()

    /// - Parameters:
    ///   - player: With its sources attached.
    ///   - stage: Where its messages leave.
    ///   - signals: Those that its producers know.
    ///   - priority: For real time, 1...99.
    /// - Throws: `RuntimeRefusal` when the system gives no descriptors.
    init(
        _ player: consuming Player, stage: consuming Stage, signals: PlayerSignals,
        priority: Int32? = nil
    ) throws(RuntimeRefusal) {
        self.signals = signals
        self.priority = priority
        descriptors = try PlayerDescriptors(wake: signals.wakeDescriptor)
        ready = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
        self.player = consume player
        self.stage = consume stage
        _ = pipeline_block(ready)
    }

    deinit {
        closeDescriptor(ready)
    }

    /// Starts the thread, and waits until it has its class.
    ///
    /// - Throws: `RuntimeRefusal` when there can be no thread.
    func start() throws(RuntimeRefusal) {
        thread = try DedicatedThread { self.main() }
        pipeline_event_clear(ready)
    }

    /// Has the thread end, and waits until it has.
    func end(_ how: PlayerSignals.Ending) {
        signals.end(how)
        thread?.join()
        thread = nil
    }

    private func main() {
        pipeline_name_thread("player")
        realtime = RealtimeClass.take(priority)
        guard var player = player.take(), var stage = stage.take() else { return }
        stage.inputDescriptors { descriptors.add($0) }
        pipeline_event_raise(ready)
        var loop = PlayerLoop(signals: signals, descriptors: descriptors)
        while loop.turn(&player, &stage) {}
        stage.flush()
    }
}

/// The loop of a player's thread.
struct PlayerLoop {
    private let signals: PlayerSignals
    private let descriptors: PlayerDescriptors
    /// Until when a closing player has time for its last note-offs.
    private var closing: UInt64?
    private static let closingNanoseconds: UInt64 = 1_000_000_000

    init(signals: PlayerSignals, descriptors: PlayerDescriptors) {
        self.signals = signals
        self.descriptors = descriptors
    }

    /// Hands on what is due, then waits once.
    ///
    /// - Returns: `false` at the end.
    mutating func turn<Stage: PlayerStage & ~Copyable>(
        _ player: inout Player, _ stage: inout Stage
    ) -> Bool {
        let now = pipeline_monotonic_ns()
        switch player.advance(now: now, door: &stage) {
        case .handOver(let event):
            stage.handle(event, now: now, player: &player)
            return true
        case .wait(let next):
            stage.flush()
            if player.takeWishes() { pipeline_event_raise(signals.roomDescriptor) }
            let wasClosing = closing != nil
            if hasEnded(&player, stage, now: now) { return false }
            // What ends the notes is due now, whatever was due next.
            if !wasClosing, closing != nil { return true }
            var deadline = min(next ?? .max, stage.deadline ?? .max)
            if let closing, closing < deadline { deadline = closing }
            guard deadline > now else { return true }
            sleep(until: deadline, &player, &stage)
            return true
        }
    }

    private mutating func hasEnded<Stage: PlayerStage & ~Copyable>(
        _ player: inout Player, _ stage: borrowing Stage, now: UInt64
    ) -> Bool {
        switch signals.requestedEnding {
        case .none: return false
        case .whenQuiet:
            player.stopLoneClocks(now: now)
            return player.isQuiet && !stage.hasUnsent
        case .now:
            if let closing { return now >= closing || player.isQuiet && !stage.hasUnsent }
            player.close(now: now)
            closing = now + Self.closingNanoseconds
            return player.isQuiet && !stage.hasUnsent
        }
    }

    private func sleep<Stage: PlayerStage & ~Copyable>(
        until deadline: UInt64, _ player: inout Player, _ stage: inout Stage
    ) {
        signals.deadline.arm(deadline == .max ? nil : deadline)
        // A producer that came before this sees no deadline, and is seen here.
        guard !player.hasInput else { return signals.deadline.disarm() }
        descriptors.setTimer(deadline == .max ? 0 : deadline)
        let wakes = descriptors.wait()
        signals.deadline.disarm()
        player.countWake(isEarly: wakes.isWoken)
        let now = pipeline_monotonic_ns()
        for place in 0..<descriptors.inputCount where wakes.inputs & 1 << UInt64(place) != 0 {
            stage.receive(from: descriptors.input(place), now: now, player: &player)
        }
        if let own = stage.deadline, own <= now {
            stage.receive(from: -1, now: now, player: &player)
        }
    }
}
