import ControlRuntime
import Diagnostics
import Glibc
import OSCTransport
import Synchronization
import Testing

@testable import pipeline_runtime

@Suite struct InputServerTests {
    /// What sources of a server reported.
    private final class Reports: Sendable {
        let findings = Mutex<[String]>([])

        func add(_ text: String) { findings.withLock { $0.append(text) } }
        var all: [String] { findings.withLock { $0 } }
    }

    private func server(room: Int = .max) throws -> InputServer<RecordingSink> {
        var sink = RecordingSink()
        sink.room = room
        return try InputServer(sink, directory())
    }

    /// Turns until something holds, as long as there is something to do.
    private func turn(
        _ server: inout InputServer<RecordingSink>, until isDone: (inout RecordingSink) -> Bool
    ) -> Bool {
        for _ in 0..<1000 {
            if server.withSink(isDone) { return true }
            var wanted = pollfd(fd: server.descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&wanted, 1, 5000) <= 0 { return false }
            server.turn { noon }
        }
        return server.withSink(isDone)
    }

    private func pipe(_ text: String) -> Int32 {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { preconditionFailure("no pipe") }
        let bytes = Array(text.utf8)
        precondition(write(ends[1], bytes, bytes.count) == bytes.count)
        close(ends[1])
        return ends[0]
    }

    @Test func `lines of a pipe are played up to its end`() throws {
        var server = try server()
        let input = pipe("{\"midi\": [248]}\n{\"midi\": [250]}")
        server.addLines(input, answers: .findings { _ in }, InputOptions(), at: noon)
        #expect(turn(&server) { $0.events.count == 2 })
        while server.hasLines { server.turn { noon } }
        #expect(server.withSink { $0.events.map(\.payload) } == [248, 250])
        close(input)
    }

    @Test func `a file can be played`() throws {
        let path = "/tmp/input-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
        unlink(path)
        let text = Array(String(repeating: "{\"midi\": [248]}\n", count: 10_000).utf8)
        try #require(write(descriptor, text, text.count) == text.count)
        lseek(descriptor, 0, SEEK_SET)
        var server = try server()
        server.addLines(descriptor, answers: .findings { _ in }, InputOptions(), at: noon)
        #expect(turn(&server) { $0.events.count == 10_000 })
        close(descriptor)
    }

    @Test func `a source without room waits, and nothing is lost or reordered`() throws {
        var server = try server(room: 3)
        let lines = (0..<100).map { "{\"midi\": [176, \($0), 0]}\n" }.joined()
        let input = pipe(lines)
        server.addLines(input, answers: .findings { _ in }, InputOptions(), at: noon)
        for step in 1...40 where server.withSink({ $0.events.count < 100 }) {
            _ = turn(&server) { $0.room == 0 || $0.events.count == 100 }
            #expect(server.withSink { $0.events.count } == min(100, 3 * step))
            server.withSink { $0.room = 3 }
            server.resume()
        }
        let controllers = server.withSink {
            $0.events.map { UInt8(truncatingIfNeeded: $0.payload >> 8) }
        }
        #expect(controllers == Array(0..<100))
        close(input)
    }

    @Test func `room that came meanwhile is not waited for`() throws {
        var server = try server(room: 1)
        let input = pipe("{\"midi\": [248]}\n{\"midi\": [250]}\n")
        server.addLines(input, answers: .findings { _ in }, InputOptions(), at: noon)
        _ = turn(&server) { $0.room == 0 }
        server.withSink { $0.room = 5 }
        // Nobody calls `resume`: the sink said that there is room when it was asked.
        server.resume()
        #expect(turn(&server) { $0.events.count == 2 })
        close(input)
    }

    @Test func `a person reads what is wrong and where`() throws {
        var server = try server()
        let reports = Reports()
        let input = pipe(
            "{\"midi\": [248]}\n{\"port\": \"Synht\", \"midi\": [248]}\n{\"midi\": [1]}\n")
        server.addLines(
            input,
            answers: .findings { found in
                for one in found { reports.add("\(one.range?.start.line ?? 0) \(one.code)") }
            }, InputOptions(), at: noon)
        while server.hasLines { server.turn { noon } }
        #expect(reports.all == ["2 input.unknown-port", "3 input.not-midi"])
        #expect(server.withSink { $0.events.count } == 1)
        close(input)
    }

    private func findings(_ lines: String) throws -> [String] {
        var server = try server()
        let reports = Reports()
        let input = pipe(lines)
        defer { close(input) }
        server.addLines(
            input,
            answers: .findings { found in
                for one in found { reports.add("\(one.range?.start.line ?? 0) \(one.message)") }
            }, InputOptions(), at: noon)
        while server.hasLines { server.turn { noon } }
        return reports.all
    }

