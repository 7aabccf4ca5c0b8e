import RuntimeMap
import Testing

@testable import pipeline_runtime

/// What a run's plan becomes when one of its maps is loaded anew.
@Suite struct ReloadPlanTests {
    private func map(
        _ controls: [String], _ outputs: [RuntimeOutput], device: String = "Desk"
    ) -> [UInt8] {
        var bindings = controls.enumerated().map { place, control in
            var target = RuntimeTarget(
                id: place, parameter: -1, symbol: control, kind: .continuous, minimum: 0,
                maximum: 127, defaultValue: 0)
            target.route = .midi(
                output: 0, channel: 1, message: RuntimeMessage(.controlChange, number: place))
            return RuntimeBinding(
                control: control, channel: 1,
                message: RuntimeMessage(.controlChange, number: place), behaviour: .absolute,
                targets: [target], feedback: nil)
        }
        bindings.sort { $0.message < $1.message }
        return RuntimeMap(
            name: "m", device: RuntimeDevice(manufacturer: "", model: device), plugin: nil,
            outputs: outputs, bindings: bindings
        ).binary()
    }

    private func port(_ name: String, _ request: String? = nil) -> RuntimeOutput {
        RuntimeOutput(name: name, kind: .midi(RuntimePort(request: request ?? name)))
    }

    private func osc(_ name: String, _ port: Int) -> RuntimeOutput {
        RuntimeOutput(
            name: name, kind: .osc(RuntimeOSCTarget(address: "udp://127.0.0.1:\(port)")))
    }

    private func plan(_ maps: [UInt8]...) throws -> RunPlan {
        var plan = RunPlan()
        for map in maps { try plan.add(map) }
        plan.addReserves()
        return plan
    }

    @Test func `outputs that stay keep their places, others take places kept for them`() throws {
        var plan = try plan(map(["a"], [port("synth"), osc("host", 1)]))
        try plan.replace(0, with: map(["a"], [port("synth"), osc("host", 2), port("drums")]))
        #expect(plan.maps[0].setting.outputs == [0, 10, 2])
        #expect(plan.outputs[10].name == "host" && plan.outputs[2].name == "drums")
        #expect(plan.usedOutputs == [0, 2, 10])
        #expect(plan.outputs.count == 2 + 2 * RunPlan.reserves)
    }

    @Test func `what one map shares with another stays used`() throws {
        var plan = try plan(map(["a"], [port("synth")]), map(["b"], [port("synth")]))
        try plan.replace(0, with: map(["a"], [port("drums")]))
        #expect(plan.usedOutputs == [0, 1])
    }

    @Test func `more than there are places for asks for a new start, and changes nothing`() throws {
        var plan = try plan(map(["a"], [port("synth")]))
        let many = (0...RunPlan.reserves).map { port("p\($0)") }
        let before = plan.maps[0].setting.outputs
        var copy = plan
        #expect(throws: RuntimeTrouble.self) { try copy.replace(0, with: map(["a"], many)) }
        try plan.replace(0, with: map(["a"], Array(many.dropLast())))
        #expect(before == [0] && plan.maps[0].setting.outputs.count == RunPlan.reserves)
    }

    @Test func `a device or file asks for a new start`() throws {
        var plan = try plan(map(["a"], [port("synth")]))
        do {
            try plan.replace(0, with: map(["a"], [port("wire", "rawmidi:hw:1,0")]))
            Issue.record("a device was taken")
        } catch {
            #expect("\(error)".contains("start 'run' again"))
        }
    }

    @Test func `a torn file changes nothing`() throws {
        let whole = map(["a"], [port("synth")])
        var plan = try plan(whole)
        for count in [0, 10, whole.count - 1] {
            #expect(throws: RuntimeMapFault.self) {
                try plan.replace(0, with: Array(whole.prefix(count)))
            }
        }
        #expect(plan.maps[0].bytes == whole)
    }

    @Test func `controls keep the numbers that programs reach them by`() throws {
        var plan = try plan(map(["x"], [port("synth")]), map(["a", "b", "c"], [port("synth")]))
        let before = plan.controls
        try plan.replace(1, with: map(["c", "d", "b"], [port("synth")]))
        #expect(plan.controls["b"] == before["b"] && plan.controls["c"] == before["c"])
        #expect(plan.controls["a"] == nil)
        #expect(plan.controls["d"] == UInt32(65_539))
        try plan.replace(1, with: map(["a"], [port("synth")]))
        #expect(plan.controls["a"] == before["a"])
    }

    @Test func `each map that takes the place of another is another generation`() throws {
        let bytes = map(["a"], [port("synth")])
        var plan = try plan(bytes)
        for generation in 1...17 {
            try plan.replace(0, with: bytes)
            #expect(plan.maps[0].setting.generation == UInt8(generation % 16))
        }
    }

    @Test func `another controller is another input`() throws {
        var plan = try plan(map(["a"], [port("synth")]))
        try plan.replace(0, with: map(["a"], [port("synth")], device: "Pads"))
        #expect(plan.usedInputs == [1] && plan.inputs[1].request == "Pads")
    }
}
