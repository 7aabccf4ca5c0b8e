// What is tried of the runtime: the bytes of a wire, and a player whose port comes and goes.
import ControlRuntime

/// Reads the bytes as a wire: what comes out must be messages.
func parseMIDI(_ bytes: [UInt8]) {
    var parser = MIDIByteParser(longestExclusive: 64)
    for byte in bytes {
        switch parser.parse(byte) {
        case .nothing: break
        case .message(let message): precondition(message.isWellFormed, "no message")
        case .systemExclusive:
            let found = parser.systemExclusive
            precondition(found.count <= 64 && found.first == 0xF0 && found.last == 0xF7)
            precondition(found.dropFirst().dropLast().allSatisfy { $0 < 0x80 }, "a status inside")
        }
    }
}

/// A door whose answers are the fuzzer's, and that hears what an instrument would.
private struct FuzzedDoor: OutputDoor, ~Copyable {
    var answers: [UInt8]
    var asked = 0
    var sounding = [Int](repeating: 0, count: 2_048)

    private mutating func answer() -> SendOutcome {
        guard !answers.isEmpty else { return .sent }
        asked += 1
        switch answers[asked % answers.count] {
        case 0..<16: return .later
        case 16..<20: return .absent
        default: return .sent
        }
    }

    mutating func send(_ message: ShortMessage, to output: Int) -> SendOutcome {
        precondition(message.isWellFormed, "no message")
        let outcome = answer()
        guard outcome == .sent, output == 0 else { return outcome }
        let note = Int(message.status & 15) << 7 | Int(message.first)
        switch message.status & 0xF0 {
        case 0x90 where message.second > 0: sounding[note] += 1
        case 0x80, 0x90: sounding[note] = max(0, sounding[note] - 1)
        default: break
        }
        return outcome
    }

    mutating func send(_ bytes: UnsafeRawBufferPointer, to output: Int) -> SendOutcome { answer() }

    mutating func flush() {}
}

/// Plays the bytes, eight an event, to a port that comes and goes: at the end nothing sounds and
/// everything is accounted for.
func play(_ bytes: [UInt8]) {
    var player = Player(
        outputs: [OutputPlan(rate: .software, noteCapacity: 16), OutputPlan(rate: .din)],
        capacity: 64)
    var door = FuzzedDoor(answers: Array(bytes.prefix(64)))
    var now: UInt64 = 1_000_000_000
    func advance(_ player: inout Player, _ door: inout FuzzedDoor) {
        for _ in 0..<10_000 {
            if case .wait(let next) = player.advance(now: now, door: &door), next ?? .max > now {
                return
            }
        }
        fatalError("the player does not come to an end")
    }
    for start in stride(from: 0, to: bytes.count - 7, by: 8) {
        let word = bytes[start..<(start + 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        var event = TimedEvent(
            word & 0x70 == 0 ? .parameterNumber : .midi, due: now + (word >> 40 & 0xFFF_FFFF),
            output: UInt16(word >> 3 & 1), payload: word >> 8 & 0xFF_FFFF, count: 3)
        if word & 0x70 == 0x10 { event.kind = .systemExclusive }
        _ = player.accept(event)
        now += word & 0xFF << 14
        if word & 0x780 == 0 { player.unbind(output: 0) }
        if word & 0x700 == 0x100 { player.bind(output: Int(word & 1), now: now) }
        advance(&player, &door)
    }
    door.answers = []
    for output in 0..<2 { player.bind(output: output, now: now) }
    player.close(now: now)
    for _ in 0..<20_000 where !player.isQuiet {
        now += 1_000_000
        advance(&player, &door)
    }
    precondition(player.isQuiet, "something waits for ever")
    precondition(door.sounding.allSatisfy { $0 == 0 }, "a note hangs")
    let ends: [OutputCounter] = [
        .sent, .replaced, .tooLate, .paired, .queueFull, .absent, .panicked, .refused, .malformed,
    ]
    for output in 0..<2 {
        let ended = ends.reduce(0) { $0 + player.counters.value($1, output: output) }
        precondition(ended == player.counters.value(.offered, output: output), "something is lost")
    }
}
