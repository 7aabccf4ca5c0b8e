import CSystem
import ControlRuntime
import Glibc
import Testing

@testable import ALSAMIDI
@testable import pipeline_runtime

/// Devices of bytes without any: pipes and files in a folder of the test's own.
@Suite struct DeviceTableTests {
    /// What a table said and sent.
    private final class Heard {
        var commands: [PlayerCommand] = []
        var reports: [String] = []
    }

    private final class Bench {
        let table: DeviceTable
        var notices: RingWriter<DeviceNotice>
        let news: Int32
        let heard: Heard

        init(_ slots: [DeviceTable.Slot]) throws {
            let ends = RingEnds<DeviceNotice>(capacity: 8)
            notices = ends.writer
            news = try RuntimeRefusal.descriptor("eventfd", pipeline_event(0, 0))
            let heard = Heard()
            self.heard = heard
            table = try DeviceTable(
                slots, ends.reader, news: news, send: { heard.commands.append($0) },
                report: { heard.reports.append($0) })
            table.begin()
        }

        /// Waits until the table has something to do, and lets it.
        func turn() -> Bool {
            var wanted = pollfd(fd: table.descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&wanted, 1, 10_000) > 0 else { return false }
            table.turn(now: pipeline_monotonic_ns())
            return true
        }
    }

    private func folder() throws -> String {
        var template = Array("/tmp/devices-XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        return String(cString: made)
    }

    private func slot(_ path: String, _ direction: PortDirections) -> DeviceTable.Slot {
        DeviceTable.Slot(name: "wire", device: .path(path), direction: direction, place: 3)
    }

    @Test func `a pipe is bound when somebody reads it, and let go when nobody does`() throws {
        let path = try folder() + "/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        let bench = try Bench([slot(path, .takes)])
        #expect(bench.heard.reports == ["wire: to nobody reads file:\(path) yet"])
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        #expect(bench.turn())
        guard case .attach(output: 3, _)? = bench.heard.commands.first else {
            Issue.record("\(bench.heard.commands)")
            return
        }
        close(reader)
        // The system tells of the end, or that the pipe was closed: one of them first.
        while !bench.heard.commands.contains(.detach(output: 3)) {
            guard bench.turn() else { break }
        }
        #expect(bench.heard.commands.last == .detach(output: 3))
    }

    @Test func `an output is unbound, and said to be without a reader, when the player has let go`()
        throws
    {
        let path = try folder() + "/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        let bench = try Bench([slot(path, .takes)])
        close(reader)
        _ = bench.notices.push(DeviceNotice(3, isInput: false))
        pipeline_event_raise(bench.news)
        while !bench.heard.commands.contains(.unbind(output: 3)) {
            guard bench.turn() else { break }
        }
        #expect(bench.heard.commands.contains(.unbind(output: 3)))
        #expect(bench.heard.reports.contains("wire: to nobody reads file:\(path)"))
    }

    @Test func `a pipe is read at once, and stays open without a writer`() throws {
        let path = try folder() + "/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        let bench = try Bench([slot(path, .gives)])
        guard case .hear(input: 3, let descriptor)? = bench.heard.commands.first else {
            Issue.record("\(bench.heard.commands)")
            return
        }
        var input = ByteInput(SequencerCounts())
        input.attach(descriptor)
        let (isFilled, isLost) = (input.fill(), input.takeLoss())
        #expect(!isFilled)
        #expect(!isLost)
    }

    @Test func `what comes later is found without being asked for`() throws {
        let path = try folder() + "/later"
        let bench = try Bench([slot(path, .gives)])
        #expect(bench.heard.reports == ["wire: from there is no file:\(path) yet"])
        try #require(mkfifo(path, 0o600) == 0)
        #expect(bench.turn())
        #expect(bench.heard.reports.last == "wire: from file:\(path)")
    }

    @Test func `a plain file is no controller, and says what plays files`() throws {
        let path = try folder() + "/notes"
        close(open(path, O_CREAT | O_WRONLY, 0o600))
        let bench = try Bench([slot(path, .gives)])
        #expect(bench.heard.commands.isEmpty)
        #expect(bench.heard.reports.first?.contains("'play' plays MIDI files") == true)
    }

    @Test func `a device that is away is not made a file`() {
        #expect(throws: SequencerError.self) {
            _ = try ByteDevice(.path("/dev/pipeline-runtime-no-such-device"), .takes)
        }
        #expect(access("/dev/pipeline-runtime-no-such-device", F_OK) != 0)
    }

    @Test func `a folder that is not there is refused at the start`() {
        #expect(throws: RuntimeRefusal(operation: "/no/such/folder", errno: ENOENT)) {
            _ = try Bench([slot("/no/such/folder/pipe", .takes)])
        }
    }

    @Test(arguments: [
        (EBUSY, "rawmidi:hw:1,0 is in another program's hands"),
        (ENODEV, "there is no rawmidi:hw:1,0 yet"),
        (
            EACCES,
            "rawmidi:hw:1,0 may not be opened: be a member of the group 'audio' "
                + "('pipeline-runtime doctor' says more)"
        ),
    ])
    func `what cannot be opened is told with what to do`(code: Int32, message: String) {
        let error = SequencerError(operation: "snd_rawmidi_open", code: code)
        #expect(DeviceTable.problem(.device("hw:1,0"), error, isRead: true) == message)
    }
}

@Suite struct GuardMemoryTests {
    @Test func `the guard reads how each output is reached, and who listens`() throws {
        let memory = try GuardMemory(outputs: 3)
        let long = "/" + String(repeating: "ä", count: 2_000)
        #expect(memory.setWay(.device(.device("hw:1,0")), output: 0))
        #expect(memory.setWay(.device(.path(long)), output: 1))
        memory.setListeners(
            [PortAddress(client: 128, port: 0), PortAddress(client: 130, port: 7)], output: 2)
        let other = try GuardMemory(descriptor: memory.descriptor)
        #expect(other.way(output: 0) == .device(.device("hw:1,0")))
        #expect(other.way(output: 1) == .device(.path(long)))
        #expect(other.way(output: 2) == .sequencer)
        #expect(other.destinations(output: 2).map(\.description) == ["128:0", "130:7"])
        memory.setListeners([], output: 2)
        #expect(other.destinations(output: 2).isEmpty)
    }

    @Test func `a name that does not fit is refused, not cut`() throws {
        let memory = try GuardMemory(outputs: 1)
        #expect(!memory.setWay(.device(.path(String(repeating: "x", count: 5_000))), output: 0))
        #expect(memory.way(output: 0) == .sequencer)
    }

    @Test func `where an output is bound its listeners do not matter`() throws {
        let memory = try GuardMemory(outputs: 1)
        memory.setListeners([PortAddress(client: 128, port: 0)], output: 0)
        memory.setDestination(PortAddress(client: 20, port: 1), output: 0)
        #expect(memory.destinations(output: 0).map(\.description) == ["20:1"])
    }
}
