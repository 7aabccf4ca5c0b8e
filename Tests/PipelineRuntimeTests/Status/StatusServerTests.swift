import ControlRuntime
import Glibc
import Synchronization
import Testing

@testable import pipeline_runtime

/// A server at a path of its own, on a thread that serves until it is told to stop.
private final class ServedStatus: @unchecked Sendable {
    let path = "/tmp/pipeline-status-test-\(getpid())-\(Int.random(in: 0..<1_000_000_000)).sock"
    let panics = Atomic<Int>(0)
    private let isOver = Atomic<Bool>(false)
    let monitor: MonitorSwitch
    private var server: StatusServer?
    private var thread: DedicatedThread?
    var tap: MonitorTap

    init() throws {
        let monitor = try MonitorSwitch()
        let ends = RingEnds<MonitorRecord>(capacity: 64)
        self.monitor = monitor
        tap = MonitorTap(ends.writer, monitor)
        var status = RuntimeStatus()
        status.name = "served"
        let answered = status
        server = try StatusServer(
            path: path,
            StatusServer.Source(
                status: { answered },
                panic: { [unowned self] in panics.add(1, ordering: .relaxed) },
                outputName: { "out \($0)" }, inputName: { "in \($0)" }), monitor, ends.reader)
        thread = try DedicatedThread { [unowned self] in
            while !isOver.load(ordering: .acquiring) { server?.turn() }
        }
    }

    /// Ends the thread: a last caller wakes it.
    func end() {
        isOver.store(true, ordering: .releasing)
        _ = try? StatusClient(path: path, name: "served")
        thread?.join()
        server = nil
    }

    func ask(_ line: String) throws -> String {
        String(decoding: try StatusClient(path: path, name: "served").ask(line), as: UTF8.self)
    }
}

@Suite struct StatusServerTests {
    @Test func `a question is answered`() throws {
        let served = try ServedStatus()
        defer { served.end() }
        #expect(try served.ask("json").hasPrefix("{\"name\":\"served\","))
        #expect(try served.ask("prometheus").hasPrefix("# HELP "))
    }

    @Test func `a panic reaches the run`() throws {
        let served = try ServedStatus()
        defer { served.end() }
        #expect(try served.ask("panic") == "{\"panic\":true}\n")
        #expect(served.panics.load(ordering: .relaxed) == 1)
    }

    @Test func `who asks for nothing known is told what there is`() throws {
        let served = try ServedStatus()
        defer { served.end() }
        #expect(try served.ask("hello").contains("ask for json, prometheus, monitor or panic"))
    }

    @Test func `who hangs up harms nobody`() throws {
        let served = try ServedStatus()
        defer { served.end() }
        for _ in 0..<50 { _ = try StatusClient(path: served.path, name: "served") }
        #expect(try served.ask("json").hasPrefix("{"))
    }

    @Test func `who watches is told of each message, and nobody else costs anything`() throws {
        let served = try ServedStatus()
        defer { served.end() }
        served.tap.note(ShortMessage(status: 0x90, first: 60, second: 1), at: 0)
        let client = try StatusClient(path: served.path, name: "served")
        client.tell("monitor")
        #expect(eventually { served.monitor.isOn.load(ordering: .relaxed) })
        served.tap.note(ShortMessage(status: 0xB1, first: 74, second: 64), at: 3)
        served.tap.note(ShortMessage(status: 0xC0, first: 5), at: 2, isIncoming: true)
        served.tap.flush()
        var lines = ""
        while lines.split(separator: "\n").count < 2 {
            let bytes = client.receive()
            if bytes.isEmpty { break }
            lines += String(decoding: bytes, as: UTF8.self)
        }
        let found = lines.split(separator: "\n")
        #expect(found.count == 2)
        #expect(found.first?.contains("\"way\":\"out\",\"port\":\"out 3\",\"kind\":\"cc\"") == true)
        #expect(
            found.last?.contains("\"way\":\"in\",\"port\":\"in 2\",\"kind\":\"program\"") == true)
    }

    @Test func `the socket goes with the server`() throws {
        let served = try ServedStatus()
        served.end()
        #expect(access(served.path, F_OK) != 0)
    }

    @Test func `a name that is no file's is refused`() {
        for name in ["", "a/b", "..", ".hidden"] {
            #expect(throws: RuntimeTrouble.self) { _ = try RuntimePlace(name) }
        }
    }
}

/// Waits until something is so, ten seconds at most.
private func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<10_000 {
        if condition() { return true }
        usleep(1_000)
    }
    return false
}
