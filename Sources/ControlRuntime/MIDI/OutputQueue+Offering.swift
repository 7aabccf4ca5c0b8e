extension OutputQueue {
    /// Takes one event that is due: it leaves by the door, waits in a lane, or is counted.
    mutating func offer<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent, now: UInt64, to door: inout Door, sources: SourceTable
    ) {
        counters.add(.offered)
        switch event.kind {
        case .midi: offerShort(event, now: now, to: &door, sources: sources)
        case .parameterNumber: offerParameter(event, now: now, to: &door, sources: sources)
        case .fineController: offerFine(event, now: now, to: &door, sources: sources)
        default: offerPacket(event, now: now, to: &door, sources: sources)
        }
        countDepth()
    }

    private mutating func offerShort<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent, now: UInt64, to door: inout Door, sources: SourceTable
    ) {
        let message = ShortMessage(payload: event.payload)
        guard message.isWellFormed, plan.kind == .midi else { return counters.add(.malformed) }
        let isPast = sources.isPast(event, now: now)
        switch message.status & 0xF0 {
        case 0x80: offerNoteOff(event, message, now: now, to: &door)
        case 0x90 where message.second == 0: offerNoteOff(event, message, now: now, to: &door)
        case 0x90: offerNoteOn(event, message, isPast: isPast, now: now, to: &door)
        case 0xF0: offerRealtime(event, message, now: now, to: &door)
        case 0xC0:
            memory.remember(message)
            offerInOrder(event, message, now: now, to: &door)
        case 0xB0: offerController(event, message, isPast: isPast, now: now, to: &door)
        default: offerValue(event, message, isPast: isPast, now: now, to: &door)
        }
    }

    private mutating func offerNoteOn<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent, _ message: ShortMessage, isPast: Bool, now: UInt64,
        to door: inout Door
    ) {
        let note = PortLedger.place(message)
        guard !isPast else { return fall(note, .tooLate) }
        if goes(message, due: event.due, now: now, to: &door) { return }
        guard notes.count &+ pending.reserved &+ 2 <= notes.capacity, pending.begin(note),
            notes.append(event)
        else { return fall(note, isPresent ? .queueFull : .absent) }
    }

    private mutating func offerNoteOff<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent, _ message: ShortMessage, now: UInt64, to door: inout Door
    ) {
        let note = PortLedger.place(message)
        if pending.isOpen(note) {
            pending.end(note)
            _ = notes.append(event)
            return
        }
        if ledger.count(note) == 0, memory.takeFallen(note) { return counters.add(.paired) }
        // What sounds at an absent port is ended when it comes back.
        guard isPresent else { return counters.add(.absent) }
        if goes(message, due: event.due, now: now, to: &door) { return }
        let form: UInt16 = message.status & 0x10 != 0 ? 0x100 : 0
        noteOffs.add(UInt16(message.second) | form, due: event.due, at: note)
    }

    private mutating func offerController<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent, _ message: ShortMessage, isPast: Bool, now: UInt64,
        to door: inout Door
    ) {
        switch ControllerKind(message.first) {
        case .value: offerValue(event, message, isPast: isPast, now: now, to: &door)
        case .bank:
            memory.remember(message)
            offerInOrder(event, message, now: now, to: &door)
        case .pedal, .mode: offerInOrder(event, message, now: now, to: &door)
        case .parameter:
            memory.rememberPart(message)
            guard isPresent else { return counters.add(.absent) }
            if goes(message, due: event.due, now: now, to: &door) { return }
            if !groups.append(event) { counters.add(.queueFull) }
        }
    }

    /// A controller, bend or pressure: when it cannot go at once, or is late, only the newest counts.
    private mutating func offerValue<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent, _ message: ShortMessage, isPast: Bool, now: UInt64,
        to door: inout Door
    ) {
        memory.remember(message)
        guard isPresent else { return counters.add(.absent) }
        if !isPast, goes(message, due: event.due, now: now, to: &door) { return }
        if putValue(message, due: event.due) { counters.add(.replaced) }
        if retryAt == .max { retryAt = now }
    }

    @_noLocks
    private mutating func putValue(_ message: ShortMessage, due: UInt64) -> Bool {
        let channel = Int(message.status & 0x0F)
        switch message.status & 0xF0 {
        case 0xB0:
            return controllers.put(
                UInt16(message.second), due: due, at: PortLedger.place(message))
        case 0xA0:
            return expression.put(UInt16(message.second), due: due, at: PortLedger.place(message))
        case 0xD0: return expression.put(UInt16(message.first), due: due, at: 2_048 &+ channel)
        default:
            let value = UInt16(message.first) | UInt16(message.second) << 8
            return expression.put(value, due: due, at: 2_064 &+ channel)
        }
    }

    /// Programs, banks, pedals and modes keep their place among the notes.
    private mutating func offerInOrder<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent, _ message: ShortMessage, now: UInt64, to door: inout Door
    ) {
        guard isPresent else { return counters.add(.absent) }
        if goes(message, due: event.due, now: now, to: &door) { return }
        if notes.count &+ pending.reserved &+ 1 <= notes.capacity, notes.append(event) { return }
        // A pedal that goes up is never lost, even when its place among the notes is.
        if ControllerKind(message.first) == .pedal, message.status & 0xF0 == 0xB0 {
            if putValue(message, due: event.due) { counters.add(.replaced) }
        } else {
            counters.add(.queueFull)
        }
    }

    private mutating func offerRealtime<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent, _ message: ShortMessage, now: UInt64, to door: inout Door
    ) {
        guard isPresent else { return counters.add(.absent) }
        if goes(message, due: event.due, now: now, to: &door) { return }
        if !realtime.append(event) { counters.add(.queueFull) }
    }

    private mutating func offerParameter<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent, now: UInt64, to door: inout Door, sources: SourceTable
    ) {
        let parameter = ParameterNumber(payload: event.payload)
        guard parameter.isWellFormed, plan.kind == .midi else { return counters.add(.malformed) }
        memory.remember(parameter)
        let mustWait = !isIdle || !isPresent || sources.isPast(event, now: now)
        if mustWait, groups.replaceParameter(event, sparingFirst: groupStep > 0) {
            return counters.add(.replaced)
        }
        guard groups.append(event) else {
            return counters.add(isPresent ? .queueFull : .absent)
        }
        if mustWait {
            if isPresent, retryAt == .max { retryAt = now }
        } else {
            pump(now: now, to: &door, sources: sources)
        }
    }

    /// Both halves of a controller: they leave together, and give way to newer values together.
    private mutating func offerFine<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent, now: UInt64, to door: inout Door, sources: SourceTable
    ) {
        let controller = FineController(payload: event.payload)
        guard controller.isWellFormed, plan.kind == .midi else { return counters.add(.malformed) }
        memory.remember(controller.upper)
        memory.remember(controller.lower)
        guard isPresent else { return counters.add(.absent) }
        let mustWait = !isIdle || sources.isPast(event, now: now)
        let upper = PortLedger.place(controller.upper)
        // Older values of either half, each said by itself, have given way too.
        removeWaiting(upper)
        removeWaiting(upper &+ 32)
        if fine.put(controller.value, due: event.due, at: controller.place) {
            counters.add(.replaced)
        }
        if !mustWait {
            pump(now: now, to: &door, sources: sources)
        } else if retryAt == .max {
            retryAt = now
        }
    }

    @_noLocks
    private mutating func removeWaiting(_ slot: Int) {
        guard controllers.waits(at: slot) else { return }
        controllers.remove(at: slot)
        counters.add(.replaced)
    }

    private mutating func offerPacket<Door: OutputDoor & ~Copyable>(
        _ event: TimedEvent, now: UInt64, to door: inout Door, sources: SourceTable
    ) {
        guard isPacket(event, sources: sources) else {
            sources.giveBack(event)
            return counters.add(.malformed)
        }
        if event.kind == .osc, plan.dropsLatePackets, sources.isPast(event, now: now) {
            sources.giveBack(event)
            return counters.add(.tooLate)
        }
        let isFree = isIdle && isPresent
        guard packets.append(event) else {
            sources.giveBack(event)
            return counters.add(isPresent ? .queueFull : .absent)
        }
        if isFree { pump(now: now, to: &door, sources: sources) }
    }

    @_noLocks
    private func isPacket(_ event: TimedEvent, sources: SourceTable) -> Bool {
        let bytes = sources.bytes(of: event)
        if event.kind == .osc { return plan.kind == .osc && bytes.count > 0 }
        guard plan.kind == .midi, bytes.count >= 2, let start = bytes.baseAddress else {
            return false
        }
        return start.load(as: UInt8.self) == 0xF0
            && (start + (bytes.count &- 1)).load(as: UInt8.self) == 0xF7
    }

    /// A note-on that does not go, whose note-off will not go either.
    @_noLocks
    mutating func fall(_ note: Int, _ reason: OutputCounter) {
        memory.fall(note)
        counters.add(reason)
    }

    /// Sends a message at once if nothing is in its way.
    ///
    /// - Returns: Whether it is done with; otherwise it has to wait in a lane.
    private mutating func goes<Door: OutputDoor & ~Copyable>(
        _ message: ShortMessage, due: UInt64, now: UInt64, to door: inout Door
    ) -> Bool {
        guard isIdle, isPresent else { return false }
        let earliest = budget.earliest(now: now)
        guard earliest <= now else {
            counters.add(.paused)
            retryAt = earliest
            return false
        }
        return send(message, due: due, now: now, to: &door)
    }
}
