extension Player {
    /// Somebody is there at an output, for the first time or again: what sounded is ended, what was last
    /// said is said again, then what is held and still in time.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    @_noLocks
    public mutating func bind(output place: Int, now: UInt64) {
        guard place >= 0, place < outputCount else { return }
        (outputs + place).pointee.bind(now: now, sources: sources)
        rejoinClocks(output: place)
        soonest = min(soonest, (outputs + place).pointee.retryAt)
    }

    /// Nobody is there any more.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    @_noLocks
    public mutating func unbind(output place: Int) {
        guard place >= 0, place < outputCount else { return }
        (outputs + place).pointee.lose()
    }

    /// Whether somebody is there.
    public func isBound(output place: Int) -> Bool {
        place >= 0 && place < outputCount && outputs[place].isPresent
    }

    /// Ends what sounds at an output; what waits for its time stays. For an output that a reloaded map does
    /// not use any more.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    @_noLocks
    public mutating func silence(output place: Int, now: UInt64) {
        guard place >= 0, place < outputCount else { return }
        (outputs + place).pointee.beginSilence(withSoundOff: false, now: now)
        soonest = min(soonest, (outputs + place).pointee.retryAt)
    }

    /// Makes an output a new one, absent and with nothing remembered: it will be another port or target.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    @_noLocks
    public mutating func renew(output place: Int, rate: OutputRate) {
        guard place >= 0, place < outputCount else { return }
        (outputs + place).pointee.renew(rate: rate, sources: sources)
    }

    /// Takes back all that waits and ends what sounds, everywhere: note-offs, pedals up, all notes off and
    /// all sound off on the channels used.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    @_noLocks
    public mutating func panic(now: UInt64) {
        stopAll(withSoundOff: true, now: now)
    }

    /// The same before the end of a program: without all sound off, so that what fades may fade.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    @_noLocks
    public mutating func close(now: UInt64) {
        stopAll(withSoundOff: false, now: now)
    }

    @_noLocks
    private mutating func stopAll(withSoundOff: Bool, now: UInt64) {
        let gone = heap.removeAllButCommands(sources)
        words.add(PlayerCounter.panicked, UInt64(truncatingIfNeeded: gone))
        emptyRings()
        stopClocks(now: now)
        countDepth()
        var place = 0
        while place < outputCount {
            let output = outputs + place
            output.pointee.removeAll(sources: sources)
            output.pointee.beginSilence(withSoundOff: withSoundOff, now: now)
            if output.pointee.retryAt < soonest { soonest = output.pointee.retryAt }
            place &+= 1
        }
    }

    /// Takes back what is in the rings but commands, which the player's owner gets.
    @_noLocks
    private mutating func emptyRings() {
        var place = 0
        while place < sources.capacity {
            if sources.has(place) { empty(sources.source(place)) }
            place &+= 1
        }
    }

    @_noLocks
    private mutating func empty(_ source: UnsafeMutablePointer<EventSource>) {
        // A producer may put in more meanwhile: what comes after this many is of after the panic.
        var left = Self.batch &* 1_024
        while left > 0, heap.count < heap.capacity, let event = source.pointee.ring.pop() {
            words.add(.accepted)
            if event.kind == .command {
                _ = heap.push(event)
            } else {
                sources.giveBack(event)
                words.add(PlayerCounter.panicked)
            }
            left &-= 1
        }
    }
}
