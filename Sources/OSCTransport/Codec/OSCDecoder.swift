extension OSCPacket {
    /// Reads a packet that nobody vouches for.
    ///
    /// A message that ends with its address has no arguments. Texts that are not UTF-8 are repaired.
    ///
    /// - Throws: what is wrong first, and where.
    /// - Complexity: O(`bytes.count`).
    public init(decoding bytes: UnsafeRawBufferPointer) throws(OSCDecodingError) {
        if bytes.count % 4 != 0 {
            throw OSCDecodingError(.sizeNotMultipleOfFour(bytes.count), at: bytes.count)
        }
        var decoder = OSCDecoder(bytes)
        self = try decoder.packet(endingAt: bytes.count, depth: 1)
    }

    /// Reads a packet that nobody vouches for.
    public init(decoding bytes: [UInt8]) throws(OSCDecodingError) {
        // A closure would lose the type of the error.
        let read = bytes.withUnsafeBytes { buffer -> Result<OSCPacket, OSCDecodingError> in
            do throws(OSCDecodingError) {
                return .success(try OSCPacket(decoding: buffer))
            } catch {
                return .failure(error)
            }
        }
        self = try read.get()
    }
}

/// A place in the bytes of a packet.
struct OSCDecoder {
    /// How deep bundles, and arrays, may lie in each other.
    static let maximumDepth = 32

    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func packet(endingAt end: Int, depth: Int) throws(OSCDecodingError) -> OSCPacket {
        guard offset < end else { throw OSCDecodingError(.empty, at: offset) }
        if isBundle(endingAt: end) { return .bundle(try bundle(endingAt: end, depth: depth)) }
        return .message(try message(endingAt: end))
    }

