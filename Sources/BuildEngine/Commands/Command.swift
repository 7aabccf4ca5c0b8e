/// A command of the user, ready to be started.
public struct Command: Sendable {
    /// Absolute path of the program.
    public var program: String
    /// The program's name as it is told, and its arguments.
    public var words: [String]
    /// All that the command finds in its environment.
    public var environment: [String: String] = [:]
    /// Absolute path of the working directory.
    public var folder: String
    /// How long it may take; `nil` for as long as it likes.
    public var timeoutSeconds: Int?
    /// Permissions that files it makes do not get.
    public var umask: UInt32 = 0o022
    /// How it is told of the job server.
    public var jobServer = JobServerStyle.pipe
    /// Whether the result says at which files it looked.
    public var tellsLooks = false

    /// A command with an empty environment and no limit of time.
    public init(program: String, words: [String], folder: String) {
        self.program = program
        self.words = words
        self.folder = folder
    }
}

/// How a command may ask for more jobs of its own, as GNU make's clients do.
public enum JobServerStyle: String, Sendable, CaseIterable {
    /// By two descriptors: make 4.2 and later, cargo.
    case pipe
    /// By the name of a FIFO: make 4.4 and later, ninja 1.13.
    case fifo
    case off
}

/// How a command ended, and what it left to be told.
public struct CommandResult: Sendable {
    /// How a command ended.
    public enum End: Sendable, Equatable {
        case exited(Int32)
        case killed(signal: Int32)
        case timedOut
        /// The build was to end.
        case cancelled
        /// The system refused, with the errno.
        case cannotStart(Int32)
    }

    /// How it ended.
    public var end: End
    /// What it printed on standard output and standard error, in the order it did.
    public var printed: [UInt8] = []
    /// Absolute paths that it, or what it started, looked at; not simplified.
    public var looks: Set<String> = []
    /// Why there are no looks though they were asked for, as an errno.
    public var looksRefused: Int32?

    /// A result with nothing printed.
    public init(_ end: End) { self.end = end }
}

/// What a command prints, of which the middle is left out when it is long.
struct PrintedText {
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private var dropped = 0

    /// Bytes kept from the beginning, and at least from the end.
    private static let (headSize, tailSize) = (128 << 10, 64 << 10)

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        let first = min(bytes.count, Self.headSize - head.count)
        head += bytes[..<first]
        tail += bytes[first...]
        if tail.count > 2 * Self.tailSize {
            let excess = tail.count - Self.tailSize
            tail.removeFirst(excess)
            dropped += excess
        }
    }

    var bytes: [UInt8] {
        if dropped == 0 { return head + tail }
        return head + Array("\n... \(dropped) bytes are left out here ...\n".utf8) + tail
    }
}
