extension OutputQueue {
    /// What is to be sent next.
    private enum Turn {
        case nothing
        case terminator
        case realtime
        case silence(ShortMessage)
        case restore(ShortMessage)
        case noteOff(Int)
        case note
        case expression(Int)
        case fine(Int)
        case controller(Int)
        case group
        case packet
    }

    /// Sends what waits, as far as the rate and the receiver let it.
    mutating func pump<Door: OutputDoor & ~Copyable>(
        now: UInt64, to door: inout Door, sources: SourceTable
    ) {
        retryAt = .max
        while isPresent {
            let turn = next(now: now, sources: sources)
            if case .nothing = turn { break }
            let earliest = budget.earliest(now: now)
            guard earliest <= now else {
                counters.add(.paused)
                retryAt = earliest
                break
            }
            guard perform(turn, now: now, to: &door, sources: sources) else { break }
        }
        countDepth()
    }

    private mutating func next(now: UInt64, sources: SourceTable) -> Turn {
        if let event = realtime.first,
            !isInside || ShortMessage(payload: event.payload).status >= 0xF8
        {
            return .realtime
        }
        if mustTerminate { return .terminator }
        if packetOffset > 0 { return .packet }
        if groupStep > 0 { return .group }
        if isFineHalfSent { return .fine(fineSlot) }
        if silence != nil {
            if let message = silence?.next(ledger) { return .silence(message) }
            silence = nil
        }
        if let slot = noteOffs.first() { return .noteOff(slot) }
        if restore != nil {
            if let message = restore?.next(memory, sparing: groups) { return .restore(message) }
            restore = nil
        }
        dropLateNotes(now: now, sources: sources)
        if notes.count > 0 { return .note }
        if packets.count > 0, passedOver >= 128 { return .packet }
        return nextValue()
    }

    @_noLocks
    private mutating func nextValue() -> Turn {
        if let slot = expression.first() { return .expression(slot) }
        let (slot, fineSlot) = (controllers.first(), fine.first())
        if groups.count > 0, isGroupsTurn || slot == nil && fineSlot == nil { return .group }
        if let slot {
            if let fineSlot, isFineTurn || mustFollow(slot) { return .fine(fineSlot) }
            return .controller(firstOfPair(slot))
        }
        if let fineSlot { return .fine(fineSlot) }
        return packets.count > 0 ? .packet : .nothing
    }

    /// Whether a controller that waits came after both halves of its number, which wait too.
    @_noLocks
    private func mustFollow(_ slot: Int) -> Bool {
        let number = slot & 127
        return number < 64 && fine.waits(at: (slot >> 7) << 5 | number & 31)
    }

    /// The lower seven bits of a controller follow the upper ones: a receiver sets them to 0 when the upper
    /// ones come.
    ///
    /// - Source: MIDI 1.0, controllers 0...31 and 32...63.
    @_noLocks
    private func firstOfPair(_ slot: Int) -> Int {
        slot & 127 >= 32 && slot & 127 < 64 && controllers.waits(at: slot &- 32) ? slot &- 32 : slot
    }

    /// Lets late note-ons at the head of their lane fall, and with each the note-off behind it.
    @_noLocks
    private mutating func dropLateNotes(now: UInt64, sources: SourceTable) {
        while let event = notes.first {
            let message = ShortMessage(payload: event.payload)
            let note = PortLedger.place(message)
            if message.isNoteOn {
                guard sources.isPast(event, now: now) else { return }
                pending.leave(note)
                fall(note, .tooLate)
            } else {
                guard message.isNoteOff, ledger.count(note) == 0, memory.takeFallen(note) else {
                    return
                }
                counters.add(.paired)
            }
            notes.removeFirst()
        }
    }

    private mutating func perform<Door: OutputDoor & ~Copyable>(
        _ turn: Turn, now: UInt64, to door: inout Door, sources: SourceTable
    ) -> Bool {
        switch turn {
        case .nothing: return false
        case .terminator: return terminate(now: now, to: &door)
        case .realtime:
            guard sendFirst(realtime.first, now: now, to: &door) else { return false }
            realtime.removeFirst()
        case .note: return sendNote(now: now, to: &door)
        case .silence(let message):
            guard sendExtra(message, now: now, to: &door) else { return false }
            silence?.advance(ledger)
        case .restore(let message):
            guard sendExtra(message, now: now, to: &door) else { return false }
            restore?.advance(memory)
        case .noteOff(let slot): return sendNoteOff(slot, now: now, to: &door)
        case .expression(let slot): return sendExpression(slot, now: now, to: &door)
        case .fine(let slot): return sendFine(slot, now: now, to: &door)
        case .controller(let slot): return sendController(slot, now: now, to: &door)
        case .group: return sendGroup(now: now, to: &door, sources: sources)
        case .packet: return sendPacket(now: now, to: &door, sources: sources)
        }
        return true
    }