    private func isBundle(endingAt end: Int) -> Bool {
        end - offset >= 8
            && bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).bigEndian
                == 0x2362_756E_646C_6500
    }

    private mutating func bundle(
        endingAt end: Int, depth: Int
    ) throws(OSCDecodingError) -> OSCBundle {
        if depth > Self.maximumDepth { throw OSCDecodingError(.bundlesTooDeep, at: offset) }
        guard end - offset >= 16 else { throw OSCDecodingError(.bundleCutOff, at: offset + 8) }
        offset += 8
        let tag = OSCTimeTag(rawValue: unsigned64())
        var elements: [OSCPacket] = []
        while offset < end {
            let place = offset
            let size = Int(unsigned32())
            if size % 4 != 0 {
                throw OSCDecodingError(.elementSizeNotMultipleOfFour(size), at: place)
            }
            if size > end - offset {
                throw OSCDecodingError(.sizeBeyondEnd(size, left: end - offset), at: place)
            }
            elements.append(try packet(endingAt: offset + size, depth: depth + 1))
        }
        return OSCBundle(at: tag, elements)
    }

    private mutating func message(endingAt end: Int) throws(OSCDecodingError) -> OSCMessage {
        guard bytes[offset] == UInt8(ascii: "/") else {
            throw OSCDecodingError(.addressWithoutSlash, at: offset)
        }
        let address = string(try text(endingAt: end))
        if offset == end { return OSCMessage(address) }
        guard bytes[offset] == UInt8(ascii: ",") else {
            throw OSCDecodingError(.tagsWithoutComma, at: offset)
        }
        let tags = try text(endingAt: end)
        var next = tags.lowerBound + 1
        let arguments = try self.arguments(tags, &next, endingAt: end, depth: 0)
        if offset < end { throw OSCDecodingError(.bytesLeftOver(end - offset), at: offset) }
        return OSCMessage(address, arguments)
    }

    /// Arguments up to the end of the tags, or of the array when `depth` is above 0.
    private mutating func arguments(
        _ tags: Range<Int>, _ next: inout Int, endingAt end: Int, depth: Int
    ) throws(OSCDecodingError) -> [OSCArgument] {
        if depth > Self.maximumDepth { throw OSCDecodingError(.arraysTooDeep, at: next) }
        var found: [OSCArgument] = []
        let first = next
        while next < tags.upperBound {
            let place = next
            let tag = bytes[place]
            next += 1
            switch tag {
            case UInt8(ascii: "["):
                found.append(
                    .array(try arguments(tags, &next, endingAt: end, depth: depth + 1)))
            case UInt8(ascii: "]"):
                if depth == 0 { throw OSCDecodingError(.arrayNotOpened, at: place) }
                return found
            default: found.append(try argument(tag, at: place, endingAt: end))
            }
        }
        if depth > 0 { throw OSCDecodingError(.arrayNotClosed, at: first - 1) }
        return found
    }

    private mutating func argument(
        _ tag: UInt8, at place: Int, endingAt end: Int
    ) throws(OSCDecodingError) -> OSCArgument {
        switch tag {
        case UInt8(ascii: "T"): return .boolean(true)
        case UInt8(ascii: "F"): return .boolean(false)
        case UInt8(ascii: "N"): return .null
        case UInt8(ascii: "I"): return .impulse
        case UInt8(ascii: "s"): return .string(string(try text(endingAt: end)))
        case UInt8(ascii: "S"): return .symbol(string(try text(endingAt: end)))
        case UInt8(ascii: "h"), UInt8(ascii: "d"), UInt8(ascii: "t"):
            try need(8, for: tag, endingAt: end)
            return wide(tag)
        case UInt8(ascii: "i"), UInt8(ascii: "f"), UInt8(ascii: "c"), UInt8(ascii: "r"),
            UInt8(ascii: "m"):
            try need(4, for: tag, endingAt: end)
            return narrow(tag)
        case UInt8(ascii: "b"):
            try need(4, for: tag, endingAt: end)
            return .blob(try blob(endingAt: end))
        default: throw OSCDecodingError(.unknownTag(tag), at: place)
        }
    }

    private mutating func narrow(_ tag: UInt8) -> OSCArgument {
        let bits = unsigned32()
        switch tag {
        case UInt8(ascii: "i"): return .int32(Int32(bitPattern: bits))
        case UInt8(ascii: "f"): return .float32(Float(bitPattern: bits))
        case UInt8(ascii: "c"): return .character(UInt8(truncatingIfNeeded: bits))
        case UInt8(ascii: "r"): return .color(bits)
        default: return .midi(bits)
        }
    }

    private mutating func wide(_ tag: UInt8) -> OSCArgument {
        let bits = unsigned64()
        switch tag {
        case UInt8(ascii: "h"): return .int64(Int64(bitPattern: bits))
        case UInt8(ascii: "d"): return .float64(Double(bitPattern: bits))
        default: return .timeTag(OSCTimeTag(rawValue: bits))
        }
    }

    private func need(_ size: Int, for tag: UInt8, endingAt end: Int) throws(OSCDecodingError) {
        if end - offset < size {
            throw OSCDecodingError(
                .argumentCutOff(tag: tag, needed: size, left: end - offset), at: offset)
        }
    }

    private mutating func blob(endingAt end: Int) throws(OSCDecodingError) -> [UInt8] {
        let place = offset
        let size = Int(unsigned32())
        let padded = (size + 3) & ~3
        if padded > end - offset {
            throw OSCDecodingError(.sizeBeyondEnd(size, left: end - offset), at: place)
        }
        let found = Array(bytes[offset..<offset + size])
        try skipPadding(from: offset + size, to: offset + padded)
        return found
    }

    /// Passes a text and its zeros.
    ///
    /// - Returns: where it stands, without zeros.
    private mutating func text(endingAt end: Int) throws(OSCDecodingError) -> Range<Int> {
        let start = offset
        var place = start
        while place < end, bytes[place] != 0 { place += 1 }
        // Elements are multiples of four, so that the zeros cannot pass the end when one is there.
        if place == end { throw OSCDecodingError(.textWithoutEnd, at: start) }
        try skipPadding(from: place, to: start + (place - start) & ~3 + 4)
        return start..<place
    }

    private mutating func skipPadding(
        from start: Int, to end: Int
    ) throws(OSCDecodingError) {
        for place in start..<end where bytes[place] != 0 {
            throw OSCDecodingError(.paddingNotZero, at: place)
        }
        offset = end
    }

    private func string(_ range: Range<Int>) -> String {
        String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    private mutating func unsigned32() -> UInt32 {
        defer { offset += 4 }
        return UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    private mutating func unsigned64() -> UInt64 {
        defer { offset += 8 }
        return UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
