import Glibc
import OSCTransport

/// Asks a running `run`.
struct StatusClient: ~Copyable {
    /// Open, and blocks.
    let descriptor: Int32

    /// - Throws: `RuntimeTrouble`, when none of that name runs.
    init(_ name: String) throws(RuntimeTrouble) {
        try self.init(path: RuntimePlace(name).status, name: name)
    }

    init(path: String, name: String) throws(RuntimeTrouble) {
        do throws(OSCSocketError) {
            descriptor = try OSCSocket.connected(toStreamPath: path)
        } catch {
            throw RuntimeTrouble(
                description: "no pipeline-runtime named '\(name)' runs; "
                    + "start one with 'pipeline-runtime run'", exitCode: .notFound)
        }
    }

    deinit { close(descriptor) }

    /// Sends a line.
    func tell(_ line: String) { tell(bytes: Array((line + "\n").utf8)[...]) }

    /// Sends bytes, all of them unless nobody listens any more.
    func tell(bytes: ArraySlice<UInt8>) {
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let count = bytes[start...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno != EINTR { return }
            start += max(0, count)
        }
    }

    /// What comes next, empty at the end.
    func receive() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            return Array(buffer.prefix(max(0, count)))
        }
    }

    /// Sends a line and takes all that comes back.
    ///
    /// - Throws: `RuntimeTrouble`, when nothing comes back.
    func ask(_ line: String) throws(RuntimeTrouble) -> [UInt8] {
        tell(line)
        var all: [UInt8] = []
        while true {
            let more = receive()
            if more.isEmpty { break }
            all += more
        }
        guard !all.isEmpty else {
            throw RuntimeTrouble(description: "the running pipeline-runtime gave no answer")
        }
        return all
    }
}
