import Foundation
import RuntimeMap
import Testing

/// Hours of a steady load in short: some seconds on the virtual clock, after a burst that goes through all
/// memory once. `PROOF_SOAK_SECONDS` makes it as long as you like, and `PROOF_SOAK_CLOCK=wall` takes the
/// clock on the wall (`scripts/proof`).
@Suite struct SoakTests {
    /// A controller moves an OSC host; a synthesiser is played by name.
    private static let map: RuntimeMap = {
        var target = RuntimeTarget(
            id: 0, parameter: -1, symbol: "knob", kind: .continuous, minimum: 0, maximum: 127,
            defaultValue: 0)
        target.route = .osc(output: 1, address: "/knob", arguments: [.valueAsInt])
        return RuntimeMap(
            name: "soak",
            device: RuntimeDevice(manufacturer: "Nobody", model: "Knob", port: "VirMIDI 0-2"),
            plugin: nil,
            outputs: [
                RuntimeOutput(name: "synth", kind: .midi(RuntimePort(request: "aseqdump"))),
                RuntimeOutput(
                    name: "host", kind: .osc(RuntimeOSCTarget(address: "udp://127.0.0.1:9001"))),
            ],
            bindings: [
                RuntimeBinding(
                    control: "knob", channel: 1,
                    message: RuntimeMessage(.controlChange, number: 21), behaviour: .absolute,
                    targets: [target], feedback: nil)
            ])
    }()

    private static let settings = ProcessInfo.processInfo.environment

    /// There a busy machine may make a note late, which falls with its end by policy, and is counted.
    private static let isOnTheWall = settings["PROOF_SOAK_CLOCK"] == "wall"

    private static let run: SequencerMachine.Run = {
        let seconds = settings["PROOF_SOAK_SECONDS"].flatMap { Int($0) } ?? 8
        return SequencerMachine.run(
            "soak.py",
            (isOnTheWall ? [] : ["--virtual-time"])
                + ["--env", "SOAK_SECONDS=\(seconds)", "--timeout", "\(seconds * 2 + 240)"],
            files: ["soak.map": map.binary()])
    }()

    private func count(_ path: String) -> Int { Self.run[path] ?? -1 }

    private func count(_ name: String, of output: String) -> Int {
        let outputs: [[String: Any]] = Self.run["outputs"] ?? []
        return outputs.first { $0["name"] as? String == output }?[name] as? Int ?? -1
    }

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
        #expect(Self.run["status"] == 0)
    }

    @Test func `memory is flat: the second half's highest is at most 64 kB above the first's`() {
        #expect(count("memory.looks") >= 8)
        let grown = count("memory.second_half_kb") - count("memory.first_half_kb")
        #expect(grown <= 64, "\(grown) kB more")
    }

    @Test func `no file stays open`() {
        let seen: [Int] = Self.run["descriptors"] ?? []
        #expect(seen.count == 2 && seen.first == seen.last, "\(seen)")
    }

    @Test func `every note is heard and ended once, and none hangs`() {
        let fallen = count("paired", of: "synth")
        #expect(Self.isOnTheWall || fallen == 0)
        #expect(count("sent.notes") > 0)
        #expect(count("received.on") == count("sent.notes") - fallen)
        #expect(count("received.off") == count("sent.notes") - fallen)
        #expect(Self.run["sounding"] == 0)
        // A load that was held up for a second and catches up begins notes before the last ones end.
        #expect(Self.isOnTheWall || Self.run["twice"] == 0)
    }

    @Test(arguments: ["parameters", "exclusive", "lines", "bundles", "knobs"])
    func `everything else arrives as often as it was sent`(kind: String) {
        #expect(count("sent.\(kind)") > 0)
        #expect(count("received.\(kind)") == count("sent.\(kind)"))
    }

    @Test func `what arrives is whole, in order, and the last value`() {
        #expect(Self.run["wrong"] == 0)
        let disorder: [String: Int]? = Self.run["disorder"]
        #expect(disorder == [:])
        #expect(Self.run["last_values_right"] == true)
        let wanted: Int? = Self.run["wanted_knob"]
        #expect(wanted != nil && Self.run["last_knob"] == wanted)
    }

    @Test func `the reader got every event that the counters say`() {
        let sent: Int? = Self.run["sequencer.sent"]
        #expect(sent != nil && Self.run["received.events"] == sent)
        for counter in ["lost", "refused", "overruns"] {
            #expect(Self.run["sequencer.\(counter)"] == 0, "\(counter)")
        }
    }

    @Test(arguments: ["synth", "host"])
    func `every message that was offered ended in one counter, and nothing failed`(output: String) {
        let late = ["too_late", "paired"].reduce(0) { $0 + count($1, of: output) }
        #expect(Self.isOnTheWall || late == 0)
        let ends = ["sent", "replaced", "waiting"].reduce(late) { $0 + count($1, of: output) }
        #expect(count("offered", of: output) > 0)
        #expect(count("offered", of: output) == ends)
        #expect(Self.isOnTheWall || Self.run["failed"] == 0)
    }
}
