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

    var bytes = Table<UInt8>()
    var entries = Table<Entry>()
    /// Entry number + 1, or 0 for free; the count is a power of two, at most half is used.
    var slots = Table<UInt32>()

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
        return bytes.withStretch(Int(entry.offset), Int(entry.length)) {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// Whether the text of entry `number` begins with another.
    public func hasPrefix(_ number: UInt32, _ start: StaticString) -> Bool {
        let (entry, length) = (entries[Int(number)], start.utf8CodeUnitCount)
        guard entry.length >= length else { return false }
        return bytes.withStretch(Int(entry.offset), length) { text in
            Self.isEqual(
                UnsafeRawBufferPointer(text),
                UnsafeRawBufferPointer(start: start.utf8Start, count: length))
        }
    }

    /// Whether entry `number` is the empty text.
    public func isEmpty(_ number: UInt32) -> Bool { entries[Int(number)].length == 0 }

    /// The scope that entry `number` was interned in.
    public func scope(of number: UInt32) -> UInt32 { entries[Int(number)].scope }

    /// Calls `body` with the zero-terminated text of entry `number`.
    ///
    /// Not generic: this is on the way of every file that is looked at.
    public func withCString(
        _ number: UInt32, _ body: (UnsafePointer<CChar>) -> Int32
    ) -> Int32 {
        let entry = entries[Int(number)]
        return bytes.withStretch(Int(entry.offset), Int(entry.length) + 1) { text in
            // Never empty: there is at least the zero byte.
            let start = UnsafeRawPointer(text.baseAddress.unsafelyUnwrapped)
            return body(start.assumingMemoryBound(to: CChar.self))
        }
    }

    private func probe(
        _ text: UnsafeRawBufferPointer, _ scope: UInt32
    ) -> (found: UInt32?, slot: Int) {
        if slots.isEmpty { return (nil, 0) }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: checksum64(text, seed: UInt64(scope))) & mask
        while slots[slot] != 0 {
            let number = slots[slot] - 1
            let entry = entries[Int(number)]
            if entry.scope == scope, Int(entry.length) == text.count {
                let isEqual = bytes.withStretch(Int(entry.offset), text.count) {
                    Self.isEqual(UnsafeRawBufferPointer($0), text)
                }
                if isEqual { return (number, slot) }
            }
            slot = (slot + 1) & mask
        }
        return (nil, slot)
    }

    /// Compares two runs of bytes of one length, eight at a time.
    private static func isEqual(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while place + 8 <= a.count {
            guard
                a.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    == b.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            else { return false }
            place += 8
        }
        while place < a.count {
            if a[place] != b[place] { return false }
            place += 1
        }
        return true
    }

    private mutating func grow() {
        let size = max(64, slots.count * 2)
        var fresh = [UInt32](repeating: 0, count: size)
        let mask = size - 1
        for number in entries.indices {
            let entry = entries[number]
            var slot = bytes.withStretch(Int(entry.offset), Int(entry.length)) { text in
                let hash = checksum64(UnsafeRawBufferPointer(text), seed: UInt64(entry.scope))
                return Int(truncatingIfNeeded: hash) & mask
            }
            while fresh[slot] != 0 { slot = (slot + 1) & mask }
            fresh[slot] = UInt32(number) + 1
        }
        slots = Table(fresh)
    }
}
