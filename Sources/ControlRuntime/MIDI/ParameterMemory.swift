/// Values of parameter numbers that a port was told last, in the order in which they were first told, and
/// which parameter a data entry that comes by itself would set.
struct ParameterMemory: ~Copyable {
    /// Parameters that are remembered; of more than these nothing is known when the port comes back.
    static let capacity = 512
    private static let slots = 1_024
    /// Greater than any payload: a parameter that was counted up or down, and whose value nobody knows.
    private static let unknown = UInt64.max

    private let payloads: UnsafeMutablePointer<UInt64>
    /// Places in `payloads` from 1 on, by a hash of the parameter's name; 0 where there is none.
    private let places: UnsafeMutablePointer<UInt16>
    private let names: UnsafeMutablePointer<UInt64>
    private let choices: UnsafeMutablePointer<Choice>
    private(set) var count = 0

    /// What the controllers 98 to 101 of a channel have chosen; halves from 128 on were not told.
    private struct Choice {
        var upper: (UInt8, UInt8) = (255, 255)
        var lower: (UInt8, UInt8) = (255, 255)
        /// Whether the registered one is meant, if there is one.
        var isRegistered = false
        var isOpen = false

        /// The parameter that a data entry sets; `nil` when there is none.
        var number: UInt16? {
            let high = isRegistered ? upper.1 : upper.0
            let low = isRegistered ? lower.1 : lower.0
            guard isOpen, high < 128, low < 128, high & low != 127 else { return nil }
            return UInt16(high) << 7 | UInt16(low)
        }
    }

    init() {
        payloads = .allocate(capacity: Self.capacity)
        names = .allocate(capacity: Self.capacity)
        places = .allocate(capacity: Self.slots)
        places.initialize(repeating: 0, count: Self.slots)
        choices = .allocate(capacity: 16)
        choices.initialize(repeating: Choice(), count: 16)
    }

    deinit {
        payloads.deallocate()
        names.deallocate()
        places.deallocate()
        choices.deallocate()
    }

    @_noLocks
    mutating func forget() {
        count = 0
        places.update(repeating: 0, count: Self.slots)
        choices.update(repeating: Choice(), count: 16)
    }

    /// Keeps the value of a parameter that is sent as one group.
    @_noLocks
    mutating func remember(_ parameter: ParameterNumber) {
        keep(parameter.payload, name: parameter.name)
        let channel = Int(parameter.byte(0) & 0x0F)
        choices[channel].isOpen = false
        guard !parameter.isClosed else { return }
        choose(parameter.byte(1), of: parameter.isRegistered ? 101 : 99, channel)
        choose(parameter.byte(2), of: parameter.isRegistered ? 100 : 98, channel)
    }

    /// Keeps what a controller of those that spell a parameter out says: 6, 38, and 96 to 101.
    @_noLocks
    mutating func remember(_ message: ShortMessage) {
        let channel = Int(message.status & 0x0F)
        switch message.first {
        case 98...101: choose(message.second, of: message.first, channel)
        case 6, 38, 96, 97:
            guard let number = choices[channel].number else { return }
            let parameter = ParameterNumber(
                number, value: UInt16(message.second), channel: message.status & 0x0F,
                isRegistered: choices[channel].isRegistered, isFine: false)
            enter(message, parameter)
        default: break
        }
    }

    @_noLocks
    private mutating func enter(_ message: ShortMessage, _ parameter: ParameterNumber) {
        switch message.first {
        case 6: keep(parameter.payload, name: parameter.name)
        case 38:
            let place = place(of: parameter.name)
            guard place >= 0, payloads[place] != Self.unknown else { return }
            payloads[place] =
                payloads[place] & 0xFF_FFFF_FFFF & ~(0x7F << 32) | 0x40
                | UInt64(message.second) << 32
        default:
            let place = place(of: parameter.name)
            if place >= 0 { payloads[place] = Self.unknown }
        }
    }

    @_noLocks
    private func choose(_ half: UInt8, of controller: UInt8, _ channel: Int) {
        let choice = choices + channel
        choice.pointee.isOpen = true
        choice.pointee.isRegistered = controller >= 100
        switch controller {
        case 99: choice.pointee.upper.0 = half
        case 98: choice.pointee.lower.0 = half
        case 101: choice.pointee.upper.1 = half
        default: choice.pointee.lower.1 = half
        }
    }

    @_noLocks
    private mutating func keep(_ payload: UInt64, name: UInt64) {
        let known = place(of: name)
        if known >= 0 { return payloads[known] = payload }
        guard count < Self.capacity else { return }
        payloads[count] = payload
        names[count] = name
        count &+= 1
        places[slot(of: name)] = UInt16(truncatingIfNeeded: count)
    }

    /// Where the name is, or would be.
    @_noLocks
    private func slot(of name: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: (name &* 0x9E37_79B9_7F4A_7C15) >> 54)
        // Half of the slots are always empty.
        while places[slot] != 0, names[Int(places[slot]) &- 1] != name {
            slot = (slot &+ 1) & (Self.slots &- 1)
        }
        return slot
    }

    /// -1 when there is none.
    @_noLocks
    private func place(of name: UInt64) -> Int { Int(places[slot(of: name)]) &- 1 }

    /// A parameter by its place; `nil` when its value is not known.
    @_noLocks
    func parameter(_ place: Int) -> ParameterNumber? {
        let payload = payloads[place]
        return payload == Self.unknown ? nil : ParameterNumber(payload: payload)
    }

    /// One of the two controllers that choose what data entries by themselves set; `nil` when none would.
    @_noLocks
    func choosing(channel: Int, step: Int) -> ShortMessage? {
        guard let number = choices[channel].number else { return nil }
        let first: UInt8 = choices[channel].isRegistered ? 101 : 99
        let status = 0xB0 | UInt8(truncatingIfNeeded: channel)
        return step == 0
            ? ShortMessage(
                status: status, first: first, second: UInt8(truncatingIfNeeded: number >> 7))
            : ShortMessage(
                status: status, first: first &- 1, second: UInt8(truncatingIfNeeded: number & 127))
    }
}