    private mutating func sendFirst<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent?, now: UInt64, to door: inout Door
    ) -> Bool {
        guard let event else { return false }
        return send(ShortMessage(payload: event.payload), due: event.due, now: now, to: &door)
    }

    private mutating func sendNote<Door: OutputDoor & ~Copyable>(
        now: UInt64, to door: inout Door
    ) -> Bool {
        guard let event = notes.first, sendFirst(event, now: now, to: &door) else { return false }
        let message = ShortMessage(payload: event.payload)
        if message.isNoteOn { pending.leave(PortLedger.place(message)) }
        notes.removeFirst()
        return true
    }

    private mutating func sendNoteOff<Door: OutputDoor & ~Copyable>(
        _ slot: Int, now: UInt64, to door: inout Door
    ) -> Bool {
        let value = noteOffs.value(at: slot)
        let status: UInt8 = value & 0x100 != 0 ? 0x90 : 0x80
        let message = ShortMessage(
            status: status | UInt8(truncatingIfNeeded: slot >> 7),
            first: UInt8(truncatingIfNeeded: slot & 127),
            second: UInt8(truncatingIfNeeded: value & 0x7F))
        guard send(message, due: noteOffs.due(at: slot), now: now, to: &door) else { return false }
        noteOffs.remove(at: slot)
        return true
    }

    private mutating func sendExpression<Door: OutputDoor & ~Copyable>(
        _ slot: Int, now: UInt64, to door: inout Door
    ) -> Bool {
        let value = expression.value(at: slot)
        let low = UInt8(truncatingIfNeeded: value & 0x7F)
        let channel = UInt8(truncatingIfNeeded: slot & 15)
        let message: ShortMessage
        if slot < 2_048 {
            message = ShortMessage(
                status: 0xA0 | UInt8(truncatingIfNeeded: slot >> 7),
                first: UInt8(truncatingIfNeeded: slot & 127), second: low)
        } else if slot < 2_064 {
            message = ShortMessage(status: 0xD0 | channel, first: low)
        } else {
            message = ShortMessage(
                status: 0xE0 | channel, first: low, second: UInt8(truncatingIfNeeded: value >> 8))
        }
        guard send(message, due: expression.due(at: slot), now: now, to: &door) else {
            return false
        }
        expression.remove(at: slot)
        passOver()
        return true
    }

    private mutating func sendController<Door: OutputDoor & ~Copyable>(
        _ slot: Int, now: UInt64, to door: inout Door
    ) -> Bool {
        let message = ShortMessage(
            status: 0xB0 | UInt8(truncatingIfNeeded: slot >> 7),
            first: UInt8(truncatingIfNeeded: slot & 127),
            second: UInt8(truncatingIfNeeded: controllers.value(at: slot)))
        guard send(message, due: controllers.due(at: slot), now: now, to: &door) else {
            return false
        }
        controllers.remove(at: slot)
        isGroupsTurn = true
        isFineTurn = true
        passOver()
        return true
    }

    /// One half of a controller of 14 bits: the value that the upper half is of gives the lower one, too.
    private mutating func sendFine<Door: OutputDoor & ~Copyable>(
        _ slot: Int, now: UInt64, to door: inout Door
    ) -> Bool {
        let value = isFineHalfSent ? fineValue : fine.value(at: slot)
        let controller = FineController(
            slot & 31, value: value, channel: UInt8(truncatingIfNeeded: slot >> 5))
        let message = isFineHalfSent ? controller.lower : controller.upper
        let due = isFineHalfSent ? fineDue : fine.due(at: slot)
        guard transmit(message, due: due, now: now, to: &door) else { return false }
        if isFineHalfSent {
            isFineHalfSent = false
            counters.addSent(lateness: lateness(fineDue, now: now))
            passOver()
        } else {
            (fineSlot, fineValue, fineDue) = (slot, value, fine.due(at: slot))
            fine.remove(at: slot)
            isFineHalfSent = true
            isGroupsTurn = true
            isFineTurn = false
        }
        return true
    }

    @_noLocks
    private mutating func passOver() {
        if packets.count > 0 { passedOver &+= 1 }
    }

    /// One message of the first parameter number, so that realtime bytes may come between, or one controller.
    private mutating func sendGroup<Door: OutputDoor & ~Copyable>(
        now: UInt64, to door: inout Door, sources: SourceTable
    ) -> Bool {
        guard let event = groups.first else { return false }
        if event.kind == .midi {
            guard sendFirst(event, now: now, to: &door) else { return false }
            groups.removeFirst()
        } else {
            let parameter = ParameterNumber(payload: event.payload)
            let message = parameter.message(groupStep)
            guard transmit(message, due: event.due, now: now, to: &door) else { return false }
            groupStep &+= 1
            guard groupStep == parameter.messageCount else { return true }
            counters.addSent(lateness: lateness(event.due, now: now))
            groupStep = 0
            groups.removeFirst()
        }
        isGroupsTurn = false
        passOver()
        return true
    }
}

extension ShortMessage {
    @inline(__always)
    var isNoteOn: Bool { status & 0xF0 == 0x90 && second > 0 }

    @inline(__always)
    var isNoteOff: Bool { status & 0xF0 == 0x80 || status & 0xF0 == 0x90 && second == 0 }
}
