import ALSAMIDI
import ArgumentParser
import CSystem
import ControlRuntime
import Glibc
import SourceText

/// `pipeline-runtime ports`: which MIDI ports there are, and which come and go.
struct PortsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ports", abstract: "Lists MIDI ports, under the names that maps use.",
        discussion: """
            The name is what a map or another program asks for; a part of it will do as long as it \
            fits one port. Of ports with the same name the second ends in ' #2'. 'rawmidi:' names a \
            device without the sequencer, which one program at a time can have.
            """)

    @Flag(help: "Go on, and print each port that comes or goes.")
    var watch = false

    @Option(help: "text, or json: one object a line.")
    var format = Format.text

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    func run() throws {
        let devices = try DeviceWatch([.device("")])
        var known = RawDevice.all()
        var watcher: PortWatcher
        do throws(SequencerError) {
            watcher = try PortWatcher(name: "pipeline-runtime ports")
        } catch {
            // Raw devices need no sequencer.
            guard !known.isEmpty, !watch else { throw RuntimeTrouble.noSequencer(error) }
            for device in known { tell(device, nil) }
            return StandardStream.say(RuntimeTrouble.noSequencer(error).description)
        }
        var directory = PortDirectory()
        for port in directory.update(watcher.ports(leavingOut: [])).came { tell(port, nil) }
        for device in known { tell(device, nil) }
        guard watch else {
            if directory.ports.isEmpty { StandardStream.say("there is no MIDI port") }
            return
        }
        let set = try RuntimeRefusal.descriptor("epoll_create1", pipeline_wait_set())
        _ = pipeline_wait_add(set, watcher.descriptor, 0)
        _ = pipeline_wait_add(set, devices.descriptor, 1)
        var tag: UInt32 = 0
        while true {
            _ = pipeline_wait(set, &tag, 1)
            var isChanged = devices.takeChanges()
            while let announcement = watcher.nextAnnouncement() {
                if case .listenerChange = announcement { continue }
                isChanged = true
            }
            guard isChanged else { continue }
            let changes = directory.update(watcher.ports(leavingOut: []))
            for port in changes.gone { tell(port, "-") }
            for port in changes.came { tell(port, "+") }
            let now = RawDevice.all()
            for device in known where !now.contains(device) { tell(device, "-") }
            for device in now where !known.contains(device) { tell(device, "+") }
            known = now
        }
    }

    private func tell(_ device: RawDevice, _ sign: String?) {
        let name = "rawmidi:\(device.name)"
        guard format == .json else {
            let head = sign.map { "\($0) " } ?? ""
            return StandardStream.results.write(
                "\(head)\(way(device.directions))  \(name)  \(device.device)")
        }
        var members: [JSONValue.Member] = [
            .init("name", .string(name)), .init("client", .string(device.card)),
            .init("port", .string(device.device)), .init("card", .string(device.card)),
            .init("address", .string(device.name)),
            .init("takes", .bool(device.directions.contains(.takes))),
            .init("gives", .bool(device.directions.contains(.gives))),
        ]
        if watch {
            members.insert(.init("event", .string(sign == "-" ? "gone" : "there")), at: 0)
        }
        StandardStream.results.write(
            String(decoding: JSONValue.object(members).encoded(), as: UTF8.self))
    }

    /// Which way messages go, in columns.
    private func way(_ directions: PortDirections) -> String {
        switch (directions.contains(.gives), directions.contains(.takes)) {
        case (true, true): "in out"
        case (false, _): "   out"
        case (true, false): "in    "
        }
    }

    private func tell(_ port: NamedPort, _ sign: String?) {
        switch format {
        case .text: StandardStream.results.write(text(port, sign))
        case .json:
            StandardStream.results.write(
                String(decoding: json(port, sign).encoded(), as: UTF8.self))
        }
    }

    private func text(_ port: NamedPort, _ sign: String?) -> String {
        let head = sign.map { "\($0) " } ?? ""
        return "\(head)\(way(port.description.directions))  \(port.name)  \(port.address)"
    }

    private func json(_ port: NamedPort, _ sign: String?) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(port.name)),
            .init("client", .string(port.identity.client)),
            .init("port", .string(port.identity.port)),
            .init("card", .string(port.identity.card)),
            .init("address", .string(port.address.description)),
            .init("takes", .bool(port.description.directions.contains(.takes))),
            .init("gives", .bool(port.description.directions.contains(.gives))),
        ]
        if watch {
            members.insert(.init("event", .string(sign == "-" ? "gone" : "there")), at: 0)
        }
        return .object(members)
    }
}
