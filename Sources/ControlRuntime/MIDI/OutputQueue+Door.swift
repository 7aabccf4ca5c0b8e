extension OutputQueue {
    /// Hands one message to the door and counts it.
    ///
    /// - Returns: Whether it is done with, sent or refused for good.
    mutating func send<Door: OutputDoor & ~Copyable>(
        _ message: ShortMessage, due: UInt64, now: UInt64, to door: inout Door
    ) -> Bool {
        switch attempt(message, due: due, now: now, to: &door) {
        case .sent:
            counters.addSent(lateness: lateness(due, now: now))
            return true
        case .refused:
            counters.add(.refused)
            if message.isNoteOn { memory.fall(PortLedger.place(message)) }
            return true
        default: return false
        }
    }

    /// Sends something that was not offered by itself: to silence or restore the output.
    mutating func sendExtra<Door: OutputDoor & ~Copyable>(
        _ message: ShortMessage, now: UInt64, to door: inout Door
    ) -> Bool {
        switch attempt(message, now: now, to: &door) {
        case .sent:
            counters.add(.extra)
            return true
        case .refused:
            // Counted as ended, or the silence would not come to an end.
            ledger.note(message)
            return true
        default: return false
        }
    }

    /// Sends a part of a parameter number.
    mutating func transmit<Door: OutputDoor & ~Copyable>(
        _ message: ShortMessage, due: UInt64, now: UInt64, to door: inout Door
    ) -> Bool {
        switch attempt(message, due: due, now: now, to: &door) {
        case .sent, .refused: true
        default: false
        }
    }

    /// Keeps the ledger ahead of what sounds: a note-on is noted before it goes, a note-off after.
    private mutating func attempt<Door: OutputDoor & ~Copyable>(
        _ message: ShortMessage, due: UInt64 = 0, now: UInt64, to door: inout Door
    ) -> SendOutcome {
        if message.isNoteOn { ledger.note(message) }
        let outcome = door.send(message, due: due, to: place)
        switch outcome {
        case .sent:
            if !message.isNoteOn { ledger.note(message) }
            counters.add(.bytes, UInt64(truncatingIfNeeded: message.byteCount))
            budget.spend(bytes: message.byteCount, messages: 1, now: now)
        default:
            if message.isNoteOn { ledger.takeBack(message) }
            stop(outcome, now: now)
        }
        return outcome
    }

    /// Sends an OSC packet, or the next piece of a System Exclusive message.
    mutating func sendPacket<Door: OutputDoor & ~Copyable>(
        now: UInt64, to door: inout Door, sources: SourceTable
    ) -> Bool {
        guard let event = packets.first else { return false }
        let all = sources.bytes(of: event)
        var piece = all
        if event.kind == .systemExclusive {
            let end = min(packetOffset &+ plan.rate.chunkBytes, all.count)
            piece = UnsafeRawBufferPointer(rebasing: all[packetOffset..<end])
        }
        let outcome = door.send(piece, to: place)
        guard outcome == .sent else {
            stop(outcome, now: now)
            if outcome == .refused { refusePacket(event, sources: sources) }
            return outcome == .refused
        }
        counters.add(.bytes, UInt64(truncatingIfNeeded: piece.count))
        // A long event takes room of several in the sequencer's pools.
        let weight = event.kind == .osc ? 1 : 1 &+ piece.count / 24
        budget.spend(bytes: piece.count, messages: weight, now: now)
        packetOffset &+= piece.count
        guard packetOffset >= all.count else { return true }
        counters.addSent(lateness: lateness(event.due, now: now))
        removePacket(event, sources: sources)
        return true
    }

    private mutating func refusePacket(_ event: TimedEvent, sources: SourceTable) {
        counters.add(.refused)
        // What has begun must be ended, or the receiver takes what follows for data.
        mustTerminate = packetOffset > 0
        removePacket(event, sources: sources)
    }

    private mutating func removePacket(_ event: TimedEvent, sources: SourceTable) {
        packetOffset = 0
        passedOver = 0
        sources.giveBack(event)
        packets.removeFirst()
    }

    /// Ends a System Exclusive message that was cut off.
    mutating func terminate<Door: OutputDoor & ~Copyable>(
        now: UInt64, to door: inout Door
    ) -> Bool {
        let outcome = door.send(UnsafeRawBufferPointer(start: terminator, count: 1), to: place)
        stop(outcome, now: now)
        guard outcome == .sent || outcome == .refused else { return false }
        mustTerminate = false
        return true
    }

    /// What follows when the door did not take something.
    private mutating func stop(_ outcome: SendOutcome, now: UInt64) {
        switch outcome {
        case .sent, .refused: break
        case .later:
            counters.add(.again)
            retryAt = now &+ plan.retryNanoseconds
        case .absent: lose()
        }
    }

    /// Nanoseconds after its time; what was due at once is never late.
    @inline(__always)
    func lateness(_ due: UInt64, now: UInt64) -> UInt64 {
        due != 0 && now > due ? now &- due : 0
    }
}
