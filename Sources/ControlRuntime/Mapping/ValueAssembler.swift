import RuntimeMap

/// Puts values together that come in several controllers: fourteen bits in a pair, registered and other
/// parameter numbers.
///
/// A device may send the upper half alone. It is waited for the lower half once; from then on the upper
/// half is a value of seven bits, until a lower half comes.
struct ValueAssembler: ~Copyable {
    /// A value that is complete.
    struct Value: Equatable {
        var kind: RuntimeMessage.Kind
        var channel: Int
        var number: Int
        var value: Int32 = 0
        var limit: Int32 = 127
        /// A step up or down instead of a value.
        var increment: Int32 = 0
    }

    /// What came of a controller: at most two values, and whether a lower half is waited for.
    struct Outcome {
        var first: Value?
        var second: Value?
        /// Wait until `waitNanoseconds` from now, then call `expire` with this place.
        var timer: Int?
    }

    private struct Half {
        var upper: UInt8 = 0
        /// Number of the parameter; 0xFF is none yet.
        var numberHigh: UInt8 = 0xFF
        var numberLow: UInt8 = 0xFF
        var isRegistered = false
        var isPending = false
        var isCoarse = false
        var isTimerPending = false
        var since: UInt64 = 0

        var isSelected: Bool {
            numberHigh < 128 && numberLow < 128 && !(numberHigh == 127 && numberLow == 127)
        }
        var number: Int { Int(numberHigh) << 7 | Int(numberLow) }
    }

    /// 16 channels of 32 pairs, then 16 parameter numbers.
    private let halves: UnsafeMutablePointer<Half>
    private static let pairs = 512
    /// How long a lower half is waited for.
    static let waitNanoseconds: UInt64 = 20_000_000

    init() {
        halves = .allocate(capacity: Self.pairs + 16)
        halves.initialize(repeating: Half(), count: Self.pairs + 16)
    }

    deinit {
        halves.deallocate()
    }

    /// One half of a controller of 14 bits.
    ///
    /// - Parameters:
    ///   - number: Of the upper half, 0...31.
    ///   - isLower: Whether it is the controller 32 above.
    /// - Thread: real-time. Does not block, allocate or count references.
    @_noLocks
    mutating func pair(
        channel: Int, number: Int, isLower: Bool, value: UInt8, now: UInt64
    ) -> Outcome {
        let place = channel &* 32 &+ number
        let name = Value(kind: .controlChange14, channel: channel, number: number)
        return isLower
            ? lower(place, value, as: name) : upper(place, value, as: name, now: now)
    }

    /// A controller that chooses a parameter number or sets its value: 6, 38, 96...101.
    ///
    /// - Thread: real-time. Does not block, allocate or count references.
    @_noLocks
    mutating func number(
        channel: Int, controller: UInt8, value: UInt8, now: UInt64
    ) -> Outcome {
        let place = Self.pairs &+ channel
        switch controller {
        case 98...101: return select(place, channel, controller, value)
        default: break
        }
        guard let name = name(place, channel) else { return Outcome() }
        switch controller {
        case 6: return upper(place, value, as: name, now: now)
        case 38: return lower(place, value, as: name)
        default:
            var step = name
            step.increment = controller == 96 ? 1 : -1
            return Outcome(first: flush(place, as: name), second: step)
        }
    }

    /// The time for a lower half is over; `place` is the timer's.
    ///
    /// - Thread: real-time. Does not block, allocate or count references.
    @_noLocks
    mutating func expire(_ place: Int, now: UInt64) -> Outcome {
        guard place >= 0, place < Self.pairs &+ 16 else { return Outcome() }
        halves[place].isTimerPending = false
        guard halves[place].isPending else { return Outcome() }
        guard now >= halves[place].since &+ Self.waitNanoseconds else {
            halves[place].isTimerPending = true
            return Outcome(timer: place)
        }
        if place < Self.pairs {
            return Outcome(
                first: flush(
                    place,
                    as: Value(kind: .controlChange14, channel: place / 32, number: place & 31)))
        }
        guard let name = name(place, place &- Self.pairs) else { return Outcome() }
        return Outcome(first: flush(place, as: name))
    }

    /// When the timer of a place has to ring.
    @_noLocks
    func deadline(_ place: Int) -> UInt64 { halves[place].since &+ Self.waitNanoseconds }

    @_noLocks
    private func name(_ place: Int, _ channel: Int) -> Value? {
        guard halves[place].isSelected else { return nil }
        return Value(
            kind: halves[place].isRegistered ? .rpn : .nrpn, channel: channel,
            number: halves[place].number)
    }

    @_noLocks
    private mutating func select(
        _ place: Int, _ channel: Int, _ controller: UInt8, _ value: UInt8
    ) -> Outcome {
        var outcome = Outcome()
        if let pending = name(place, channel) { outcome.first = flush(place, as: pending) }
        let isRegistered = controller >= 100
        if halves[place].isRegistered != isRegistered {
            halves[place].isRegistered = isRegistered
            halves[place].numberHigh = 0xFF
            halves[place].numberLow = 0xFF
        }
        if controller & 1 == 1 {
            halves[place].numberHigh = value
        } else {
            halves[place].numberLow = value
        }
        return outcome
    }

    @_noLocks
    private mutating func upper(
        _ place: Int, _ value: UInt8, as name: Value, now: UInt64
    ) -> Outcome {
        var outcome = Outcome(first: flush(place, as: name))
        halves[place].upper = value
        if halves[place].isCoarse {
            var coarse = name
            coarse.value = Int32(value)
            if outcome.first == nil { outcome.first = coarse } else { outcome.second = coarse }
            return outcome
        }
        halves[place].isPending = true
        halves[place].since = now
        if !halves[place].isTimerPending {
            halves[place].isTimerPending = true
            outcome.timer = place
        }
        return outcome
    }

    @_noLocks
    private mutating func lower(_ place: Int, _ value: UInt8, as name: Value) -> Outcome {
        halves[place].isPending = false
        halves[place].isCoarse = false
        var fine = name
        fine.value = Int32(halves[place].upper) << 7 | Int32(value)
        fine.limit = 16_383
        return Outcome(first: fine)
    }

    /// The upper half that waited, as a value of its own.
    @_noLocks
    private mutating func flush(_ place: Int, as name: Value) -> Value? {
        guard halves[place].isPending else { return nil }
        halves[place].isPending = false
        halves[place].isCoarse = true
        var coarse = name
        coarse.value = Int32(halves[place].upper)
        return coarse
    }
}
