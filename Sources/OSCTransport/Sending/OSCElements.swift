/// The packets of a bundle one after another, or one packet alone.
struct OSCElements {
    private let bytes: UnsafeRawBufferPointer
    private var place: Int
    private let isAlone: Bool
    /// How many there are.
    let count: Int
    /// Their bytes, with four for the size of each.
    let byteCount: Int

    /// - Returns: `nil` when a size leads beyond the end.
    init?(_ packet: UnsafeRawBufferPointer, isDeferred: Bool) {
        bytes = packet
        isAlone = !isDeferred
        place = isDeferred ? 16 : 0
        if isAlone {
            count = 1
            byteCount = packet.count + 4
            return
        }
        var next = 16
        var found = 0
        while next < packet.count {
            guard packet.count - next >= 4 else { return nil }
            let size = Int(
                UInt32(bigEndian: packet.loadUnaligned(fromByteOffset: next, as: UInt32.self)))
            guard size > 0, size & 3 == 0, size <= packet.count - next - 4 else { return nil }
            next += 4 + size
            found += 1
        }
        count = found
        byteCount = packet.count - 16
    }

    mutating func next() -> UnsafeRawBufferPointer? {
        guard place < bytes.count else { return nil }
        if isAlone {
            place = bytes.count
            return bytes
        }
        let size = Int(
            UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
        let start = place + 4
        place = start + size
        return UnsafeRawBufferPointer(rebasing: bytes[start..<place])
    }
}
