import Glibc
import Synchronization

/// Reads what a target sends back, on its connector's thread.
struct OSCReplyReader: ~Copyable {
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 8)
    private let isStream: Bool
    /// `nil` for datagrams, and behind bytes that are no packets.
    private var parser: OSCStreamParser?
    /// Reads in one turn, so that an end is seen in time.
    private static let most = 64

    init(_ transport: OSCEndpoint.Transport) {
        isStream = transport == .tcp || transport == .tcpSLIP
        if isStream { parser = OSCStreamParser(framing: transport == .tcp ? .size : .slip) }
    }

    deinit { buffer.deallocate() }

    /// Takes what there is, and gives `body` each packet.
    ///
    /// - Returns: whether the connection has ended.
    mutating func read(
        _ descriptor: Int32, _ target: OSCTarget, _ body: (UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        for _ in 0..<Self.most {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            if count < 0 {
                switch errno {
                case EINTR: continue
                case EAGAIN: return false
                case ECONNREFUSED where !isStream:
                    // The answer to a datagram: nobody listens there, now.
                    target.cells.pointee.refusals.add(1, ordering: .relaxed)
                    continue
                default: return isStream
                }
            }
            if count == 0, isStream { return true }
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            if isStream { parse(bytes, body) } else if count > 0 { body(bytes) }
        }
        return false
    }

    private mutating func parse(
        _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        do throws(OSCStreamParser.Fault) {
            try parser?.take(bytes, body)
        } catch {
            // What comes now cannot be told apart; sending goes on.
            parser = nil
        }
    }
}

/// The messages of a packet, those in bundles too, as they lie there. What is no packet gives none.
public func eachOSCMessage(
    in packet: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
) {
    eachOSCMessage(in: packet, depth: 0, body)
}

private func eachOSCMessage(
    in packet: UnsafeRawBufferPointer, depth: Int, _ body: (UnsafeRawBufferPointer) -> Void
) {
    guard packet.count > 0, packet.count & 3 == 0, depth < OSCDecoder.maximumDepth else { return }
    guard OSCDeferredTime.isBundle(packet) else {
        if packet[0] == UInt8(ascii: "/") { body(packet) }
        return
    }
    guard packet.count >= 16, var elements = OSCElements(packet, isDeferred: true) else { return }
    while let element = elements.next() { eachOSCMessage(in: element, depth: depth + 1, body) }
}
