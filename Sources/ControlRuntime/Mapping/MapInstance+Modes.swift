import RuntimeMap

// What a button, a knob or an encoder does to a target, by the target's mode.
extension MapInstance {
    /// A button went on.
    mutating func press(
        _ target: Int, at position: Double, now: UInt64, into out: inout EventProducer
    ) {
        if targets[target].route == .layer { return pressLayer(target) }
        switch targets[target].mode {
        case .direct: move(target, to: position, now: now, into: &out)
        case .toggle: move(target, to: isOn(target) ? 0 : 1, now: now, into: &out)
        case .momentary: move(target, to: 1, now: now, into: &out)
        case .radio: choose(target, now: now, into: &out)
        case .cycle: step(target, by: 1, isRound: true, now: now, into: &out)
        }
    }

    /// A button went off.
    mutating func release(
        _ target: Int, at position: Double, now: UInt64, into out: inout EventProducer
    ) {
        switch targets[target].mode {
        case .direct where targets[target].route != .layer:
            move(target, to: position, now: now, into: &out)
        case .momentary where targets[target].route != .layer:
            move(target, to: 0, now: now, into: &out)
        case .direct, .momentary: layers.letGo(targets[target].layer)
        case .toggle, .radio, .cycle:
            // What sounds by a press ends with it.
            if targets[target].route == .midi, targets[target].message == .note,
                targets[target].mode == .radio
            {
                move(target, to: 0, now: now, into: &out)
            }
        }
    }

    /// A button that keeps its state by itself went on or off.
    mutating func latch(
        _ target: Int, isOn: Bool, now: UInt64, into out: inout EventProducer
    ) {
        if targets[target].route == .layer { return latchLayer(target, isOn: isOn) }
        switch targets[target].mode {
        case .direct:
            let binding = bindings + targets[target].binding
            let value = isOn ? binding.pointee.on : binding.pointee.off
            let limit: Int32 = max(binding.pointee.on, binding.pointee.off) > 127 ? 16_383 : 127
            let isBipolar = targets[target].isBipolar
            move(
                target, to: MapReading.position(value, limit: limit, isBipolar: isBipolar),
                now: now, into: &out)
        case .toggle, .momentary: move(target, to: isOn ? 1 : 0, now: now, into: &out)
        case .radio: choose(target, now: now, into: &out)
        case .cycle: step(target, by: 1, isRound: true, now: now, into: &out)
        }
    }

    /// A knob or fader was moved.
    ///
    /// - Parameter last: Where it stood before; -1 when that is not known.
    mutating func follow(
        _ target: Int, to position: Double, from last: Double, tolerance: Double, now: UInt64,
        into out: inout EventProducer
    ) {
        let isRising = position >= 0.5 && last < 0.5
        let isFalling = position < 0.5 && last >= 0.5
        if targets[target].route == .layer {
            let binding = bindings + targets[target].binding
            if isRising, !(binding.pointee.isDown && targets[target].isHeldLayer) {
                pressLayer(target)
            }
            if isFalling, binding.pointee.isDown { release(target, at: 0, now: now, into: &out) }
            if isRising || isFalling { binding.pointee.isDown = isRising }
            return
        }
        switch targets[target].mode {
        case .direct:
            guard
                let place = pickedUp(target, at: position, from: last, tolerance: tolerance)
            else { return counters.waiting &+= 1 }
            move(target, to: place, now: now, into: &out)
        case .momentary: move(target, to: position >= 0.5 ? 1 : 0, now: now, into: &out)
        case .toggle, .radio, .cycle:
            if isRising { press(target, at: 1, now: now, into: &out) }
        }
    }

