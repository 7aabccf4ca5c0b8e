import RuntimeMap

extension MapInstance {
    /// Hands what a message said to all bindings that hear it now, and to those that were pressed by it in
    /// another layer and are let go.
    mutating func deliver(
        _ reading: MapReading, to slot: Int, now: UInt64, into out: inout EventProducer
    ) {
        let mask = layers.mask
        let range = slots[slot].bindings
        var binding = range.lowerBound
        var isHeard = false
        while binding < range.upperBound {
            if bindings[binding].layers & mask != 0 {
                isHeard = true
                if !isEcho(reading, of: binding, now: now) {
                    act(reading, on: binding, slot: slot, now: now, into: &out)
                }
            } else if bindings[binding].isDown, !isPress(reading, on: binding) {
                isHeard = letGoUnheard(binding, now: now, into: &out) || isHeard
            }
            binding &+= 1
        }
        if !reading.isTrigger, !reading.isOff, reading.increment == 0 {
            slots[slot].last = reading.value
            slots[slot].lastLimit = reading.limit
        }
        if !isHeard { counters.unheard &+= 1 }
        if layers.mask != mask { layerChanged(now: now, into: &out) }
    }

    /// A release goes where the press went, whatever layer is on by now.
    private mutating func letGoUnheard(
        _ binding: Int, now: UInt64, into out: inout EventProducer
    ) -> Bool {
        switch bindings[binding].behaviour {
        case .momentary: release(binding, now: now, into: &out)
        case .absolute:
            bindings[binding].isDown = false
            for target in bindings[binding].targets where targets[target].route == .layer {
                release(target, at: 0, now: now, into: &out)
            }
        case .relative, .latching: return false
        }
        return true
    }

    private mutating func act(
        _ reading: MapReading, on binding: Int, slot: Int, now: UInt64,
        into out: inout EventProducer
    ) {
        switch bindings[binding].behaviour {
        case .absolute: actAbsolute(reading, binding, slot, now, &out)
        case .relative:
            let ticks = self.ticks(reading, binding)
            guard ticks != 0 else { return }
            turn(binding, by: ticks * speed(binding, now: now), now: now, into: &out)
        case .momentary:
            if isPress(reading, on: binding) {
                press(binding, reading, now: now, into: &out)
                if reading.isTrigger { release(binding, now: now, into: &out) }
            } else {
                release(binding, now: now, into: &out)
            }
        case .latching:
            let isOn = reading.isTrigger ? !bindings[binding].isDown : isPress(reading, on: binding)
            bindings[binding].isDown = isOn
            for target in bindings[binding].targets {
                latch(target, isOn: isOn, now: now, into: &out)
            }
        }
    }

    private mutating func actAbsolute(
        _ reading: MapReading, _ binding: Int, _ slot: Int, _ now: UInt64,
        _ out: inout EventProducer
    ) {
        if reading.increment != 0 {
            return turn(binding, by: Double(reading.increment), now: now, into: &out)
        }
        if reading.isTrigger {
            press(binding, MapReading(value: 127, limit: 127), now: now, into: &out)
            return release(binding, now: now, into: &out)
        }
        touch(binding, reading, now: now)
        let last = slots[slot].last
        for target in bindings[binding].targets {
            if reading.isOff {
                // The velocity is the value; only what sounds by it must end.
                if targets[target].route == .midi, targets[target].message == .note {
                    move(target, to: 0, now: now, into: &out)
                }
                continue
            }
            let isBipolar = targets[target].isBipolar
            let before =
                last < 0
                ? -1
                : MapReading.position(
                    last, limit: slots[slot].lastLimit, isBipolar: isBipolar)
            follow(
                target, to: reading.position(isBipolar: isBipolar), from: before,
                tolerance: 1.5 / Double(min(reading.limit, 127)), now: now, into: &out)
        }
    }

    // Buttons

    /// Whether a button's message says that it went on: what is nearer to its value for on.
    func isPress(_ reading: MapReading, on binding: Int) -> Bool {
        if reading.isTrigger { return true }
        if bindings[binding].kind == .note { return !reading.isOff }
        let (on, off) = (bindings[binding].on, bindings[binding].off)
        let value =
            reading.limit == 127 || on > 127 || off > 127 ? reading.value : reading.value >> 7
        let (fromOn, fromOff) = (abs(value &- on), abs(value &- off))
        return on == off ? value == on : fromOn <= fromOff
    }

