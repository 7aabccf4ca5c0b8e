import Glibc

/// The build tool's end of the socket to one worker.
struct WorkerChannel {
    /// What came of waiting for a message.
    enum Received {
        case message([UInt8])
        /// The worker closed its end, or died.
        case closed
        case timedOut
        case malformed(String)
    }

    /// A reply longer than this is no reply: an answer, and what the worker adds to it.
    static let longestMessage = ScanReply.longestContent + 1 << 20

    let descriptor: Int32

    /// - Returns: `false` when the worker has closed its end.
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Waits for one whole message.
    func receive(until deadline: Deadline) -> Received {
        var head: [UInt8] = []
        if let end = fill(&head, to: 4, until: deadline) { return end }
        let length = head.reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= Self.longestMessage else {
            return .malformed("it announces \(length) bytes, more than any reply has")
        }
        var message: [UInt8] = []
        return fill(&message, to: length, until: deadline) ?? .message(message)
    }

    /// - Returns: `nil` once `bytes` holds `count` bytes, else why it does not.
    private func fill(_ bytes: inout [UInt8], to count: Int, until deadline: Deadline) -> Received?
    {
        bytes.reserveCapacity(count)
        while bytes.count < count {
            guard wait(until: deadline) else { return .timedOut }
            let wanted = min(count - bytes.count, 256 << 10)
            let chunk = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, initialized in
                initialized = max(0, recv(descriptor, buffer.baseAddress, wanted, 0))
            }
            guard !chunk.isEmpty else { return .closed }
            bytes += chunk
        }
        return nil
    }

    private func wait(until deadline: Deadline) -> Bool {
        while true {
            var entry = pollfd(descriptor: descriptor)
            let ready = poll(&entry, 1, deadline.remainingMilliseconds)
            if ready > 0 { return true }
            if ready == 0 { return false }
        }
    }
}

extension pollfd {
    /// Waits for something to read.
    init(descriptor: Int32) { self.init(fd: descriptor, events: Int16(POLLIN), revents: 0) }
}