    /// An encoder was turned.
    mutating func turn(
        target: Int, by ticks: Double, now: UInt64, into out: inout EventProducer
    ) {
        let whole = ticks < 0 ? min(-1, nearestWhole(ticks)) : max(1, nearestWhole(ticks))
        let steps = Int(between(whole, -1_000, 1_000))
        if targets[target].route == .layer {
            if targets[target].mode == .cycle { return layers.step(steps) }
            return latchLayer(target, isOn: steps > 0)
        }
        switch targets[target].mode {
        case .direct where (2...64).contains(targets[target].shape.valueCount):
            step(target, by: steps, isRound: false, now: now, into: &out)
        case .direct:
            move(target, to: place(of: target) + ticks / 127, now: now, into: &out)
        case .toggle, .momentary: move(target, to: steps > 0 ? 1 : 0, now: now, into: &out)
        case .radio: if steps > 0 { choose(target, now: now, into: &out) }
        case .cycle: step(target, by: steps, isRound: true, now: now, into: &out)
        }
    }

    /// A program moved the control.
    mutating func jump(
        _ target: Int, to position: Double, now: UInt64, into out: inout EventProducer
    ) {
        if targets[target].route == .layer { return latchLayer(target, isOn: position >= 0.5) }
        switch targets[target].mode {
        case .direct, .toggle, .momentary:
            let isDirect = targets[target].mode == .direct
            move(target, to: isDirect ? position : position >= 0.5 ? 1 : 0, now: now, into: &out)
            targets[target].isMet = false
        case .radio: if position >= 0.5 { choose(target, now: now, into: &out) }
        case .cycle: if position >= 0.5 { step(target, by: 1, isRound: true, now: now, into: &out) }
        }
    }

    // Values

    /// Whether the value is in the upper half of the control's way.
    func isOn(_ target: Int) -> Bool {
        if targets[target].route == .layer { return layers.current == targets[target].layer }
        if targets[target].mode == .radio {
            return cells[targets[target].cell].value == targets[target].radioValue
        }
        return place(of: target) >= 0.5
    }

    /// Selects a radio button's value, and lets the others of its group go that move something else.
    private mutating func choose(_ target: Int, now: UInt64, into out: inout EventProducer) {
        for place in targets[target].group {
            let other = members[place]
            guard targets[other].cell != targets[target].cell else { continue }
            let low = targets[other].shape.value(at: 0)
            if cells[targets[other].cell].value != low {
                set(other, to: low, now: now, into: &out)
            }
        }
        set(target, to: targets[target].radioValue, now: now, into: &out)
    }

    /// Goes some values up or down: round the ends, or to them.
    private mutating func step(
        _ target: Int, by steps: Int, isRound: Bool, now: UInt64, into out: inout EventProducer
    ) {
        let count = targets[target].shape.valueCount
        guard count >= 2 else {
            return move(target, to: isOn(target) ? 0 : 1, now: now, into: &out)
        }
        let index = targets[target].shape.index(of: cells[targets[target].cell].value)
        var next = index + (targets[target].shape.isFalling ? -steps : steps)
        if isRound {
            next %= count
            if next < 0 { next += count }
        } else {
            next = min(max(next, 0), count - 1)
        }
        set(target, to: targets[target].shape.value(next), now: now, into: &out)
    }

    // Layers

    private mutating func pressLayer(_ target: Int) {
        let layer = targets[target].layer
        switch targets[target].mode {
        case .direct, .momentary: layers.hold(layer)
        case .toggle: layers.toggle(layer, isOn: layers.page != layer)
        case .radio: layers.turn(to: layer)
        case .cycle: layers.step(1)
        }
    }

    private mutating func latchLayer(_ target: Int, isOn: Bool) {
        let layer = targets[target].layer
        switch targets[target].mode {
        case .direct, .momentary, .toggle:
            layers.toggle(layer, isOn: isOn)
        case .radio: layers.turn(to: layer)
        case .cycle: layers.step(1)
        }
    }

    /// Another layer is on: what controls show is shown anew, and values have to be picked up again.
    mutating func layerChanged(now: UInt64, into out: inout EventProducer) {
        let mask = layers.mask
        var binding = 0
        while binding < bindingCount {
            if bindings[binding].layers & mask == 0 {
                for target in bindings[binding].targets { targets[target].isMet = false }
            } else if bindings[binding].feedback >= 0 {
                show(binding, now: now, into: &out)
            }
            binding &+= 1
        }
    }
}
