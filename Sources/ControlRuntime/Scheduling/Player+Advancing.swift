/// How far a player came.
@frozen public enum PlayerStep: Sendable, Equatable {
    /// All that is due was handed on. Flush the door, and come back at this instant in monotonic
    /// nanoseconds, or when something earlier arrives; `nil` is when something arrives. An instant that is
    /// not after `now` means that there is more to do at once.
    case wait(until: UInt64?)
    /// An event for the player's owner is due: a control of a map, a command, a wake-up. Handle it, then
    /// advance again.
    case handOver(TimedEvent)
}

extension Player {
    /// Hands on all that is due.
    ///
    /// - Parameters:
    ///   - now: Monotonic nanoseconds.
    ///   - door: Where messages leave. It is not flushed.
    /// - Thread: the player's. Does not block, allocate or count references.
    public mutating func advance<Door: OutputDoor & ~Copyable>(
        now: UInt64, door: inout Door
    ) -> PlayerStep {
        if soonest <= now { pumpOutputs(now: now, door: &door) }
        let isMore = drain()
        var left = Self.batch
        while left > 0, let event = nextDue(now: now) {
            words.add(.dispatched)
            switch event.kind {
            case .midi, .parameterNumber, .fineController, .systemExclusive, .osc:
                route(event, now: now, door: &door)
            case .control, .command, .portWake:
                countDepth()
                return .handOver(event)
            }
            left &-= 1
        }
        countDepth()
        if soonest <= now { pumpOutputs(now: now, door: &door) }
        return .wait(until: left == 0 || isMore ? now : nextDeadline())
    }

    /// Hands one event to its output at once, as if it were due now; nothing that waits for its time is
    /// looked at.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    public mutating func play<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent, now: UInt64, door: inout Door
    ) {
        words.add(.accepted)
        words.add(.dispatched)
        route(event, now: now, door: &door)
        if soonest <= now { pumpOutputs(now: now, door: &door) }
    }

    private mutating func route<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent, now: UInt64, door: inout Door
    ) {
        let place = Int(event.output)
        guard place < outputCount else {
            sources.giveBack(event)
            return words.add(.astray)
        }
        if event.flags & TimedEvent.clockFlag != 0 {
            switch tick(event) {
            case .none: return
            case .send: break
            case .rejoin(let position):
                let resume = ShortMessage(status: 0xFB)
                offer(position.event(due: event.due, output: event.output), now: now, &door)
                offer(resume.event(due: event.due, output: event.output), now: now, &door)
            }
        }
        offer(event, now: now, &door)
    }

    private mutating func offer<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent, now: UInt64, _ door: inout Door
    ) {
        let output = outputs + Int(event.output)
        output.pointee.offer(event, now: now, to: &door, sources: sources)
        if output.pointee.retryAt < soonest { soonest = output.pointee.retryAt }
    }

    private mutating func pumpOutputs<Door: OutputDoor & ~Copyable>(
        now: UInt64, door: inout Door
    ) {
        soonest = .max
        var place = 0
        while place < outputCount {
            let output = outputs + place
            if output.pointee.retryAt <= now {
                output.pointee.pump(now: now, to: &door, sources: sources)
            }
            if output.pointee.retryAt < soonest { soonest = output.pointee.retryAt }
            place &+= 1
        }
    }

    /// Takes what the sources have, a batch of each at most.
    ///
    /// What a thread put into a source is taken before what it put into a later one afterwards: a port is
    /// bound by a command before its first message, which comes through another ring. So all are counted,
    /// the last first, before any is emptied.
    ///
    /// - Returns: Whether a source has more.
    @_noLocks
    private mutating func drain() -> Bool {
        var isMore = false
        var place = sources.capacity
        while place > 0 {
            place &-= 1
            if sources.has(place) {
                sources.source(place).pointee.ready = sources.source(place).pointee.ring.ready()
            }
        }
        while place < sources.capacity {
            if sources.has(place), drain(sources.source(place)) { isMore = true }
            place &+= 1
        }
        return isMore
    }

    @_noLocks
    private mutating func drain(_ source: UnsafeMutablePointer<EventSource>) -> Bool {
        var left = min(Self.batch, source.pointee.ready)
        while left > 0 {
            guard heap.count < heap.capacity else {
                // What is due gets past a full heap (`nextDue`); the rest waits in its ring.
                if source.pointee.ring.peek() != nil { words.add(.heapFull) }
                return false
            }
            guard let event = source.pointee.ring.pop() else { return false }
            _ = heap.push(event)
            words.add(.accepted)
            left &-= 1
        }
        return source.pointee.ring.peek() != nil
    }

    @_noLocks
    private mutating func nextDue(now: UInt64) -> TimedEvent? {
        if let event = heap.pop(dueBy: now) { return event }
        guard heap.count == heap.capacity else { return nil }
        var place = 0
        while place < sources.capacity {
            if sources.has(place), let event = sources.source(place).pointee.ring.peek(),
                event.due <= now
            {
                words.add(.accepted)
                return sources.source(place).pointee.ring.pop()
            }
            place &+= 1
        }
        return nil
    }

    @_noLocks
    private mutating func nextDeadline() -> UInt64? {
        var deadline = soonest
        if let due = heap.earliest, due < deadline { deadline = due }
        if heap.count == heap.capacity {
            var place = 0
            while place < sources.capacity {
                if sources.has(place), let event = sources.source(place).pointee.ring.peek(),
                    event.due < deadline
                {
                    deadline = event.due
                }
                place &+= 1
            }
        }
        return deadline == .max ? nil : deadline
    }
}

/// Says that the real-time path of a player holds no lock, takes no memory and counts no reference: the
/// compiler checks these for the door that only counts.
@_noLocks
func checkedAdvance(_ player: inout Player, now: UInt64, door: inout CountingDoor) -> PlayerStep {
    player.advance(now: now, door: &door)
}

@_noLocks
func checkedPlay(
    _ player: inout Player, _ event: TimedEvent, now: UInt64, door: inout CountingDoor
) {
    player.play(event, now: now, door: &door)
}
