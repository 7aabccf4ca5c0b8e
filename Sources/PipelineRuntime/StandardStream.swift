import Glibc

/// Where the program writes: results to the first, what a person should know to the second. Each line is
/// written at once, so that who reads a pipe sees it.
enum StandardStream: Int32, Sendable {
    case results = 1
    case messages = 2

    func write(_ line: String) {
        var bytes = Array(line.utf8)
        bytes.append(UInt8(ascii: "\n"))
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                Glibc.write(rawValue, $0.baseAddress, $0.count)
            }
            if count < 0, errno != EINTR { return }
            start += max(0, count)
        }
    }

    /// Says something about the program itself.
    static func say(_ message: String) {
        messages.write("pipeline-runtime: \(message)")
    }
}