    @Test func `a name that is not there is told once for each, and at the end how often`() throws {
        let lines = String(repeating: "{\"port\": \"Synht\", \"midi\": [248]}\n", count: 5)
        let others = String(repeating: "{\"port\": \"S\", \"midi\": [248]}\n", count: 2)
        #expect(
            try findings(lines + others + lines) == [
                "1 there is no MIDI port 'Synht'; did you mean 'Synth'?",
                "6 'S' could be 'Synth' or 'Sampler'; write more of the name",
                "0 1 more message for 'S' went nowhere, for the same reason",
                "0 9 more messages for 'Synht' went nowhere, for the same reason",
            ])
    }

    @Test func `a control that is not there is told once`() throws {
        let line = "{\"control\": \"cutof\", \"value\": 0}\n"
        #expect(
            try findings(line + line).first
                == "1 the map has no control 'cutof'; did you mean 'cutoff'?")
        #expect(try findings(line + line).count == 2)
    }

    @Test func `a program at the socket gets answers as lines`() throws {
        let folder = try temporaryFolder()
        var server = try server()
        let path = folder + "/lines"
        try server.listenForLines(atPath: path, InputOptions(name: "socket"))
        let client = try connect(path)
        let text = Array(
            ("{\"id\": 1, \"midi\": [248, 250]}\n{\"midi\": [144, 200, 1]}\n"
                + "{\"id\": \"x\", \"control\": \"cutof\", \"value\": 0}\n").utf8)
        try #require(write(client, text, text.count) == text.count)
        #expect(turn(&server) { $0.events.count == 2 })
        let expected = """
            {"id":1,"accepted":2,"refused":0}
            {"severity":"error","code":"input.not-midi","line":2,"column":16,"message":"200 is here, \
            but a data byte from 0 to 127 must be"}
            {"id":"x","severity":"error","code":"input.unknown-control","line":3,"column":24,\
            "message":"the map has no control 'cutof'; did you mean 'cutoff'?"}
            {"id":"x","accepted":0,"refused":1}

            """
        var answer: [UInt8] = []
        for _ in 0..<1000 where answer.count < expected.utf8.count {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = recv(client, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            if count > 0 { answer += bytes.prefix(count) } else { server.turn { noon } }
        }
        #expect(String(decoding: answer, as: UTF8.self) == expected)
        close(client)
        server.turn { noon }
        rmdir(folder)
    }

    @Test func `OSC comes in beside lines`() throws {
        var server = try server()
        let reports = Reports()
        let endpoint = try server.listenForOSC(
            at: OSCEndpoint(.udp, host: "127.0.0.1", port: 0)
        ) { reports.add($0) }
        let socket = try OSCSocket.connected(to: endpoint)
        for message in [
            OSCMessage("/control/cutoff", [.float32(0.5)]), OSCMessage("/x"), OSCMessage("/x"),
            OSCMessage("/midi", [.midi(0x0090_3C64)]),
        ] {
            let bytes = message.encoded()
            #expect(send(socket, bytes, bytes.count, 0) == bytes.count)
        }
        #expect(turn(&server) { $0.events.count == 2 })
        #expect(server.withSink { $0.events.map(\.kind) } == [.control, .midi])
        // The same twice is told once.
        #expect(reports.all == ["nothing here has the address /x"])
        close(socket)
    }

    @Test func `OSC over a stream comes in too`() throws {
        var server = try server()
        let endpoint = try server.listenForOSC(
            at: OSCEndpoint(.tcp, host: "127.0.0.1", port: 0)
        ) { _ in }
        let socket = try OSCSocket.connected(to: endpoint)
        let message = OSCMessage("/control/cutoff", [.float32(0.5)]).encoded()
        let frame = [0, 0, 0, UInt8(message.count)] + message
        for _ in 0..<3 { #expect(send(socket, frame, frame.count, 0) == frame.count) }
        #expect(turn(&server) { $0.events.count == 3 })
        close(socket)
    }

    @Test func `OSC without room waits in the socket`() throws {
        var server = try server(room: 2)
        let endpoint = try server.listenForOSC(
            at: OSCEndpoint(.udp, host: "127.0.0.1", port: 0)
        ) { _ in }
        let socket = try OSCSocket.connected(to: endpoint)
        for number in 0..<20 {
            let bytes = OSCMessage("/midi", [.blob([0xB0, UInt8(number), 0])]).encoded()
            #expect(send(socket, bytes, bytes.count, 0) == bytes.count)
        }
        for _ in 0..<20 where server.withSink({ $0.events.count < 20 }) {
            _ = turn(&server) { $0.room == 0 || $0.events.count == 20 }
            server.withSink { $0.room = 2 }
            server.resume()
        }
        let numbers = server.withSink { $0.events.map { Int($0.payload >> 8 & 0xFF) } }
        #expect(numbers == Array(0..<20))
        close(socket)
    }

    private func temporaryFolder() throws -> String {
        var template = Array("/tmp/input-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func connect(_ path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
        return descriptor
    }
}
