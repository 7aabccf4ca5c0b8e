import Glibc
import RuntimeMap
import Testing

/// Ardour without a window, which scripts/interoperate-osc installs; it says so in PIPELINE_OSC_PEERS. Without that
/// nobody asked for it.
@Suite(.enabled(if: getenv("PIPELINE_OSC_PEERS") != nil))
struct ArdourHostTests {
    private static let map: RuntimeMap = {
        var mute = RuntimeTarget(
            id: 0, parameter: -1, symbol: "mute", kind: .offOn, minimum: 0, maximum: 1,
            defaultValue: 0)
        mute.mode = .toggle
        mute.route = .osc(output: 0, address: "/strip/mute", arguments: [.int(1), .valueAsInt])
        return RuntimeMap(
            name: "desk", device: RuntimeDevice(manufacturer: "", model: ""), plugin: nil,
            outputs: [
                RuntimeOutput(
                    name: "daw", kind: .osc(RuntimeOSCTarget(address: "udp://127.0.0.1:3819")))
            ],
            bindings: [
                RuntimeBinding(
                    control: "mute", channel: 1, message: RuntimeMessage(.note, number: 1),
                    behaviour: .momentary(on: 127, off: 0), targets: [mute], feedback: nil)
            ])
    }()

    private static let run = SequencerMachine.runHere(
        "ardour.py", files: ["ardour.map": map.binary()])

    @Test func `the scenario comes to its end`() {
        expectEnd(of: Self.run)
        #expect(Self.run["ready"] == true && Self.run["status"] == 0)
    }

    @Test func `Ardour's answers reach the map by the socket that we send by`() {
        #expect(Self.run["told"] == true && Self.run["told_more"] == true)
    }

    @Test func `what somebody else muted there, the next press unmutes`() {
        #expect(Self.run["before"] == true && Self.run["muted"] == true)
        #expect(Self.run["unmuted"] == true)
    }
}
