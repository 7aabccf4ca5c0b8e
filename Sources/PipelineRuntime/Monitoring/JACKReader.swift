import ALSAMIDI
import CSystem

/// Reads ports of JACK's for a command, through a port of ours for each.
final class JACKReader {
    private let server: JACKServer
    private var door: JACKDoor
    private let ports: [String]

    /// - Parameter ports: Whole names; an empty one is a port of ours that others connect to.
    /// - Throws: `RuntimeTrouble`, when there is no server or a port is not there.
    init(_ ports: [String]) throws {
        self.ports = ports
        let inputs = ports.indices.map { ports.count == 1 ? "in" : "in \($0 + 1)" }
        server = try JACKServer.found(name: "pipeline-runtime monitor", inputs: inputs)
        for (number, port) in ports.enumerated() where !port.isEmpty {
            try server.connect(port, .gives, number: number)
        }
        guard let door = server.client.takeDoor() else {
            preconditionFailure("a new client's door is taken once")
        }
        self.door = door
    }

    deinit { server.client.close() }

    var descriptors: [Int32] { [server.descriptor, door.descriptor] }

    var names: [String] { ports.map { "jack:\($0)" } }

    /// What has come; who went and came back is connected again.
    func read() -> [PortReader.Input] {
        pipeline_event_clear(door.descriptor)
        var found: [PortReader.Input] = []
        while let (content, input) = door.nextInput() {
            found.append(PortReader.Input(content, from: "jack:\(ports[input])"))
        }
        for change in server.turn(now: pipeline_monotonic_ns()) { take(change) }
        return found
    }

    private func take(_ change: JACKServer.Change) {
        switch change {
        case .came, .ported:
            let there = server.client.ports(.gives)
            for (number, port) in ports.enumerated() where there.contains(port) {
                _ = server.client.connect(number, port, .gives)
            }
        case .ended: StandardStream.say("JACK: the server has ended")
        case .missing: break
        }
    }
}
