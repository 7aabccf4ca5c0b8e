/// What a port was told last, to be told again when it comes back; and which notes fell.
struct PortMemory: ~Copyable {
    /// 16 channels of 128 controllers, then 16 programs and 16 channel pressures; 255 when unknown.
    private let bytes: UnsafeMutablePointer<UInt8>
    /// The 16 bends, both data bytes; 0xFFFF when unknown.
    private let bends: UnsafeMutablePointer<UInt16>
    /// Note-ons that fell and whose note-offs are still to come, a count for each note.
    private let fallen: UnsafeMutablePointer<UInt8>
    /// Parameter numbers; controllers know nothing of them.
    private(set) var parameters = ParameterMemory()
    private static let programs = 2_048
    private static let pressures = 2_064

    init() {
        bytes = .allocate(capacity: 2_080)
        bytes.initialize(repeating: .max, count: 2_080)
        bends = .allocate(capacity: 16)
        bends.initialize(repeating: .max, count: 16)
        fallen = .allocate(capacity: 2_048)
        fallen.initialize(repeating: 0, count: 2_048)
    }

    deinit {
        bytes.deallocate()
        bends.deallocate()
        fallen.deallocate()
    }

    /// Forgets all of it.
    @_noLocks
    mutating func forget() {
        bytes.update(repeating: .max, count: 2_080)
        bends.update(repeating: .max, count: 16)
        fallen.update(repeating: 0, count: 2_048)
        parameters.forget()
    }

    @_noLocks
    func fall(_ note: Int) {
        if (fallen + note).pointee < .max { (fallen + note).pointee &+= 1 }
    }

    /// Whether a note-off belongs to a note-on that fell; takes it off the count.
    @_noLocks
    func takeFallen(_ note: Int) -> Bool {
        guard (fallen + note).pointee > 0 else { return false }
        (fallen + note).pointee &-= 1
        return true
    }

    @_noLocks
    func remember(_ message: ShortMessage) {
        let channel = Int(message.status & 0x0F)
        switch message.status & 0xF0 {
        case 0xB0: (bytes + (channel << 7 | Int(message.first))).pointee = message.second
        case 0xC0: (bytes + (Self.programs &+ channel)).pointee = message.first
        case 0xD0: (bytes + (Self.pressures &+ channel)).pointee = message.first
        case 0xE0: (bends + channel).pointee = UInt16(message.first) | UInt16(message.second) << 8
        default: break
        }
    }

    /// Keeps the value of a parameter number.
    @_noLocks
    mutating func remember(_ parameter: ParameterNumber) {
        parameters.remember(parameter)
    }

    /// Keeps what one of the controllers says that spell a parameter out.
    @_noLocks
    mutating func rememberPart(_ message: ShortMessage) {
        parameters.remember(message)
    }

    /// What restores a channel, step by step: bank, program, controllers in rising order (so that upper
    /// seven bits come before lower), pressure and bend.
    ///
    /// - Returns: `nil` when there is nothing to say at this step.
    @_noLocks
    func restoring(channel: Int, step: Int) -> ShortMessage? {
        let nibble = UInt8(truncatingIfNeeded: channel)
        switch step {
        case 0: return controller(channel, 0)
        case 1: return controller(channel, 32)
        case 2:
            let program = (bytes + (Self.programs &+ channel)).pointee
            return program == .max ? nil : ShortMessage(status: 0xC0 | nibble, first: program)
        case 123:
            let pressure = (bytes + (Self.pressures &+ channel)).pointee
            return pressure == .max ? nil : ShortMessage(status: 0xD0 | nibble, first: pressure)
        case 124:
            let bend = (bends + channel).pointee
            guard bend != .max else { return nil }
            return ShortMessage(
                status: 0xE0 | nibble, first: UInt8(bend & 0xFF), second: UInt8(bend >> 8))
        default:
            let number = UInt8(truncatingIfNeeded: step &- 3)
            return ControllerKind(number) == .value ? controller(channel, Int(number)) : nil
        }
    }

    @_noLocks
    private func controller(_ channel: Int, _ number: Int) -> ShortMessage? {
        let value = (bytes + (channel << 7 | number)).pointee
        guard value != .max else { return nil }
        return ShortMessage(
            status: 0xB0 | UInt8(truncatingIfNeeded: channel),
            first: UInt8(truncatingIfNeeded: number), second: value)
    }
}

/// How far the restoring of a port has come: all channels, then the parameter numbers, each as one group,
/// then what data entries by themselves would set.
struct RestoreSequence {
    private static let stepsAChannel = 125
    private static let channelSteps = 16 * 125
    private var place = 0
    /// Messages of the parameter in hand that have gone.
    private var part = 0
    private var inHand = ParameterNumber(payload: 0)

    /// The next message, `nil` at the end.
    ///
    /// - Parameter groups: Parameters that wait there are said from there.
    @_noLocks
    mutating func next(
        _ memory: borrowing PortMemory, sparing groups: borrowing EventLane
    ) -> ShortMessage? {
        while place < Self.channelSteps {
            let found = memory.restoring(
                channel: place / Self.stepsAChannel, step: place % Self.stepsAChannel)
            if let found { return found }
            place &+= 1
        }
        if part > 0 { return inHand.message(part) }
        let end = Self.channelSteps &+ memory.parameters.count
        while place < end {
            if let parameter = memory.parameters.parameter(place &- Self.channelSteps),
                !groups.hasParameter(parameter.name)
            {
                // A newer value that comes between its messages is for the next group.
                inHand = parameter
                return parameter.message(0)
            }
            place &+= 1
        }
        while place < end &+ 32 {
            let step = place &- end
            if let found = memory.parameters.choosing(channel: step / 2, step: step & 1) {
                return found
            }
            place &+= 1
        }
        return nil
    }

    @_noLocks
    mutating func advance(_ memory: borrowing PortMemory) {
        let end = Self.channelSteps &+ memory.parameters.count
        if place >= Self.channelSteps, place < end, part &+ 1 < inHand.messageCount {
            part &+= 1
        } else {
            part = 0
            place &+= 1
        }
    }
}
