import ContentDigest

/// Texts interned once, each under a dense number, looked up by open addressing.
///
/// Everything lies in three arrays of plain numbers, so that a table of any size is saved and
/// loaded without touching its entries. A text is followed by a zero byte: it can be handed to the
/// system as it is.
public struct NameTable: Sendable {
    /// Where a text lies, and the scope it is unique in.
    struct Entry: Sendable, BitwiseCopyable {
        var offset: UInt32
        var length: UInt32
        var scope: UInt32
    }

    var bytes: [UInt8] = []
    var entries: [Entry] = []
    /// Entry number + 1, or 0 for free; the count is a power of two, at most half is used.
    var slots: [UInt32] = []

    public init() {}

    public var count: Int { entries.count }

    /// The number of `text` in `scope`, when it is there.
    public func find(_ text: String, scope: UInt32 = 0) -> UInt32? {
        var text = text
        return text.withUTF8 { probe(UnsafeRawBufferPointer($0), scope).found }
    }

    /// The number of `text` in `scope`; a new one when it is not there yet.
    public mutating func intern(_ text: String, scope: UInt32 = 0) -> UInt32 {
        var text = text
        return text.withUTF8 { intern(UnsafeRawBufferPointer($0), scope: scope) }
    }

    private mutating func intern(_ text: UnsafeRawBufferPointer, scope: UInt32) -> UInt32 {
        if entries.count * 2 >= slots.count { grow() }
        let place = probe(text, scope)
        if let found = place.found { return found }
        let number = UInt32(entries.count)
        entries.append(
            Entry(offset: UInt32(bytes.count), length: UInt32(text.count), scope: scope))
        bytes.append(contentsOf: text)
        bytes.append(0)
        slots[place.slot] = number + 1
        return number
    }

    public subscript(number: UInt32) -> String {
        let entry = entries[Int(number)]
        let start = Int(entry.offset)
        return String(decoding: bytes[start..<start + Int(entry.length)], as: UTF8.self)
    }

    /// The scope that entry `number` was interned in.
    public func scope(of number: UInt32) -> UInt32 { entries[Int(number)].scope }

    /// Calls `body` with the zero-terminated text of entry `number`.
    public func withCString<Result>(
        _ number: UInt32, _ body: (UnsafePointer<CChar>) -> Result
    ) -> Result {
        let offset = Int(entries[Int(number)].offset)
        return bytes.withUnsafeBytes { arena in
            // Never empty here: an entry has at least its zero byte.
            let text = arena.baseAddress.unsafelyUnwrapped + offset
            return body(text.assumingMemoryBound(to: CChar.self))
        }
    }

    private func probe(
        _ text: UnsafeRawBufferPointer, _ scope: UInt32
    ) -> (found: UInt32?, slot: Int) {
        if slots.isEmpty { return (nil, 0) }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: checksum64(text, seed: UInt64(scope))) & mask
        return bytes.withUnsafeBytes { arena in
            while slots[slot] != 0 {
                let number = slots[slot] - 1
                let entry = entries[Int(number)]
                if entry.scope == scope, Int(entry.length) == text.count {
                    let start = Int(entry.offset)
                    if arena[start..<start + text.count].elementsEqual(text) { return (number, slot) }
                }
                slot = (slot + 1) & mask
            }
            return (nil, slot)
        }
    }

    private mutating func grow() {
        let size = max(64, slots.count * 4)
        slots = [UInt32](repeating: 0, count: size)
        let mask = size - 1
        bytes.withUnsafeBytes { arena in
            for (number, entry) in entries.enumerated() {
                let start = Int(entry.offset)
                let text = UnsafeRawBufferPointer(rebasing: arena[start..<start + Int(entry.length)])
                var slot = Int(truncatingIfNeeded: checksum64(text, seed: UInt64(entry.scope))) & mask
                while slots[slot] != 0 { slot = (slot + 1) & mask }
                slots[slot] = UInt32(number) + 1
            }
        }
    }
}
