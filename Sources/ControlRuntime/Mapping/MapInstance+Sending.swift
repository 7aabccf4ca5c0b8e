import RuntimeMap

extension MapInstance {
    /// Sends what a target sends for a value.
    mutating func send(
        _ target: Int, _ value: Double, now: UInt64, into out: inout EventProducer
    ) {
        let cell = cells + targets[target].cell
        cell.pointee.glide.shown = value
        // Also when the host binds the parameter by itself: what it says next may be our own.
        cell.pointee.sentAt = now
        switch targets[target].route {
        case .none, .layer: return
        case .midi: sendNumber(target, value, now: now, into: &out)
        case .exclusive:
            let hasValue = packets.hasValue(targets[target].packet)
            if hasValue || isOn(target) {
                sendPacket(.systemExclusive, target, value, now: now, &out)
            }
        case .osc: sendPacket(.osc, target, value, now: now, &out)
        }
    }

    private mutating func sendPacket(
        _ kind: TimedEvent.Kind, _ target: Int, _ value: Double, now: UInt64,
        _ out: inout EventProducer
    ) {
        let bytes = packets.packet(
            targets[target].packet, value: value, position: targets[target].shape.part(of: value))
        send(bytes, as: TimedEvent(kind, due: now, output: targets[target].output), into: &out)
    }

    private mutating func send(
        _ bytes: UnsafeRawBufferPointer, as event: TimedEvent, into out: inout EventProducer
    ) {
        switch out.send(bytes, as: event) {
        case .accepted, .acceptedWake, .held: counters.sent &+= 1
        case .later, .refused: counters.lost &+= 1
        }
    }

    /// A value as the number that its message holds.
    func number(of value: Double, _ target: Int) -> Int32 {
        switch targets[target].message {
        case .controlChange14, .pitchBend: Int32(between(nearestWhole(value), 0, 16_383))
        case .nrpn, .rpn:
            Int32(between(nearestWhole(value), 0, isFine(target) ? 16_383 : 127))
        default: Int32(between(nearestWhole(value), 0, 127))
        }
    }

    /// Whether a parameter number's value needs both its halves.
    private func isFine(_ target: Int) -> Bool { targets[target].shape.maximum > 127 }

    private mutating func sendNumber(
        _ target: Int, _ value: Double, now: UInt64, into out: inout EventProducer
    ) {
        let plan = targets + target
        let cell = cells + plan.pointee.cell
        let number = number(of: value, target)
        guard number != cell.pointee.sentNumber else { return }
        if plan.pointee.message == .programChange, plan.pointee.number >= 0, !isOn(target) {
            // A button that calls a program says nothing when it is let go.
            return cell.pointee.sentNumber = number
        }
        let program = plan.pointee.number < 0 ? number : Int32(plan.pointee.number)
        let isSent = sendMessage(
            plan.pointee.message, channel: plan.pointee.channel, number: plan.pointee.number,
            value: plan.pointee.message == .programChange ? program : number,
            isFine: isFine(target), output: plan.pointee.output, now: now, into: &out)
        // What found no room is said again with the next value, whatever it is.
        cell.pointee.sentNumber = isSent ? number : -1
    }

