import RuntimeMap

extension MapInstance {
    /// Where a target stands on the control's way.
    func place(of target: Int) -> Double {
        let cell = cells + targets[target].cell
        return targets[target].seen == cell.pointee.revision
            ? targets[target].position : targets[target].shape.position(of: cell.pointee.value)
    }

    /// Moves a target to a position of the control.
    mutating func move(
        _ target: Int, to position: Double, now: UInt64, into out: inout EventProducer
    ) {
        let position = between(position, 0, 1)
        set(target, to: targets[target].shape.value(at: position), now: now, into: &out)
        targets[target].position = position
    }

    /// Where a knob that stands at `position` and came from `last` takes its target; `nil` when it has yet to
    /// meet the target's value.
    mutating func pickedUp(
        _ target: Int, at position: Double, from last: Double, tolerance: Double
    ) -> Double? {
        guard targets[target].pickUp != .jump else { return position }
        let known = place(of: target)
        let isFollowed =
            targets[target].isMet && targets[target].seen == cells[targets[target].cell].revision
        let away = position - known
        var isNear = away <= tolerance && away >= -tolerance
        if targets[target].pickUp == .scale, last >= 0 {
            // What is taken over by scaling never goes the other way.
            isNear = isNear && (position > last ? away >= 0 : away <= 0)
        }
        let isCrossed = last >= 0 && (last - known) * away <= 0
        if isFollowed || isNear || isCrossed && targets[target].pickUp == .pickup {
            targets[target].isMet = true
            return position
        }
        guard targets[target].pickUp == .scale, last >= 0 else { return nil }
        // The way that is left of the control is the way that is left of the value.
        if position > last { return known + (position - last) * (1 - known) / (1 - last) }
        return position < last ? known - (last - position) * known / last : known
    }

    /// Gives a target's parameter a value.
    mutating func set(
        _ target: Int, to value: Double, now: UInt64, into out: inout EventProducer
    ) {
        let cell = cells + targets[target].cell
        let isNew = cell.pointee.value != value
        if isNew || !cell.pointee.isTold {
            let before = cell.pointee.value
            if isNew { cell.pointee.revision &+= 1 }
            cell.pointee.value = value
            cell.pointee.isTold = true
            cell.pointee.hasHostValue = false
            counters.changed &+= 1
            if targets[target].smoothing > 0, isNew, targets[target].shape.kind == .continuous {
                startGlide(target, from: before, now: now, into: &out)
            } else {
                cell.pointee.glide.target = -1
                send(target, value, now: now, into: &out)
            }
        }
        targets[target].seen = cell.pointee.revision
        targets[target].position = targets[target].shape.position(of: value)
        if isNew || !shownStartsEmpty(targets[target].cell) {
            show(cell: targets[target].cell, now: now, into: &out)
        }
    }

    @inline(__always)
    private func shownStartsEmpty(_ cell: Int) -> Bool {
        shownStarts[cell] == shownStarts[cell &+ 1]
    }

    // What the host says

    /// The host says what a target's value is.
    mutating func tell(
        _ target: Int, _ value: Double, now: UInt64, into out: inout EventProducer
    ) {
        counters.received &+= 1
        guard value == value else { return counters.unheard &+= 1 }
        let place = targets[target].cell
        let cell = cells + place
        let shape = targets[target].shape
        let value = between(value, shape.minimum, shape.maximum)
        if isSame(value, cell.pointee.value, shape) {
            cell.pointee.hasHostValue = false
            cell.pointee.isTold = true
            return counters.echoes &+= 1
        }
        let settled = cell.pointee.sentAt &+ echoNanoseconds
        if cell.pointee.sentAt != 0, now < settled {
            // What we sent before comes back while we send on: only what stays is the host's word.
            counters.echoes &+= 1
            cell.pointee.hostValue = value
            cell.pointee.hasHostValue = true
            if !cell.pointee.isHostTimerPending {
                cell.pointee.isHostTimerPending = true
                remind(.settled, place, at: settled, into: &out)
            }
            return
        }
        believe(place, value, now: now, into: &out)
    }

    /// Whether two values differ only by what a number of 32 bits, or of 7 where nothing finer is sent, tells.
    private func isSame(_ one: Double, _ other: Double, _ shape: TargetShape) -> Bool {
        let away = one > other ? one - other : other - one
        return away <= 2e-6 * max(abs(shape.minimum), abs(shape.maximum))
    }

