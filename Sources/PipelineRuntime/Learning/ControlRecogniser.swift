import ControlRuntime

/// Finds out what a control is from the messages that it sends while somebody moves it.
///
/// The one who moves it turns an encoder to the right first and then back, and presses a button twice:
/// without that two kinds of them look alike.
struct ControlRecogniser {
    /// What a message is about: its channel, its kind, its number.
    struct Subject: Hashable {
        /// 0...15.
        var channel: UInt8
        var kind: Kind
        var number: Int
    }

    enum Kind: Hashable {
        case controller
        case note
        case nrpn
        case rpn
        case bend
        case pressure
        case polyPressure
        case program
        /// The whole message.
        case systemExclusive([UInt8])
    }

    /// One value of a subject.
    struct Sample: Equatable {
        /// Nanoseconds of any clock.
        var time: UInt64
        var value: Int
    }

    private(set) var samples: [Subject: [Sample]] = [:]
    /// Selected parameter number by channel: whether registered, high and low part.
    private var selected: [UInt8: (isRegistered: Bool, high: UInt8?, low: UInt8?)] = [:]

    /// Messages that mean something here.
    var count: Int { samples.values.reduce(0) { $0 + $1.count } }

    /// Takes a message.
    mutating func take(_ message: ShortMessage, at time: UInt64) {
        let channel = message.status & 0x0F
        let (first, second) = (Int(message.first), Int(message.second))
        switch message.status & 0xF0 {
        case 0x80: add(.note, first, 0, channel, time)
        case 0x90: add(.note, first, second, channel, time)
        case 0xA0: add(.polyPressure, first, second, channel, time)
        case 0xB0: takeController(message, channel, time)
        case 0xC0: add(.program, first, 1, channel, time)
        case 0xD0: add(.pressure, 0, first, channel, time)
        case 0xE0: add(.bend, 0, first | second << 7, channel, time)
        default: break
        }
    }

    /// Takes a message of System Exclusive, from F0 to F7.
    mutating func take(exclusive bytes: [UInt8], at time: UInt64) {
        guard bytes.count >= 3, bytes.first == 0xF0, bytes.last == 0xF7 else { return }
        add(.systemExclusive(bytes), 0, 1, 0, time)
    }

    private mutating func add(
        _ kind: Kind, _ number: Int, _ value: Int, _ channel: UInt8, _ time: UInt64
    ) {
        samples[Subject(channel: channel, kind: kind, number: number), default: []].append(
            Sample(time: time, value: value))
    }

    /// Controllers 98 to 101 select a parameter that 6 then sets; the null parameter selects none.
    private mutating func takeController(
        _ message: ShortMessage, _ channel: UInt8, _ time: UInt64
    ) {
        var now = selected[channel] ?? (false, nil, nil)
        switch message.first {
        case 98, 100:
            now = (
                message.first == 100, now.isRegistered == (message.first == 100) ? now.high : nil,
                message.second
            )
            selected[channel] = now
        case 99, 101:
            now = (
                message.first == 101, message.second,
                now.isRegistered == (message.first == 101) ? now.low : nil
            )
            selected[channel] = now
        case 6:
            guard let high = now.high, let low = now.low, high != 127 || low != 127 else {
                return add(.controller, 6, Int(message.second), channel, time)
            }
            add(
                now.isRegistered ? .rpn : .nrpn, Int(high) << 7 | Int(low), Int(message.second),
                channel, time)
        case 38 where now.high != nil && now.low != nil: break
        default: add(.controller, Int(message.first), Int(message.second), channel, time)
        }
    }

    /// What was moved most; `nil` when nothing was.
    var control: LearnedControl? {
        // Of messages that a button sends at press and release the first is its own.
        let found = samples.sorted {
            ($0.value.count, $1.key.rank, $1.value[0].time)
                > ($1.value.count, $0.key.rank, $0.value[0].time)
        }
        guard let (subject, values) = found.first else { return nil }
        var control = control(subject, values)
        let own = control.isFine ? [subject.number, subject.number + 32] : [subject.number]
        control.others = found.dropFirst().map(\.key).filter {
            $0.kind != subject.kind || $0.channel != subject.channel || !own.contains($0.number)
        }
        return control
    }

    private func control(_ subject: Subject, _ values: [Sample]) -> LearnedControl {
        var control = LearnedControl(subject: subject)
        switch subject.kind {
        case .controller:
            if let coarse = coarsePart(of: subject, values) {
                control.subject = coarse
                control.isFine = true
            } else if let encoder = EncoderGuess(values.map(\.value)) {
                control.encoder = encoder.name
                control.isCertain = encoder.isCertain
            } else if let button = ButtonGuess(values) {
                control.button = button
            }
        case .note: control.button = ButtonGuess(values) ?? ButtonGuess.momentary
        case .program, .systemExclusive: control.button = ButtonGuess.momentary
        case .nrpn, .rpn, .bend, .pressure, .polyPressure: break
        }
        return control
    }

    /// The controller whose fine part or coarse part this is, when both came about as often.
    private func coarsePart(of subject: Subject, _ values: [Sample]) -> Subject? {
        guard subject.number < 64 else { return nil }
        var other = subject
        other.number = subject.number < 32 ? subject.number + 32 : subject.number - 32
        guard let others = samples[other], others.count >= 2, values.count <= others.count * 3,
            others.count <= values.count * 3
        else { return nil }
        return subject.number < 32 ? subject : other
    }
}

