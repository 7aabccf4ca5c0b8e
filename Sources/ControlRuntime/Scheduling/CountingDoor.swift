/// A door that counts what goes out and forgets it: for measurements and dry runs.
@frozen public struct CountingDoor: OutputDoor, ~Copyable {
    /// Messages, and their bytes.
    public private(set) var messages = 0
    public private(set) var bytes = 0
    /// Times that it was flushed.
    public private(set) var flushes = 0

    /// Nothing counted.
    public init() {}

    /// Counts one message.
    public mutating func send(_ message: ShortMessage, to output: Int) -> SendOutcome {
        messages &+= 1
        bytes &+= message.byteCount
        return .sent
    }

    /// Counts one piece or packet.
    public mutating func send(_ bytes: UnsafeRawBufferPointer, to output: Int) -> SendOutcome {
        messages &+= 1
        self.bytes &+= bytes.count
        return .sent
    }

    /// Counts that it was asked to.
    public mutating func flush() {
        flushes &+= 1
    }
}
