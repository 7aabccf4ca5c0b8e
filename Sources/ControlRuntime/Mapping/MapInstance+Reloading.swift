extension MapInstance {
    /// Takes the place of a map that was played until now, at the boundary of a message: what the old map
    /// holds is let go on its own routes, then known values of the same parameters, positions of controls
    /// and what they show are taken over.
    ///
    /// - Parameters:
    ///   - out: The producer, which passes to this map.
    /// - Thread: the player's. Does not block, allocate or count references.
    public mutating func takeOver(
        from old: inout MapInstance, now: UInt64, into out: inout EventProducer
    ) {
        old.releaseAll(now: now, into: &out)
        takeValues(from: old)
        takePositions(from: old)
        takePage(from: old)
        takeShown(from: old)
        counters = old.counters
        var binding = 0
        let mask = layers.mask
        while binding < bindingCount {
            if bindings[binding].feedback >= 0, bindings[binding].layers & mask != 0 {
                show(binding, now: now, into: &out)
            }
            binding &+= 1
        }
    }

    /// Lets go what buttons hold, and brings values on their way to their end: before the map is given up.
    ///
    /// - Thread: the player's. Does not block, allocate or count references.
    public mutating func releaseAll(now: UInt64, into out: inout EventProducer) {
        var place = 0
        while place < cellCount {
            endGlide(place, now: now, into: &out)
            place &+= 1
        }
        var binding = 0
        while binding < bindingCount {
            if bindings[binding].behaviour == .momentary { release(binding, now: now, into: &out) }
            binding &+= 1
        }
        endNotes(now: now, into: &out)
    }

    /// Notes that targets have begun and nobody has ended: of toggles, and of pads without a release.
    private mutating func endNotes(now: UInt64, into out: inout EventProducer) {
        var target = 0
        while target < targetCount {
            let plan = targets + target
            let cell = cells + plan.pointee.cell
            if plan.pointee.route == .midi, plan.pointee.message == .note,
                cell.pointee.sentNumber > 0
            {
                _ = sendMessage(
                    .note, channel: plan.pointee.channel, number: plan.pointee.number, value: 0,
                    isFine: false, output: plan.pointee.output, now: now, into: &out)
                cell.pointee.sentNumber = 0
                cell.pointee.value = plan.pointee.shape.minimum
                cell.pointee.revision &+= 1
            }
            target &+= 1
        }
    }

    private mutating func takeValues(from old: borrowing MapInstance) {
        var place = 0
        while place < cellCount {
            if let known = old.cell(cells[place].identity, near: place), old.cells[known].isTold {
                let value = old.cells[known].value
                cells[place].value = value
                cells[place].isTold = true
                cells[place].revision &+= 1
                cells[place].sentAt = old.cells[known].sentAt
            }
            place &+= 1
        }
    }

    /// A cell of an identity. Most stand in the same place as before: it is looked for from there on.
    private func cell(_ identity: UInt64, near place: Int) -> Int? {
        var seen = 0
        var other = cellCount > 0 ? place % cellCount : 0
        while seen < cellCount {
            if cells[other].identity == identity { return other }
            other &+= 1
            if other == cellCount { other = 0 }
            seen &+= 1
        }
        return nil
    }

    /// Slots of both maps rise by their names.
    private mutating func takePositions(from old: borrowing MapInstance) {
        var (mine, its) = (0, 0)
        while mine < slotCount, its < old.slotCount {
            if slots[mine].name == old.slots[its].name {
                slots[mine].last = old.slots[its].last
                slots[mine].lastLimit = old.slots[its].lastLimit
                mine &+= 1
                its &+= 1
            } else if slots[mine].name < old.slots[its].name {
                mine &+= 1
            } else {
                its &+= 1
            }
        }
    }

    private mutating func takePage(from old: borrowing MapInstance) {
        let name = old.layerNames[old.layers.page]
        var layer = 0
        while layer < layers.count {
            if layerNames[layer] == name { return layers.turn(to: layer) }
            layer &+= 1
        }
    }

    private mutating func takeShown(from old: borrowing MapInstance) {
        var place = 0
        while place < feedbackCount {
            var other = 0
            while other < old.feedbackCount {
                if old.feedbacks[other].name == feedbacks[place].name {
                    feedbacks[place].shown = old.feedbacks[other].shown
                    feedbacks[place].touchedUntil = old.feedbacks[other].touchedUntil
                    break
                }
                other &+= 1
            }
            place &+= 1
        }
    }
}
