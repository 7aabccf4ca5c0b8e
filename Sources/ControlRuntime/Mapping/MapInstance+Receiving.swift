import RuntimeMap

extension MapInstance {
    /// Takes a message of the controller.
    ///
    /// - Parameters:
    ///   - now: Monotonic nanoseconds; what comes of it is due then.
    ///   - out: The map's own producer.
    /// - Thread: the player's. Does not block, allocate or count references.
    public mutating func receive(
        _ message: ShortMessage, now: UInt64, into out: inout EventProducer
    ) {
        counters.received &+= 1
        guard message.isWellFormed, message.status < 0xF0 else { return counters.unheard &+= 1 }
        let channel = Int(message.status & 0x0F)
        let (first, second) = (Int(message.first), Int32(message.second))
        var reading = MapReading(value: second, limit: 127)
        var isHeard = false
        switch message.status & 0xF0 {
        case 0x80, 0x90:
            reading.isOff = message.status & 0x10 == 0 || second == 0
            isHeard = hear(.note, channel, first, reading, now, &out)
        case 0xA0: isHeard = hear(.polyPressure, channel, first, reading, now, &out)
        case 0xB0: isHeard = hearController(message, channel, now, &out)
        case 0xC0:
            reading.value = Int32(first)
            isHeard = hear(.programChange, channel, -1, reading, now, &out)
            reading.isTrigger = true
            if hear(.programChange, channel, first, reading, now, &out) { isHeard = true }
        case 0xD0:
            reading.value = Int32(first)
            isHeard = hear(.channelPressure, channel, 0, reading, now, &out)
        default:
            reading = MapReading(value: second << 7 | Int32(first), limit: 16_383)
            isHeard = hear(.pitchBend, channel, 0, reading, now, &out)
        }
        if !isHeard { counters.unheard &+= 1 }
    }

    /// Takes a System Exclusive message of the controller, from F0 to F7.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    public mutating func receive(
        exclusive message: UnsafeRawBufferPointer, now: UInt64, into out: inout EventProducer
    ) {
        counters.received &+= 1
        var place = 0
        while let found = table.exclusive(message, from: place) {
            deliver(found.reading, to: found.slot, now: now, into: &out)
            place = found.next
        }
        if place == 0 { counters.unheard &+= 1 }
    }

    /// Takes a message that came back from a port that the map sends to: what it says is the value that the
    /// target now has.
    ///
    /// - Parameter output: The player's output of that port.
    /// - Thread: the player's. Does not block, allocate or count references.
    public mutating func receive(
        _ message: ShortMessage, fromHost output: UInt16, now: UInt64,
        into out: inout EventProducer
    ) {
        var place = 0
        while place < hostCount {
            if hosts[place].output == output {
                hearHost(message, from: hosts + place, now: now, into: &out)
            }
            place &+= 1
        }
    }

    /// Takes an event that the player handed over: a control that a program moved, a value that the host
    /// told, or a message of the map to itself.
    ///
    /// - Returns: Whether it was this map's.
    /// - Thread: the player's. Does not block, allocate or count references.
    @discardableResult
    public mutating func handle(
        _ event: TimedEvent, now: UInt64, into out: inout EventProducer
    ) -> Bool {
        guard let said = MapEvent(event), said.map == map else { return false }
        let place = Int(said.place)
        switch said.subject {
        case .control: moveControl(place, to: said.number, now: now, into: &out)
        case .hostValue:
            guard said.generation == generation else { return true }
            if place < targetCount { tell(place, Double(said.number), now: now, into: &out) }
        case .glide: if place < cellCount { goOn(place, now: now, into: &out) }
        case .half: finish(assembler.expire(place, now: now), now, &out)
        case .letGo: if place < feedbackCount { letGo(place, now: now, into: &out) }
        case .settled: if place < cellCount { settle(place, now: now, into: &out) }
        }
        return true
    }

    // Controllers

    private mutating func hear(
        _ kind: RuntimeMessage.Kind, _ channel: Int, _ number: Int, _ reading: MapReading,
        _ now: UInt64, _ out: inout EventProducer
    ) -> Bool {
        guard let slot = table.slot(kind, channel: channel, number: number) else { return false }
        deliver(reading, to: slot, now: now, into: &out)
        return true
    }

    private mutating func hearController(
        _ message: ShortMessage, _ channel: Int, _ now: UInt64, _ out: inout EventProducer
    ) -> Bool {
        let number = Int(message.first)
        var isHeard = hear(
            .controlChange, channel, number, MapReading(value: Int32(message.second), limit: 127),
            now, &out)
        if number < 64, table.slot(.controlChange14, channel: channel, number: number) != nil {
            isHeard = true
            let outcome = assembler.pair(
                channel: channel, number: number & 31, isLower: number >= 32,
                value: message.second, now: now)
            finish(outcome, now, &out)
        }
        if number == 6 || number == 38 || (96...101).contains(number),
            table.numberChannels & 1 << UInt16(channel) != 0
        {
            isHeard = true
            let outcome = assembler.number(
                channel: channel, controller: message.first, value: message.second, now: now)
            finish(outcome, now, &out)
        }
        return isHeard
    }

    private mutating func finish(
        _ outcome: ValueAssembler.Outcome, _ now: UInt64, _ out: inout EventProducer
    ) {
        if let value = outcome.first { take(value, now, &out) }
        if let value = outcome.second { take(value, now, &out) }
        if let timer = outcome.timer {
            remind(.half, timer, at: assembler.deadline(timer), into: &out)
        }
    }

    private mutating func take(
        _ value: ValueAssembler.Value, _ now: UInt64, _ out: inout EventProducer
    ) {
        let slot =
            value.kind == .controlChange14
            ? table.slot(.controlChange14, channel: value.channel, number: value.number)
            : table.slot(
                isRegistered: value.kind == .rpn, channel: value.channel, number: value.number)
        guard let slot else { return }
        let reading = MapReading(
            value: value.value, limit: value.limit, increment: value.increment)
        deliver(reading, to: slot, now: now, into: &out)
    }

    /// Asks the player to hand an event over later.
    mutating func remind(
        _ subject: MapEvent.Subject, _ place: Int, at due: UInt64, into out: inout EventProducer
    ) {
        let event = MapEvent(subject, map: map, place: UInt16(truncatingIfNeeded: place))
        _ = offer(event.event(due: due), into: &out)
    }

    /// Offers an event to the player.
    ///
    /// - Returns: Whether it was taken.
    @discardableResult
    mutating func offer(_ event: TimedEvent, into out: inout EventProducer) -> Bool {
        switch out.send(event) {
        case .accepted, .acceptedWake, .held: return true
        case .later, .refused:
            counters.lost &+= 1
            return false
        }
    }
}
