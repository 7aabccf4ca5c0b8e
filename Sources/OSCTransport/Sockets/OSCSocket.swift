import CSystem
import Glibc

/// Makes sockets. Everything here may block, and is no business of the player's thread.
public enum OSCSocket {
    /// A socket that is connected and does not block; who gets it closes it.
    ///
    /// - Parameter timeoutSeconds: how long a stream may take to be connected.
    /// - Throws: the last refusal, when none of the host's addresses answers.
    public static func connected(
        to endpoint: OSCEndpoint, timeoutSeconds: Int = 3
    ) throws(OSCSocketError) -> Int32 {
        if endpoint.transport == .unix {
            return try open(endpoint, AF_UNIX, SOCK_DGRAM, .connect) { descriptor in
                withPath(endpoint.path) { Glibc.connect(descriptor, $0, $1) } == 0 ? 0 : errno
            }
        }
        let isStream = endpoint.transport != .udp
        return try eachAddress(of: endpoint, .connect) { (info) throws(OSCSocketError) in
            try open(endpoint, info.ai_family, isStream ? SOCK_STREAM : SOCK_DGRAM, .connect) {
                prepare($0, isStream: isStream)
                if Glibc.connect($0, info.ai_addr, info.ai_addrlen) == 0 { return 0 }
                if errno != EINPROGRESS { return errno }
                return finishConnecting($0, timeoutSeconds)
            }
        }
    }

    /// A socket that listens and does not block; who gets it closes it.
    ///
    /// At a path, what is left of a program that ended is taken away first.
    public static func listening(at endpoint: OSCEndpoint) throws(OSCSocketError) -> Int32 {
        if endpoint.transport == .unix {
            removeDeadSocket(endpoint, SOCK_DGRAM)
            return try open(endpoint, AF_UNIX, SOCK_DGRAM, .listen) { descriptor in
                withPath(endpoint.path) { bind(descriptor, $0, $1) } == 0 ? 0 : errno
            }
        }
        let isStream = endpoint.transport != .udp
        return try eachAddress(of: endpoint, .listen) { (info) throws(OSCSocketError) in
            try open(endpoint, info.ai_family, isStream ? SOCK_STREAM : SOCK_DGRAM, .listen) {
                if isStream {
                    set($0, SOL_SOCKET, SO_REUSEADDR, 1)
                } else {
                    // Bursts arrive while the control thread does something else.
                    set($0, SOL_SOCKET, SO_RCVBUF, 1 << 20)
                }
                if bind($0, info.ai_addr, info.ai_addrlen) != 0 { return errno }
                return isStream && listen($0, 16) != 0 ? errno : 0
            }
        }
    }

    /// A socket for streams of bytes at a path, for its owner alone; who gets it closes it.
    ///
    /// What is left at the path of a program that ended is taken away first.
    public static func listening(atStreamPath path: String) throws(OSCSocketError) -> Int32 {
        let endpoint = OSCEndpoint(unixPath: path)
        removeDeadSocket(endpoint, SOCK_STREAM)
        return try open(endpoint, AF_UNIX, SOCK_STREAM, .listen) { descriptor in
            if path.utf8.count > OSCEndpoint.longestPath { return ENAMETOOLONG }
            if withPath(path, { bind(descriptor, $0, $1) }) != 0 { return errno }
            chmod(path, 0o600)
            return listen(descriptor, 16) == 0 ? 0 : errno
        }
    }

    /// A socket that is connected to a stream of bytes at a path, and blocks; who gets it closes it.
    public static func connected(toStreamPath path: String) throws(OSCSocketError) -> Int32 {
        let endpoint = OSCEndpoint(unixPath: path)
        let descriptor = try open(endpoint, AF_UNIX, SOCK_STREAM, .connect) { descriptor in
            if path.utf8.count > OSCEndpoint.longestPath { return ENAMETOOLONG }
            // Where others are in the queue it waits its turn.
            _ = pipeline_block(descriptor)
            return withPath(path) { Glibc.connect(descriptor, $0, $1) } == 0 ? 0 : errno
        }
        return descriptor
    }

    /// The port that the system chose; 0 for a socket at a path.
    public static func port(of descriptor: Int32) -> UInt16 {
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let family = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size) == 0 ? Int32($0.pointee.sa_family) : -1
            }
        }
        guard family == AF_INET || family == AF_INET6 else { return 0 }
        // The port lies at the same place in both.
        return withUnsafeBytes(of: address) {
            UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self))
        }
    }

    private static func open(
        _ endpoint: OSCEndpoint, _ family: Int32, _ kind: __socket_type,
        _ operation: OSCSocketError.Operation, _ body: (Int32) -> Int32
    ) throws(OSCSocketError) -> Int32 {
        let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, Int32(kind.rawValue) | flags, 0)
        var code = descriptor < 0 ? errno : 0
        if code == 0 { code = body(descriptor) }
        if code == 0 { return descriptor }
        if descriptor >= 0 { close(descriptor) }
        throw OSCSocketError(operation: operation, endpoint: endpoint, code: code)
    }

    /// The first success with an address of the host, IPv4 before IPv6: a program that listens at
    /// "localhost" mostly means that.
    private static func eachAddress(
        of endpoint: OSCEndpoint, _ operation: OSCSocketError.Operation,
        _ body: (addrinfo) throws(OSCSocketError) -> Int32
    ) throws(OSCSocketError) -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        hints.ai_flags = operation == .listen ? Int32(AI_PASSIVE) : 0
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(endpoint.host, String(endpoint.port), &hints, &found)
        guard code == 0 else {
            throw OSCSocketError(operation: .resolve, endpoint: endpoint, code: code)
        }
        defer { freeaddrinfo(found) }
        var last = OSCSocketError(operation: .resolve, endpoint: endpoint, code: EAI_NONAME)
        for family in [AF_INET, AF_INET6] {
            var next = found
            while let info = next?.pointee {
                next = info.ai_next
                if info.ai_family != family { continue }
                do throws(OSCSocketError) { return try body(info) } catch { last = error }
            }
        }
        throw last
    }

    private static func prepare(_ descriptor: Int32, isStream: Bool) {
        if isStream {
            set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
            set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
        } else {
            set(descriptor, SOL_SOCKET, SO_BROADCAST, 1)
        }
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func finishConnecting(_ descriptor: Int32, _ timeoutSeconds: Int) -> Int32 {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        if poll(&wanted, 1, Int32(timeoutSeconds * 1000)) <= 0 { return ETIMEDOUT }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size)
        return code
    }

    private static func withPath(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { target in
            target.copyBytes(from: path.utf8.prefix(OSCEndpoint.longestPath))
        }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// Unlinks a socket at which nobody listens any more.
    private static func removeDeadSocket(_ endpoint: OSCEndpoint, _ kind: __socket_type) {
        var status = stat()
        guard lstat(endpoint.path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else {
            return
        }
        do throws(OSCSocketError) {
            let probe = try open(endpoint, AF_UNIX, kind, .connect) { descriptor in
                withPath(endpoint.path) { Glibc.connect(descriptor, $0, $1) } == 0 ? 0 : errno
            }
            close(probe)
        } catch {
            if error.code == ECONNREFUSED { unlink(endpoint.path) }
        }
    }
}
