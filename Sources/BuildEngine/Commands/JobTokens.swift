import CSystem
import ContentStore
import Glibc

/// The right to run one more command, as GNU make's job server hands it out.
///
/// Started under a make that shares its jobs, the tokens are that make's, and the first command runs
/// on the one that every client has. Else they are ours, as many as nodes may run at once.
///
/// - Thread: any.
final class JobTokens: Sendable {
    /// A token that is held; its byte is given back as it came.
    struct Token: Sendable {
        /// `nil` for the one that every client of a make has without asking.
        var byte: UInt8?
    }

    /// Ours, which never block.
    private let reading: Int32
    private let writing: Int32
    /// For commands.
    let commandReading: Int32
    let commandWriting: Int32
    /// Counts the token that needs no asking; -1 when the tokens are ours.
    private let free: Int32
    private let width: Int
    /// Path of the FIFO, for commands that ask by name.
    private let fifo: String?

    /// Whether the tokens have to be given back to another program, whatever happens.
    var isBorrowed: Bool { free >= 0 }
    /// Where bytes are given back.
    var returning: Int32 { writing }

    /// Tokens of our own: as many as `width`.
    ///
    /// - Parameter path: where the FIFO is made, below the disk's root.
    /// - Throws: when the system refuses.
    init(serving width: Int, at path: String, on disk: Disk) throws(FileError) {
        var ends: (Int32, Int32) = (-1, -1)
        let code = withUnsafeMutableBytes(of: &ends) {
            disk.makeFIFO(path, $0.bindMemory(to: Int32.self).baseAddress)
        }
        guard code == 0 else { throw FileError("make", path, code) }
        (reading, writing) = (ends.0, ends.0)
        (commandReading, commandWriting) = (ends.1, ends.1)
        free = -1
        self.width = width
        fifo = disk.root + "/" + path
        let tokens = [UInt8](repeating: UInt8(ascii: "+"), count: width)
        _ = write(writing, tokens, tokens.count)
    }

    /// The tokens of the make that started this program; `nil` when there is none to be reached.
    ///
    /// - Parameter flags: the value of MAKEFLAGS.
    init?(borrowingBy flags: String, width: Int) {
        guard let place = JobServerPlace(in: flags), let ends = place.open() else { return nil }
        reading = ends.reading
        writing = ends.writing
        commandReading = pipeline_raise_descriptor(dup(ends.reading))
        commandWriting = pipeline_raise_descriptor(dup(ends.writing))
        free = pipeline_event(1, 1)
        self.width = width
        if case .fifo(let path) = place { fifo = path } else { fifo = nil }
    }

    deinit {
        for descriptor in Set([reading, writing, commandReading, commandWriting, free])
        where descriptor >= 0 { close(descriptor) }
    }

    /// What a command needs in MAKEFLAGS to ask for tokens; `nil` when it is not to know.
    func flags(_ style: JobServerStyle) -> String? {
        switch style {
        case .off: nil
        case .fifo: fifo.map { "-j\(width) --jobserver-auth=fifo:\($0)" }
        case .pipe: "-j\(width) --jobserver-auth=3,4"
        }
    }

    /// Waits for a token.
    ///
    /// - Parameter cancel: a descriptor that becomes readable when it is not wanted any more.
    /// - Returns: `nil` then.
    func take(unless cancel: Int32) -> Token? {
        while true {
            var count: UInt64 = 0
            if free >= 0, read(free, &count, 8) == 8 { return Token(byte: nil) }
            var byte: UInt8 = 0
            if read(reading, &byte, 1) == 1 { return Token(byte: byte) }
            var entries = [cancel, reading, free].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            while poll(&entries, nfds_t(entries.count), -1) < 0, errno == EINTR {}
            if entries[0].revents != 0 { return nil }
        }
    }

    func giveBack(_ token: Token) {
        if var byte = token.byte {
            while write(writing, &byte, 1) < 0, errno == EINTR {}
        } else {
            var one: UInt64 = 1
            _ = write(free, &one, 8)
        }
    }
}

/// Where a make says that its job server is.
enum JobServerPlace: Equatable {
    case descriptors(Int32, Int32)
    case fifo(String)

    /// - Returns: `nil` when the flags name none.
    init?(in flags: String) {
        let options = ["--jobserver-auth=", "--jobserver-fds="]
        let named = flags.split(separator: " ").compactMap { word in
            options.first { word.hasPrefix($0) }.map { String(word.dropFirst($0.count)) }
        }
        // The last one counts.
        guard let place = named.last else { return nil }
        if place.hasPrefix("fifo:") {
            self = .fifo(String(place.dropFirst(5)))
            return
        }
        let numbers = place.split(separator: ",").compactMap { Int32($0) }
        guard numbers.count == 2, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
        self = .descriptors(numbers[0], numbers[1])
    }

    /// Opens it anew, so that nobody else's way of waiting is changed; `nil` when it is not there,
    /// as for a recipe of make without the sign `+`.
    func open() -> (reading: Int32, writing: Int32)? {
        let paths: (String, String)
        switch self {
        case .fifo(let path): paths = (path, path)
        case .descriptors(let input, let output):
            guard pipeline_is_open(input) == 1, pipeline_is_open(output) == 1 else { return nil }
            paths = ("/proc/self/fd/\(input)", "/proc/self/fd/\(output)")
        }
        let reading = pipeline_open(AT_FDCWD, paths.0, O_RDONLY | O_NONBLOCK, 0)
        let writing = pipeline_open(AT_FDCWD, paths.1, O_WRONLY | O_NONBLOCK, 0)
        if reading >= 0, writing >= 0 { return (reading, writing) }
        if reading >= 0 { close(reading) }
        if writing >= 0 { close(writing) }
        return nil
    }
}
