import CSystem
import ControlRuntime
import Glibc
import OSCTransport
import Synchronization

/// Answers those who ask how a running `run` stands, and tells those who watch of each message.
///
/// For the control thread. It waits for `descriptor`, then calls `turn`.
final class StatusServer {
    /// What it needs to know of the run.
    struct Source {
        var status: () -> RuntimeStatus
        var panic: () -> Void
        /// Names by the places of outputs, and by the numbers of our ports.
        var outputName: (Int) -> String
        var inputName: (Int) -> String
    }

    private struct Caller {
        var descriptor: Int32
        var line: [UInt8] = []
        var isWatching = false
    }

    /// Programs that may be connected at once.
    static let callerLimit = 32
    private static let lineLimit = 4_096
    private static let doorTag: UInt32 = .max
    private static let monitorTag: UInt32 = .max - 1

    /// Readable when there is something to do.
    let descriptor: Int32
    private let door: Int32
    private let path: String
    private let source: Source
    private var callers: [Int32: Caller] = [:]
    private let monitor: MonitorSwitch
    private var records: RingReader<MonitorRecord>
    private let start = pipeline_monotonic_ns()

    /// - Parameters:
    ///   - path: Of the socket.
    ///   - monitor: The switch of the player's tap.
    ///   - records: What the tap kept.
    /// - Throws: `OSCSocketError`, when another one listens there; `RuntimeRefusal`.
    init(
        path: String, _ source: Source, _ monitor: MonitorSwitch,
        _ records: consuming RingReader<MonitorRecord>
    ) throws {
        self.path = path
        self.source = source
        self.monitor = monitor
        door = try OSCSocket.listening(atStreamPath: path)
        self.records = records
        descriptor = try RuntimeRefusal.descriptor("epoll_create1", pipeline_wait_set())
        _ = pipeline_wait_add(descriptor, door, Self.doorTag)
        _ = pipeline_wait_add(descriptor, monitor.descriptor, Self.monitorTag)
    }

    deinit {
        unlink(path)
        for caller in callers.values { close(caller.descriptor) }
        close(door)
        close(descriptor)
    }

    /// Does what there is to do; waits when there is nothing.
    func turn() {
        var tags = [UInt32](repeating: 0, count: 8)
        let count = pipeline_wait(descriptor, &tags, 8)
        for tag in tags.prefix(Int(max(0, count))) {
            switch tag {
            case Self.doorTag: accept()
            case Self.monitorTag: tellWatchers()
            default: serve(Int32(bitPattern: tag))
            }
        }
    }

    private func accept() {
        let accepted = Glibc.accept(door, nil, nil)
        if accepted < 0 { return }
        guard callers.count < Self.callerLimit else {
            close(accepted)
            return
        }
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        _ = fcntl(accepted, F_SETFL, O_NONBLOCK)
        // A whole answer has room, so that a slow reader holds nobody up.
        var size: Int32 = 1 << 20
        setsockopt(accepted, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        callers[accepted] = Caller(descriptor: accepted)
        _ = pipeline_wait_add(descriptor, accepted, UInt32(bitPattern: accepted))
    }

    private func serve(_ place: Int32) {
        guard var caller = callers[place] else { return }
        var buffer = [UInt8](repeating: 0, count: 1_024)
        let count = read(place, &buffer, buffer.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        guard count > 0 else { return drop(place) }
        // Who watches has nothing more to say, and the rest of an HTTP request is of no interest.
        if caller.isWatching { return }
        caller.line += buffer.prefix(count)
        guard let end = caller.line.firstIndex(of: UInt8(ascii: "\n")) else {
            callers[place] = caller
            if caller.line.count > Self.lineLimit { drop(place) }
            return
        }
        var line = caller.line[..<end]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        answer(String(decoding: line, as: UTF8.self), place)
    }

    private func answer(_ line: String, _ place: Int32) {
        guard let request = StatusRequest(line) else {
            tell("{\"error\":\"ask for json, prometheus, monitor or panic\"}\n", place)
            return drop(place)
        }
        switch request {
        case .panic:
            source.panic()
            tell("{\"panic\":true}\n", place)
        case .monitor:
            callers[place]?.isWatching = true
            return setSwitch()
        case .json, .prometheus, .http:
            if let bytes = request.answer(source.status()) { _ = tell(bytes, place) }
        }
        drop(place)
    }

    private func tell(_ text: String, _ place: Int32) { _ = tell(Array(text.utf8), place) }

    /// - Returns: Whether all of it found room.
    private func tell(_ bytes: [UInt8], _ place: Int32) -> Bool {
        let sent = bytes.withUnsafeBytes {
            send(place, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
        return sent == bytes.count
    }

    private func drop(_ place: Int32) {
        guard callers.removeValue(forKey: place) != nil else { return }
        _ = pipeline_wait_remove(descriptor, place)
        // What was not read would make the system throw the answer away with the connection.
        shutdown(place, Int32(SHUT_WR))
        var rest = [UInt8](repeating: 0, count: 4_096)
        while read(place, &rest, rest.count) > 0 {}
        close(place)
        setSwitch()
    }

    private func setSwitch() {
        monitor.isOn.store(
            callers.values.contains { $0.isWatching }, ordering: .relaxed)
    }

    private func tellWatchers() {
        pipeline_event_clear(monitor.descriptor)
        var lines: [UInt8] = []
        while let record = records.pop() {
            lines += message(record).json.encoded() + [UInt8(ascii: "\n")]
            if lines.count > 60_000 {
                tellAll(lines)
                lines.removeAll(keepingCapacity: true)
            }
        }
        let lost = monitor.lost.exchange(0, ordering: .relaxed)
        if lost > 0 { lines += Array("{\"left_out\":\(lost)}\n".utf8) }
        if !lines.isEmpty { tellAll(lines) }
    }

    private func tellAll(_ lines: [UInt8]) {
        for caller in callers.values where caller.isWatching {
            // Half a line would be read as none: who is that far behind is let go, and told so by the end.
            if !tell(lines, caller.descriptor) { drop(caller.descriptor) }
        }
    }

    private func message(_ record: MonitorRecord) -> MonitoredMessage {
        let place = Int(record.place)
        return MonitoredMessage(
            seconds: Double(record.time &- min(start, record.time)) / 1e9,
            isIncoming: record.isIncoming,
            port: record.isIncoming ? source.inputName(place) : source.outputName(place),
            bytes: record.bytes, length: Int(record.length), isOSC: record.isOSC)
    }
}
