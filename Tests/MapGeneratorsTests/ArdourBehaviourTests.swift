import ControlMap
import PluginCatalog
import Testing

@testable import MapGenerators

/// What Ardour was seen to do with a parameter 0...1 that is bound, without any of our rules.
private struct BoundParameter {
    var isSwitch: Bool
    var event: ArdourEvent
    var isMomentary: Bool
    var value = 0.0

    mutating func controller(_ number: Int) {
        switch (event, isSwitch) {
        case (.control, true): if number >= 64 { flip() }
        case (.controlToggle, true): if number >= 64 { flip() } else { value = 0 }
        case (.control, false), (.controlToggle, false): value = spread(number)
        default: break
        }
    }

    mutating func noteOn(_ velocity: Int) {
        guard velocity > 0 else { return noteOff(0) }
        guard event == .note else { return }
        if isSwitch { flip() } else { value = spread(velocity) }
    }

    mutating func noteOff(_ velocity: Int) {
        guard event == .note, isMomentary else { return }
        if isSwitch { flip() } else { value = spread(velocity) }
    }

    private mutating func flip() { value = value > 0.5 ? 0 : 1 }
    private func spread(_ number: Int) -> Double { number == 0 ? 0 : Double(number - 1) / 126 }
}

@Suite struct ArdourBehaviourTests {
    private static let buttons: [ArdourHardware] = [
        .pushButton, .latchingButton, .pushNote, .latchingNote,
    ]

    @Test(arguments: Self.buttons, [ArdourParameters.switches, .whole, .continuous])
    func `a bound button does in Ardour what its mode means`(
        hardware: ArdourHardware, parameters: ArdourParameters
    ) {
        for mode in [Shaping.Mode.direct, .toggle, .momentary] {
            let verdict = ardourVerdict(hardware, parameters, mode)
            guard case .bind(let event, let momentary, _) = verdict else { continue }
            var bound = BoundParameter(
                isSwitch: parameters == .switches, event: event, isMomentary: momentary)
            let latches = hardware == .latchingButton || hardware == .latchingNote
            var isOn = false
            for press in 0..<6 {
                if latches { isOn.toggle() }
                send(latches ? isOn : true, by: hardware, to: &bound)
                let held = bound.value
                if !latches { send(false, by: hardware, to: &bound) }
                let flipsEachPress = mode == .toggle || latches
                let whenHeld: Double = flipsEachPress ? (press % 2 == 0 ? 1 : 0) : 1
                let whenLetGo: Double = flipsEachPress ? whenHeld : 0
                #expect(held == whenHeld, "\(hardware) \(mode) press \(press)")
                #expect(bound.value == whenLetGo, "\(hardware) \(mode) release \(press)")
            }
        }
    }

    private func send(_ on: Bool, by hardware: ArdourHardware, to bound: inout BoundParameter) {
        switch hardware {
        case .pushNote, .latchingNote: if on { bound.noteOn(127) } else { bound.noteOff(0) }
        default: bound.controller(on ? 127 : 0)
        }
    }

    @Test func `a knob reaches both ends and the exact middle`() {
        var bound = BoundParameter(isSwitch: false, event: .control, isMomentary: false)
        for (sent, value) in [(0, 0.0), (1, 0), (64, 0.5), (127, 1)] {
            bound.controller(sent)
            #expect(bound.value == value)
        }
    }
}