    private mutating func believe(
        _ place: Int, _ value: Double, now: UInt64, into out: inout EventProducer
    ) {
        let cell = cells + place
        cell.pointee.value = value
        cell.pointee.revision &+= 1
        cell.pointee.isTold = true
        cell.pointee.sentNumber = -1
        cell.pointee.hasHostValue = false
        cell.pointee.glide.target = -1
        counters.changed &+= 1
        show(cell: place, now: now, into: &out)
    }

    /// The time for echoes of a value is over.
    mutating func settle(_ place: Int, now: UInt64, into out: inout EventProducer) {
        let cell = cells + place
        cell.pointee.isHostTimerPending = false
        guard cell.pointee.hasHostValue else { return }
        let settled = cell.pointee.sentAt &+ echoNanoseconds
        guard now >= settled else {
            cell.pointee.isHostTimerPending = true
            return remind(.settled, place, at: settled, into: &out)
        }
        believe(place, cell.pointee.hostValue, now: now, into: &out)
    }

    /// A message from a port that the map sends to.
    mutating func hearHost(
        _ message: ShortMessage, from host: UnsafeMutablePointer<HostPort>, now: UInt64,
        into out: inout EventProducer
    ) {
        guard message.isWellFormed, message.status < 0xF0 else { return }
        let channel = Int(message.status & 0x0F)
        let number = Int(message.first)
        var value = Int32(message.second)
        let found: Int?
        switch message.status & 0xF0 {
        case 0x80, 0x90:
            if message.status & 0x10 == 0 { value = 0 }
            found = host.pointee.table.slot(.note, channel: channel, number: number)
        case 0xA0: found = host.pointee.table.slot(.polyPressure, channel: channel, number: number)
        case 0xB0: return hearHostController(message, from: host, now: now, into: &out)
        case 0xC0:
            value = Int32(number)
            found = host.pointee.table.slot(.programChange, channel: channel, number: -1)
        case 0xD0:
            value = Int32(number)
            found = host.pointee.table.slot(.channelPressure, channel: channel)
        default:
            value = value << 7 | Int32(number)
            found = host.pointee.table.slot(.pitchBend, channel: channel)
        }
        if let found { tellNumber(found, value, now: now, into: &out) }
    }

    private mutating func hearHostController(
        _ message: ShortMessage, from host: UnsafeMutablePointer<HostPort>, now: UInt64,
        into out: inout EventProducer
    ) {
        let channel = Int(message.status & 0x0F)
        let number = Int(message.first)
        if let found = host.pointee.table.slot(.controlChange, channel: channel, number: number) {
            tellNumber(found, Int32(message.second), now: now, into: &out)
        }
        var outcome = ValueAssembler.Outcome()
        if number < 64,
            host.pointee.table.slot(.controlChange14, channel: channel, number: number) != nil
        {
            outcome = host.pointee.assembler.pair(
                channel: channel, number: number & 31, isLower: number >= 32,
                value: message.second, now: now)
        } else if host.pointee.table.numberChannels & 1 << UInt16(channel) != 0,
            number == 6 || number == 38 || (96...101).contains(number)
        {
            outcome = host.pointee.assembler.number(
                channel: channel, controller: message.first, value: message.second, now: now)
        }
        if let value = outcome.first { tellAssembled(value, from: host, now: now, into: &out) }
        if let value = outcome.second { tellAssembled(value, from: host, now: now, into: &out) }
    }

    private mutating func tellAssembled(
        _ value: ValueAssembler.Value, from host: UnsafeMutablePointer<HostPort>, now: UInt64,
        into out: inout EventProducer
    ) {
        guard value.increment == 0 else { return }
        let found =
            value.kind == .controlChange14
            ? host.pointee.table.slot(
                .controlChange14, channel: value.channel, number: value.number)
            : host.pointee.table.slot(
                isRegistered: value.kind == .rpn, channel: value.channel, number: value.number)
        if let found { tellNumber(found, value.value, now: now, into: &out) }
    }

    /// A number that stands for a value, as it would be sent: rounded ones tell nothing new.
    private mutating func tellNumber(
        _ target: Int, _ number: Int32, now: UInt64, into out: inout EventProducer
    ) {
        let cell = cells + targets[target].cell
        if self.number(of: cell.pointee.value, target) == number {
            counters.received &+= 1
            return counters.echoes &+= 1
        }
        tell(target, Double(number), now: now, into: &out)
    }
}
