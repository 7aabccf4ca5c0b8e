import RuntimeMap

// What the controller shows, and how echoes are told from hands.
extension MapInstance {
    /// How long a button's own lamp message may take to come back, in nanoseconds.
    private static let lampEchoNanoseconds: UInt64 = 40_000_000

    /// Says everything that is to be shown: for a controller that came back, or on demand.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    public mutating func resendFeedback(now: UInt64, into out: inout EventProducer) {
        var place = 0
        while place < feedbackCount {
            feedbacks[place].shown = -1
            feedbacks[place].touchedUntil = 0
            feedbacks[place].echoUntil = 0
            place &+= 1
        }
        let mask = layers.mask
        var binding = 0
        while binding < bindingCount {
            if bindings[binding].feedback >= 0, bindings[binding].layers & mask != 0 {
                show(binding, now: now, into: &out)
            }
            binding &+= 1
        }
    }

    /// A value changed: all controls that show it do.
    mutating func show(cell: Int, now: UInt64, into out: inout EventProducer) {
        guard controller != nil else { return }
        let mask = layers.mask
        var place = shownStarts[cell]
        while place < shownStarts[cell &+ 1] {
            let binding = shownBy[place]
            if bindings[binding].layers & mask != 0 { show(binding, now: now, into: &out) }
            place &+= 1
        }
    }

    /// Shows a binding's value on its control, unless it shows there already or a hand is on it.
    mutating func show(_ binding: Int, now: UInt64, into out: inout EventProducer) {
        let place = bindings[binding].feedback
        guard place >= 0 else { return }
        let number = shownNumber(binding)
        guard number != feedbacks[place].shown else { return }
        if isPosition(binding), now < feedbacks[place].touchedUntil {
            return waitForHand(place, into: &out)
        }
        say(number, on: place, binding: binding, now: now, into: &out)
    }

    /// Shows a button's lamp again after it was let go: some controllers switch it themselves.
    mutating func showAgain(_ binding: Int, now: UInt64, into out: inout EventProducer) {
        let place = bindings[binding].feedback
        guard place >= 0, bindings[binding].layers & layers.mask != 0 else { return }
        guard feedbacks[place].style == .lamp, bindings[binding].isShownByItself else { return }
        say(shownNumber(binding), on: place, binding: binding, now: now, into: &out)
    }

    /// A hand may be off a control.
    mutating func letGo(_ place: Int, now: UInt64, into out: inout EventProducer) {
        feedbacks[place].isTimerPending = false
        guard now >= feedbacks[place].touchedUntil else { return waitForHand(place, into: &out) }
        let mask = layers.mask
        var binding = 0
        while binding < bindingCount {
            if bindings[binding].feedback == place, bindings[binding].layers & mask != 0 {
                show(binding, now: now, into: &out)
            }
            binding &+= 1
        }
    }

    private mutating func waitForHand(_ place: Int, into out: inout EventProducer) {
        guard !feedbacks[place].isTimerPending else { return }
        feedbacks[place].isTimerPending = true
        remind(.letGo, place, at: feedbacks[place].touchedUntil, into: &out)
    }

    private func shownNumber(_ binding: Int) -> Int32 {
        let slot = feedbacks[bindings[binding].feedback]
        let target = bindings[binding].targets.lowerBound
        guard slot.style == .position else { return isOn(target) ? slot.on : slot.off }
        return shownNumber(slot, at: place(of: target))
    }

    private func shownNumber(_ slot: FeedbackSlot, at position: Double) -> Int32 {
        slot.off &+ Int32(nearestWhole(Double(slot.on &- slot.off) * position))
    }

    private mutating func say(
        _ number: Int32, on place: Int, binding: Int, now: UInt64, into out: inout EventProducer
    ) {
        guard let output = controller else { return }
        let slot = feedbacks + place
        let limit: Int32 = slot.pointee.on > 127 || slot.pointee.off > 127 ? 16_383 : 127
        let value = min(max(number, 0), limit)
        let isSent: Bool
        if slot.pointee.kind == .systemExclusive {
            isSent = sendExclusive(
                slot.pointee.packet, value: value, output: output, now: now, into: &out)
        } else {
            isSent = sendMessage(
                slot.pointee.kind, channel: slot.pointee.channel, number: slot.pointee.number,
                value: value, isFine: limit > 127, output: output, now: now, into: &out)
        }
        guard isSent else { return }
        expectEcho(value, place, binding: binding, now: now)
        slot.pointee.shown = value
    }

    // Echoes

    /// Whether the binding's control has a position that what is shown would move: a motor fader.
    private func isPosition(_ binding: Int) -> Bool {
        bindings[binding].isShownByItself && bindings[binding].behaviour == .absolute
            && feedbacks[bindings[binding].feedback].style == .position
    }

    private mutating func expectEcho(_ value: Int32, _ place: Int, binding: Int, now: UInt64) {
        guard bindings[binding].isShownByItself else { return }
        let slot = feedbacks + place
        if isPosition(binding) {
            let start = slot.pointee.shown < 0 ? value : slot.pointee.shown
            if now >= slot.pointee.echoUntil {
                slot.pointee.echoLow = start
                slot.pointee.echoHigh = start
            }
            slot.pointee.echoLow = min(slot.pointee.echoLow, value)
            slot.pointee.echoHigh = max(slot.pointee.echoHigh, value)
            slot.pointee.echoUntil = now &+ echoNanoseconds
        } else {
            slot.pointee.echoLow = value
            slot.pointee.echoHigh = value
            slot.pointee.echoUntil = now &+ min(echoNanoseconds, Self.lampEchoNanoseconds)
        }
    }

    /// Whether a message is what the control shows, coming back: a motor on its way, or a lamp's own message,
    /// once.
    mutating func isEcho(_ reading: MapReading, of binding: Int, now: UInt64) -> Bool {
        guard bindings[binding].isShownByItself, bindings[binding].behaviour != .relative else {
            return false
        }
        let slot = feedbacks + bindings[binding].feedback
        guard now < slot.pointee.echoUntil else { return false }
        let value = reading.isOff ? 0 : reading.value
        if isPosition(binding) {
            let room: Int32 = reading.limit > 127 ? 128 : 1
            guard value >= slot.pointee.echoLow &- room, value <= slot.pointee.echoHigh &+ room
            else {
                slot.pointee.echoUntil = 0
                return false
            }
        } else {
            guard value == slot.pointee.echoLow, reading.isOff || value > 0 || !reading.isTrigger
            else { return false }
            slot.pointee.echoUntil = 0
            // A real press or release that looks the same must not be lost to the button's state.
            if !isPress(reading, on: binding) { return false }
        }
        counters.echoes &+= 1
        return true
    }

    /// A hand moves a control that shows its position: it stands where it was moved to.
    mutating func touch(_ binding: Int, _ reading: MapReading, now: UInt64) {
        guard bindings[binding].feedback >= 0, isPosition(binding) else { return }
        let slot = feedbacks + bindings[binding].feedback
        slot.pointee.touchedUntil = now &+ echoNanoseconds
        slot.pointee.echoUntil = 0
        let isSame = reading.limit == 127 && slot.pointee.on <= 127 || slot.pointee.on > 127
        slot.pointee.shown = isSame ? reading.value : -1
    }
}
