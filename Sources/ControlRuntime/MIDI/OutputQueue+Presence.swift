extension OutputQueue {
    /// Somebody is there, for the first time or again: what sounded is ended, what was last said is said
    /// again, then what is held and still in time.
    ///
    /// - Thread: the player's. Does not block.
    @_noLocks
    mutating func bind(now: UInt64, sources: SourceTable) {
        if isPresent { lose() }
        if wasPresent { counters.add(.returns) }
        isPresent = true
        wasPresent = true
        counters.set(OutputCounter.present.rawValue, 1)
        budget = RateBudget(plan.rate)
        dropStale(now: now, sources: sources)
        if plan.kind == .midi {
            silence = SilenceSequence()
            restore = RestoreSequence()
        }
        retryAt = now
    }

    /// Nobody is there any more. Notes, parameter numbers and packets are held; values are remembered; the
    /// ledger knows what sounds.
    ///
    /// - Thread: the player's. Does not block.
    @_noLocks
    mutating func lose() {
        guard isPresent else { return }
        isPresent = false
        counters.add(.losses)
        counters.set(OutputCounter.present.rawValue, 0)
        retryAt = .max
        packetOffset = 0
        groupStep = 0
        mustTerminate = false
        silence = nil
        restore = nil
        var gone = removeValues()
        while realtime.count > 0 {
            realtime.removeFirst()
            gone &+= 1
        }
        gone &+= keepNotes()
        counters.add(.absent, UInt64(truncatingIfNeeded: gone))
        countDepth()
    }

    /// - Returns: How many messages waited in the lanes of one place a value.
    @_noLocks
    private mutating func removeValues() -> Int {
        let half = isFineHalfSent ? 1 : 0
        isFineHalfSent = false
        return noteOffs.removeAll() &+ expression.removeAll() &+ controllers.removeAll()
            &+ fine.removeAll() &+ half
    }

    /// Leaves only notes in their lane: programs, banks and pedals are restored from memory.
    @_noLocks
    private mutating func keepNotes() -> Int {
        var gone = 0
        var left = notes.count
        while left > 0, let event = notes.first {
            notes.removeFirst()
            let message = ShortMessage(payload: event.payload)
            if message.isNoteOn || message.isNoteOff {
                _ = notes.append(event)
            } else {
                gone &+= 1
            }
            left &-= 1
        }
        return gone
    }

    /// Drops parameter numbers and packets that were held too long.
    @_noLocks
    private mutating func dropStale(now: UInt64, sources: SourceTable) {
        var left = groups.count
        while left > 0, let event = groups.first {
            groups.removeFirst()
            if isStale(event, now: now) { counters.add(.absent) } else { _ = groups.append(event) }
            left &-= 1
        }
        left = packets.count
        while left > 0, let event = packets.first {
            packets.removeFirst()
            if isStale(event, now: now) {
                counters.add(.absent)
                sources.giveBack(event)
            } else {
                _ = packets.append(event)
            }
            left &-= 1
        }
    }

    @_noLocks
    private func isStale(_ event: TimedEvent, now: UInt64) -> Bool {
        event.due != 0 && now > event.due && now &- event.due > plan.holdNanoseconds
    }

    /// Ends what sounds; what waits, waits on.
    ///
    /// - Thread: the player's. Does not block.
    @_noLocks
    mutating func beginSilence(withSoundOff: Bool, now: UInt64) {
        guard plan.kind == .midi else { return }
        silence = SilenceSequence(withSoundOff: withSoundOff)
        if isPresent, retryAt == .max { retryAt = now }
    }

    /// Begins anew, as nobody: what waited is counted as absent, what was remembered forgotten.
    ///
    /// - Thread: the player's. Does not block.
    @_noLocks
    mutating func renew(rate: OutputRate, sources: SourceTable) {
        lose()
        removeAll(sources: sources, as: .absent)
        mustTerminate = false
        wasPresent = false
        memory.forget()
        ledger.forget()
        plan.rate = rate
        budget = RateBudget(rate)
    }

    /// Takes back all that waits.
    ///
    /// - Thread: the player's. Does not block.
    @_noLocks
    mutating func removeAll(
        sources: SourceTable, as reason: OutputCounter = .panicked
    ) {
        var gone = removeValues()
        gone &+= realtime.count &+ notes.count &+ groups.count &+ packets.count
        while realtime.count > 0 { realtime.removeFirst() }
        while let event = notes.first {
            let message = ShortMessage(payload: event.payload)
            if message.isNoteOn {
                // Its note-off may come yet and has nothing to end.
                let isEnded = !pending.isOpen(PortLedger.place(message))
                pending.leave(PortLedger.place(message))
                if !isEnded { memory.fall(PortLedger.place(message)) }
            }
            notes.removeFirst()
        }
        while groups.count > 0 { groups.removeFirst() }
        if packetOffset > 0 { mustTerminate = true }
        packetOffset = 0
        groupStep = 0
        while let event = packets.first {
            sources.giveBack(event)
            packets.removeFirst()
        }
        counters.add(reason, UInt64(truncatingIfNeeded: gone))
        countDepth()
    }
}