extension ControlRecogniser.Subject {
    /// Of what came equally often, the lower controller first.
    fileprivate var rank: Int { Int(channel) << 16 | number }
}

/// What a control is, as far as its messages tell.
struct LearnedControl: Equatable {
    var subject: ControlRecogniser.Subject
    var isFine = false
    var encoder: String?
    var button: ButtonGuess?
    /// Whether an encoder was turned both ways.
    var isCertain = true
    /// What else came.
    var others: [ControlRecogniser.Subject] = []

    /// `{ cc: 21, bits: 14 }`
    ///
    /// - Parameter channel: The map's, 1...16, which need not be said.
    func send(mapChannel channel: Int = 1) -> String {
        var words = [subject.words]
        if isFine { words.append("bits: 14") }
        if let encoder { words.append("encoder: \(encoder)") }
        if let button {
            words.append("button: \(button.isLatching ? "latching" : "momentary")")
            // A note's velocity is whatever the finger did.
            if subject.kind == .controller {
                if button.on != 127 { words.append("on: \(button.on)") }
                if button.off != 0 { words.append("off: \(button.off)") }
            }
        }
        if subject.hasChannel, Int(subject.channel) + 1 != channel {
            words.append("channel: \(subject.channel + 1)")
        }
        return "{ \(words.joined(separator: ", ")) }"
    }

    /// The line for a map.
    func line(id: String? = nil, parameter: String? = nil, mapChannel channel: Int = 1) -> String {
        "- { id: \(id ?? self.id), send: \(send(mapChannel: channel)), "
            + "parameter: \(parameter.map { "{ symbol: \($0) }" } ?? "none") }"
    }

    /// A name until a better one is given.
    var id: String {
        let number = subject.number
        if encoder != nil { return "encoder-\(number)" }
        switch subject.kind {
        case .controller: return button == nil ? "knob-\(number)" : "button-\(number)"
        case .note: return "pad-\(number)"
        case .nrpn: return "nrpn-\(number)"
        case .rpn: return "rpn-\(number)"
        case .bend: return "pitch-wheel"
        case .pressure: return "pressure"
        case .polyPressure: return "pressure-\(number)"
        case .program: return "program-\(number)"
        case .systemExclusive: return "message"
        }
    }
}

extension ControlRecogniser.Subject {
    /// As a map's `send` says it.
    var words: String {
        switch kind {
        case .controller: "cc: \(number)"
        case .note: "note: \(number)"
        case .nrpn: "nrpn: \(number)"
        case .rpn: "rpn: \(number)"
        case .bend: "bend: true"
        case .pressure: "pressure: true"
        case .polyPressure: "poly-pressure: \(number)"
        case .program: "program: \(number)"
        case .systemExclusive(let bytes):
            "sysex: \"\(MonitoredMessage.hexadecimal(bytes))\""
        }
    }

    fileprivate var hasChannel: Bool {
        if case .systemExclusive = kind { false } else { true }
    }
}

/// Which of the relative encodings values speak.
struct EncoderGuess: Equatable {
    var name: String
    /// Whether both directions were seen.
    var isCertain: Bool

    /// The values of the four encodings for steps up and down; acceleration makes up to 15 of one step.
    private static let encodings: [(name: String, up: ClosedRange<Int>, down: ClosedRange<Int>)] = [
        ("twos-complement", 1...15, 113...127), ("sign-bit", 1...15, 65...79),
        ("binary-offset", 65...79, 49...63), ("sign-bit-up", 65...79, 1...15),
    ]

    /// - Parameter values: In the order in which they came, to the right first.
    /// - Returns: `nil` when they are positions: a knob never says the same twice running, and an encoder
    ///   that is turned slowly hardly says anything else.
    init?(_ values: [Int]) {
        guard values.count >= 3, let first = values.first else { return nil }
        let repeats = zip(values, values.dropFirst()).count { $0 == $1 }
        guard repeats * 4 >= values.count - 1 else { return nil }
        let fitting = Self.encodings.filter { one in
            one.up.contains(first)
                && values.allSatisfy { one.up.contains($0) || one.down.contains($0) }
        }
        guard let best = fitting.first else { return nil }
        name = best.name
        isCertain = values.contains { best.down.contains($0) }
    }
}

/// Which kind of button values speak.
struct ButtonGuess: Equatable {
    var isLatching: Bool
    var on: Int
    var off: Int

    static let momentary = ButtonGuess(isLatching: false, on: 127, off: 0)
    /// A finger that presses and lets go needs less.
    private static let press: UInt64 = 400_000_000

    init(isLatching: Bool, on: Int, off: Int) {
        self.isLatching = isLatching
        self.on = on
        self.off = off
    }

    /// - Returns: `nil` when there are more than two values, or they do not take turns.
    init?(_ samples: [ControlRecogniser.Sample]) {
        let values = samples.map(\.value)
        guard let on = values.max(), let off = values.min(), on > 0 else { return nil }
        if samples.count == 1 {
            // One press of a button that says no more; a knob is hardly moved by one step to its end.
            guard on == 127 else { return nil }
            self.init(isLatching: true, on: on, off: 0)
            return
        }
        let isNote = values.contains(0)
        guard isNote || Set(values).count == 2,
            zip(values, values.dropFirst()).allSatisfy({ ($0 == off) != ($1 == off) }),
            on - off >= 32
        else { return nil }
        // Two presses: momentary sends four, latching two.
        let gap = samples[1].time - min(samples[0].time, samples[1].time)
        self.init(isLatching: samples.count < 4 && gap > Self.press, on: on, off: off)
    }
}