    /// Sends a message with a value.
    ///
    /// - Returns: Whether there was room.
    mutating func sendMessage(
        _ kind: RuntimeMessage.Kind, channel: UInt8, number: Int, value: Int32, isFine: Bool,
        output: UInt16, now: UInt64, into out: inout EventProducer
    ) -> Bool {
        let (byte, upper) = (UInt8(value & 0x7F), UInt8(value >> 7 & 0x7F))
        let key = UInt8(truncatingIfNeeded: number & 0x7F)
        let message: ShortMessage
        switch kind {
        case .controlChange:
            message = ShortMessage(status: 0xB0 | channel, first: key, second: byte)
        case .note:
            let status: UInt8 = byte == 0 ? 0x80 : 0x90
            message = ShortMessage(status: status | channel, first: key, second: byte)
        case .polyPressure: message = ShortMessage(status: 0xA0 | channel, first: key, second: byte)
        case .programChange: message = ShortMessage(status: 0xC0 | channel, first: byte)
        case .channelPressure: message = ShortMessage(status: 0xD0 | channel, first: byte)
        case .pitchBend: message = ShortMessage(status: 0xE0 | channel, first: byte, second: upper)
        case .controlChange14:
            let fine = FineController(
                number, value: UInt16(truncatingIfNeeded: value), channel: channel)
            return say(fine.event(due: now, output: output), into: &out)
        case .nrpn, .rpn:
            let parameter = ParameterNumber(
                UInt16(truncatingIfNeeded: number), value: UInt16(truncatingIfNeeded: value),
                channel: channel, isRegistered: kind == .rpn, isFine: isFine)
            return say(parameter.event(due: now, output: output), into: &out)
        case .systemExclusive: return true
        }
        return say(message.event(due: now, output: output), into: &out)
    }

    private mutating func say(_ event: TimedEvent, into out: inout EventProducer) -> Bool {
        guard offer(event, into: &out) else { return false }
        if event.output == controller { counters.shown &+= 1 } else { counters.sent &+= 1 }
        return true
    }

    /// The System Exclusive message that shows a value on the controller.
    mutating func sendExclusive(
        _ packet: Int, value: Int32, output: UInt16, now: UInt64, into out: inout EventProducer
    ) -> Bool {
        let bytes = packets.packet(packet, value: Double(value), position: 0)
        switch out.send(bytes, as: TimedEvent(.systemExclusive, due: now, output: output)) {
        case .accepted, .acceptedWake, .held:
            counters.shown &+= 1
            return true
        case .later, .refused:
            counters.lost &+= 1
            return false
        }
    }

    // Smoothing

    /// Steps of a value on its way, in nanoseconds.
    private static let glideStep: UInt64 = 5_000_000

    /// Lets a value go to where it is by now, in steps.
    mutating func startGlide(
        _ target: Int, from value: Double, now: UInt64, into out: inout EventProducer
    ) {
        let place = targets[target].cell
        let cell = cells + place
        let start = cell.pointee.glide.isOn ? cell.pointee.glide.shown : value
        cell.pointee.glide.from = targets[target].shape.position(of: start)
        cell.pointee.glide.shown = start
        cell.pointee.glide.start = now
        cell.pointee.glide.target = Int32(target)
        guard !cell.pointee.glide.isTimerPending else { return }
        cell.pointee.glide.isTimerPending = true
        remind(.glide, place, at: now &+ Self.glideStep, into: &out)
    }

    /// The next step of a value on its way.
    mutating func goOn(_ place: Int, now: UInt64, into out: inout EventProducer) {
        let cell = cells + place
        cell.pointee.glide.isTimerPending = false
        guard cell.pointee.glide.isOn else { return }
        let target = Int(cell.pointee.glide.target)
        let gone = now &- cell.pointee.glide.start
        guard gone < targets[target].smoothing else { return endGlide(place, now: now, into: &out) }
        let shape = targets[target].shape
        let share = Double(gone) / Double(targets[target].smoothing)
        let end = shape.position(of: cell.pointee.value)
        let way = cell.pointee.glide.from + (end - cell.pointee.glide.from) * share
        send(target, shape.value(at: way), now: now, into: &out)
        cell.pointee.glide.isTimerPending = true
        remind(.glide, place, at: now &+ Self.glideStep, into: &out)
    }

    /// Brings a value on its way to its end at once.
    mutating func endGlide(_ place: Int, now: UInt64, into out: inout EventProducer) {
        let cell = cells + place
        guard cell.pointee.glide.isOn else { return }
        let target = Int(cell.pointee.glide.target)
        cell.pointee.glide.target = -1
        send(target, cell.pointee.value, now: now, into: &out)
    }
}
