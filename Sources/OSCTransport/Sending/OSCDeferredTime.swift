/// How a packet on its way to the door says when it is meant: a bundle whose time tag holds nanoseconds
/// of the monotonic clock, which no time tag of this century looks like.
///
/// The door writes the real time tag when it sends, or an argument, or nothing: as the target wants it.
/// So a clock that is set in the meantime does no harm.
public enum OSCDeferredTime {
    /// Wraps a packet.
    ///
    /// - Parameter due: nanoseconds of the monotonic clock; 0 for at once.
    public static func wrap(_ packet: OSCPacket, due: UInt64) -> OSCPacket {
        .bundle(OSCBundle(at: OSCTimeTag(rawValue: due == 0 ? 1 : due), [packet]))
    }

    /// Whether a packet is a bundle for the door to take apart.
    @_noLocks @_noAllocation
    static func isDeferred(_ packet: UnsafeRawBufferPointer) -> Bool {
        guard packet.count >= 16, isBundle(packet) else { return false }
        return tag(of: packet) < 1 << 63
    }

    @_noLocks @_noAllocation
    static func isBundle(_ packet: UnsafeRawBufferPointer) -> Bool {
        packet.count >= 8
            && packet.loadUnaligned(as: UInt64.self).bigEndian == 0x2362_756E_646C_6500
    }

    /// The time tag of a bundle.
    @_noLocks @_noAllocation
    static func tag(of packet: UnsafeRawBufferPointer) -> UInt64 {
        packet.loadUnaligned(fromByteOffset: 8, as: UInt64.self).bigEndian
    }
}

/// Writes a message anew with a time tag before its other arguments.
///
/// - Parameter memory: twelve bytes more than the message has are always enough.
/// - Returns: bytes written; 0 when it does not fit or is no message.
/// - Thread: real-time. Does not block, allocate or count references.
@_noLocks @_noAllocation
func writeStamped(
    _ message: UnsafeRawBufferPointer, _ tag: OSCTimeTag,
    into memory: UnsafeMutableRawBufferPointer
) -> Int {
    guard let source = message.baseAddress, let target = memory.baseAddress,
        memory.count >= message.count &+ 12
    else { return 0 }
    let tags = endOfText(message, from: 0)
    guard tags > 0 else { return 0 }
    target.copyMemory(from: source, byteCount: tags)
    var arguments = tags
    var letters = 0
    if tags < message.count {
        guard source.load(fromByteOffset: tags, as: UInt8.self) == UInt8(ascii: ",") else {
            return 0
        }
        arguments = endOfText(message, from: tags)
        guard arguments > 0 else { return 0 }
        while source.load(fromByteOffset: tags &+ 1 &+ letters, as: UInt8.self) != 0 {
            letters &+= 1
        }
    }
    let place = tags &+ (letters &+ 2) & ~3 &+ 4
    target.storeBytes(of: 0, toByteOffset: place &- 4, as: UInt32.self)
    target.storeBytes(of: (0x2C74 as UInt16).bigEndian, toByteOffset: tags, as: UInt16.self)
    (target + tags + 2).copyMemory(from: source + tags + (letters > 0 ? 1 : 0), byteCount: letters)
    target.storeBytes(of: tag.rawValue.bigEndian, toByteOffset: place, as: UInt64.self)
    (target + place + 8).copyMemory(
        from: source + arguments, byteCount: message.count &- arguments)
    return place &+ 8 &+ message.count &- arguments
}

/// Where the text that begins at `start` ends with its zeros; 0 when it does not.
@_noLocks @_noAllocation
private func endOfText(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    var place = start
    while place < bytes.count {
        if base.load(fromByteOffset: place, as: UInt8.self) == 0 {
            let end = start &+ (place &- start) & ~3 &+ 4
            return end <= bytes.count ? end : 0
        }
        place &+= 1
    }
    return 0
}