    /// The position that a button's value for on or off stands for.
    private func position(_ value: Int32, _ binding: Int, _ target: Int) -> Double {
        let kind = bindings[binding].kind
        let isFine =
            kind == .controlChange14 || kind == .pitchBend || kind == .nrpn || kind == .rpn
        let limit: Int32 =
            isFine && max(bindings[binding].on, bindings[binding].off) > 127 ? 16_383 : 127
        return MapReading.position(
            min(value, limit), limit: limit, isBipolar: targets[target].isBipolar)
    }

    private mutating func press(
        _ binding: Int, _ reading: MapReading, now: UInt64, into out: inout EventProducer
    ) {
        let wasDown = bindings[binding].isDown
        bindings[binding].isDown = true
        for target in bindings[binding].targets {
            // A layer is held once, however often a press is told.
            if wasDown, targets[target].isHeldLayer { continue }
            // A pad's velocity is its value; a button has just two.
            let position =
                bindings[binding].kind == .note && !reading.isTrigger
                ? reading.position(isBipolar: targets[target].isBipolar)
                : self.position(bindings[binding].on, binding, target)
            press(target, at: position, now: now, into: &out)
        }
    }

    /// Lets a button go that is pressed.
    mutating func release(_ binding: Int, now: UInt64, into out: inout EventProducer) {
        guard bindings[binding].isDown else { return }
        bindings[binding].isDown = false
        for target in bindings[binding].targets {
            let off = position(bindings[binding].off, binding, target)
            release(target, at: off, now: now, into: &out)
        }
        showAgain(binding, now: now, into: &out)
    }

    // Encoders

    /// Steps that an encoder's message says.
    private func ticks(_ reading: MapReading, _ binding: Int) -> Double {
        if reading.increment != 0 { return Double(reading.increment) }
        guard !reading.isTrigger, !reading.isOff else { return 0 }
        let value = reading.limit == 127 ? reading.value : reading.value >> 7
        let size = value & 63
        switch bindings[binding].encoding {
        case .twosComplement: return Double(value < 64 ? value : value &- 128)
        case .binaryOffset: return Double(value &- 64)
        case .signBit: return Double(value & 64 == 0 ? size : -size)
        case .signBitUp: return Double(value & 64 == 0 ? -size : size)
        }
    }

    /// How often a tick counts: more when ticks come fast.
    private mutating func speed(_ binding: Int, now: UInt64) -> Double {
        let pause = now &- bindings[binding].tickedAt
        let isFirst = bindings[binding].tickedAt == 0
        bindings[binding].tickedAt = now
        guard bindings[binding].acceleration > 0, !isFirst, pause < 100_000_000 else { return 1 }
        return 1 + bindings[binding].acceleration * (1 - Double(pause) / 100_000_000)
    }

    private mutating func turn(
        _ binding: Int, by ticks: Double, now: UInt64, into out: inout EventProducer
    ) {
        for target in bindings[binding].targets {
            turn(target: target, by: ticks, now: now, into: &out)
        }
    }

    // Programs

    /// Moves a control as a program asks: all its bindings in the layer that is on, without pick-up.
    mutating func moveControl(
        _ control: Int, to number: Float, now: UInt64, into out: inout EventProducer
    ) {
        counters.received &+= 1
        guard control < controlCount, number == number else { return counters.unheard &+= 1 }
        let position = between(Double(number), 0, 1)
        let mask = layers.mask
        var place = controlStarts[control]
        while place < controlStarts[control &+ 1] {
            let binding = controlBindings[place]
            place &+= 1
            let isButton =
                bindings[binding].behaviour == .momentary
                || bindings[binding].behaviour == .latching
            guard bindings[binding].layers & mask != 0 else {
                if isButton, position < 0.5 { release(binding, now: now, into: &out) }
                continue
            }
            if isButton {
                pushByProgram(binding, at: position, now: now, into: &out)
            } else {
                for target in bindings[binding].targets {
                    jump(target, to: position, now: now, into: &out)
                }
            }
        }
        if layers.mask != mask { layerChanged(now: now, into: &out) }
    }

    private mutating func pushByProgram(
        _ binding: Int, at position: Double, now: UInt64, into out: inout EventProducer
    ) {
        let isOn = position >= 0.5
        if bindings[binding].behaviour == .latching {
            bindings[binding].isDown = isOn
            for target in bindings[binding].targets {
                latch(target, isOn: isOn, now: now, into: &out)
            }
        } else if isOn {
            let value = Int32(nearestWhole(position * 127))
            press(binding, MapReading(value: value, limit: 127), now: now, into: &out)
        } else {
            release(binding, now: now, into: &out)
        }
    }
}
