import ControlRuntime
import Glibc
import RuntimeMap

/// A target as the player's thread sees it: its socket, and what has not been sent yet.
struct OSCLink: ~Copyable {
    /// Longest datagram, header included, that messages due together share over UDP.
    static let bundleLimit = 1_400
    /// The same for datagrams at a path.
    static let pathBundleLimit = 8_192

    private let cells: UnsafeMutablePointer<OSCTargetCells>
    private let wake: Int32
    private let transport: OSCEndpoint.Transport
    private let timing: RuntimeOSCTarget.Timing
    private let isSharing: Bool
    /// Datagrams a millisecond, 0 for no limit.
    private let burst: Int
    private var descriptor: Int32 = -1
    private var pending: OSCPendingBundle
    private var stream: OSCStreamBuffer
    /// Messages that were taken and not sent, in the stream's buffer or in `pending`.
    private var unsentMessages = 0
    private var burstStart: UInt64 = 0
    private var burstCount = 0

    init(_ target: OSCTarget) {
        // Not the field: 6.3.1 destroys fields not set yet when a closure, here of `||`, reads another.
        let kind = target.endpoint.transport
        let isStream = kind == .tcp || kind == .tcpSLIP
        cells = target.cells
        wake = target.wake
        transport = kind
        timing = target.timing
        burst = kind == .udp ? target.datagramsPerMillisecond : 0
        // A stream takes each packet by itself: writing them together costs nothing.
        isSharing = target.bundling == .auto && !isStream
        pending = OSCPendingBundle(capacity: 65_536)
        stream = OSCStreamBuffer(capacity: isStream ? 262_144 : 16, isSLIP: kind == .tcpSLIP)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private var isStream: Bool { transport == .tcp || transport == .tcpSLIP }

    private var limit: Int { transport == .udp ? Self.bundleLimit : Self.pathBundleLimit }

    /// Whether something taken waits for the system to have room.
    var hasUnsent: Bool { pending.count > 0 || !stream.unsent.isEmpty }

    /// Takes a packet; see `OSCDoor.send`.
    mutating func take(_ packet: UnsafeRawBufferPointer) -> SendOutcome {
        takeOffer()
        if descriptor < 0 { return .absent }
        guard packet.count > 0, packet.count & 3 == 0 else { return refuse(EINVAL) }
        let isDeferred = OSCDeferredTime.isDeferred(packet)
        if !isDeferred, timing != .argument { return takeWhole(packet) }
        if OSCDeferredTime.isBundle(packet), !isDeferred { return takeWhole(packet) }
        return takeApart(packet, isDeferred: isDeferred)
    }

    /// Sends what has been taken.
    mutating func flush() {
        takeOffer()
        if isStream {
            _ = drain()
        } else if pending.count > 0 {
            _ = transmit()
        }
    }

    private mutating func takeWhole(_ packet: UnsafeRawBufferPointer) -> SendOutcome {
        let outcome = prepare(packet.count &+ 4, due: 1)
        if outcome != .sent { return outcome }
        let mark = pending.mark
        pending.append(packet, due: 1)
        return finish(mark, 1)
    }

    /// Takes the packets of a deferred bundle, all or none, in the shape that the target wants; or one
    /// message that is to get the present as its time.
    private mutating func takeApart(
        _ packet: UnsafeRawBufferPointer, isDeferred: Bool
    ) -> SendOutcome {
        guard let content = OSCElements(packet, isDeferred: isDeferred) else {
            return refuse(EINVAL)
        }
        let due = isDeferred ? OSCDeferredTime.tag(of: packet) : 1
        let bundleDue = timing == .bundle ? due : 1
        // A stamp makes a message longer by twelve bytes at most.
        let size = content.byteCount &+ (timing == .argument ? 12 &* content.count : 0)
        let outcome = prepare(size, due: bundleDue)
        if outcome != .sent { return outcome }
        let mark = pending.mark
        let stamp =
            timing == .argument ? Clocks.timeTag(due: due, isNow: !isDeferred) : .immediately
        var elements = content
        while let element = elements.next() {
            if timing == .argument, pending.append(element, stampedWith: stamp) { continue }
            pending.append(element, due: bundleDue)
        }
        return finish(mark, content.count)
    }

    /// Sees to it that packets can be added.
    private mutating func prepare(_ size: Int, due: UInt64) -> SendOutcome {
        guard pending.couldHold(size) else { return refuse(EMSGSIZE) }
        if isStream { return .sent }
        if pending.hasRoom(size, due: due, limit: limit) { return .sent }
        let outcome = transmit()
        // That others were refused is counted, and says nothing about this one.
        return outcome == .refused ? .sent : outcome
    }

    /// Sends what was just added, when it cannot wait for more.
    private mutating func finish(_ mark: Int, _ count: Int) -> SendOutcome {
        if isStream { return finishStream(count) }
        if !isSharing || pending.mark > limit {
            let outcome = transmit()
            if outcome == .later { pending.truncate(to: mark, dropping: count) }
            if outcome != .sent { return outcome }
        } else {
            unsentMessages &+= count
        }
        cells.pointee.messages.count(count)
        return .sent
    }

    private mutating func finishStream(_ count: Int) -> SendOutcome {
        defer { pending.clear() }
        let due = pending.due
        let packet = pending.packet(Clocks.timeTag(due: due, isNow: false))
        // Packets that are meant at once go one by one, those with a time in their bundle.
        let content = due == 1 && count > 1 ? OSCElements(packet, isDeferred: true) : nil
        var frames = stream.largestFrame(packet.count)
        if let content { frames = stream.largestFrame(content.byteCount) &+ 2 &* count }
        guard stream.couldHold(frames) else { return refuse(EMSGSIZE) }
        if !stream.makeRoom(frames) {
            let outcome = drain()
            if outcome == .absent || outcome == .refused { return outcome }
            if !stream.makeRoom(frames) {
                cells.pointee.pauses.count()
                return .later
            }
        }
        if var content {
            while let element = content.next() { stream.append(element) }
        } else {
            stream.append(packet)
        }
        unsentMessages &+= count
        cells.pointee.messages.count(count)
        return .sent
    }

    /// Sends the pending datagram.
    private mutating func transmit() -> SendOutcome {
        if pending.count == 0 { return .sent }
        if descriptor < 0 { return lose() }
        if burst > 0, isBeyondBurst() {
            cells.pointee.pauses.count()
            return .later
        }
        let packet = pending.packet(Clocks.timeTag(due: pending.due, isNow: false))
        var code = write(packet)
        if code == ECONNREFUSED, transport == .udp {
            // The answer to an earlier datagram: this one has not been tried.
            cells.pointee.refusals.add(1, ordering: .relaxed)
            code = write(packet)
            if code == ECONNREFUSED { code = 0 }
        }
        switch code {
        case 0:
            burstCount &+= 1
            forget()
            return .sent
        case EAGAIN, ENOBUFS, ENOMEM, EINTR:
            cells.pointee.pauses.count()
            return .later
        case ECONNREFUSED, ENOTCONN, EPIPE, ECONNRESET, EDESTADDRREQ, ENOENT:
            breakOff(code)
            return lose()
        default:
            forget()
            return refuse(code)
        }
    }

    /// Writes as much of the stream as the system takes.
    private mutating func drain() -> SendOutcome {
        while !stream.unsent.isEmpty {
            if descriptor < 0 { return .absent }
            let sent = send(
                descriptor, stream.unsent.baseAddress, stream.unsent.count,
                Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            if sent >= 0 {
                cells.pointee.packets.count()
                cells.pointee.bytes.count(sent)
                stream.consume(sent)
            } else if errno == EAGAIN || errno == ENOBUFS || errno == EINTR {
                cells.pointee.pauses.count()
                return .later
            } else {
                breakOff(errno)
                return .absent
            }
        }
        unsentMessages = 0
        return .sent
    }

    private mutating func write(_ packet: UnsafeRawBufferPointer) -> Int32 {
        let sent = send(
            descriptor, packet.baseAddress, packet.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        if sent < 0 { return errno }
        cells.pointee.packets.count()
        cells.pointee.bytes.count(sent)
        return 0
    }

    private mutating func isBeyondBurst() -> Bool {
        let now = Clocks.monotonic()
        if now &- burstStart >= 1_000_000 {
            burstStart = now
            burstCount = 0
        }
        return burstCount >= burst
    }

    /// Takes a socket that the connector made over for the one in use.
    private mutating func takeOffer() {
        if cells.pointee.offered.load(ordering: .relaxed) < 0 { return }
        let fresh = cells.pointee.offered.exchange(-1, ordering: .acquiringAndReleasing)
        if fresh < 0 { return }
        if descriptor >= 0 {
            close(descriptor)
            loseStream()
        }
        descriptor = fresh
    }

    /// Closes the socket and has the connector make another.
    private mutating func breakOff(_ code: Int32) {
        cells.pointee.lastError.store(code, ordering: .relaxed)
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
        descriptor = -1
        loseStream()
        cells.pointee.isUp.store(false, ordering: .releasing)
        cells.pointee.isBroken.store(true, ordering: .releasing)
        var one: UInt64 = 1
        _ = Glibc.write(wake, &one, 8)
    }

    /// A new connection cannot go on in the middle of a frame.
    private mutating func loseStream() {
        if !isStream { return }
        cells.pointee.lost.count(unsentMessages)
        unsentMessages = 0
        stream.clear()
    }

    private mutating func lose() -> SendOutcome {
        cells.pointee.lost.count(unsentMessages)
        forget()
        return .absent
    }

    private mutating func forget() {
        pending.clear()
        unsentMessages = 0
    }

    private func refuse(_ code: Int32) -> SendOutcome {
        cells.pointee.failures.count()
        cells.pointee.lastError.store(code, ordering: .relaxed)
        return .refused
    }
}
