extension OSCPacket {
    /// The packet's bytes.
    public func encoded() -> [UInt8] {
        let size = byteCount
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var writer = OSCWriter(into: UnsafeMutableRawBufferPointer(buffer))
            write(to: &writer)
            precondition(!writer.isOverfull && writer.count == size, "a packet has another size")
            count = size
        }
    }

    /// Bytes of the packet, a multiple of four.
    public var byteCount: Int {
        switch self {
        case .message(let message): message.byteCount
        case .bundle(let bundle): bundle.elements.reduce(16) { $0 + 4 + $1.byteCount }
        }
    }

    /// Writes the packet.
    public func write(to writer: inout OSCWriter) {
        switch self {
        case .message(let message): message.write(to: &writer)
        case .bundle(let bundle):
            writer.bundle(bundle.timeTag)
            for element in bundle.elements {
                let place = writer.beginElement()
                element.write(to: &writer)
                writer.endElement(place)
            }
        }
    }
}

extension OSCMessage {
    /// Bytes of the message, a multiple of four.
    public var byteCount: Int {
        let tags = arguments.reduce(1) { $0 + $1.tagCount }
        return arguments.reduce(textSize(address.utf8.count) + textSize(tags)) { $0 + $1.byteCount }
    }

    /// The message's bytes.
    public func encoded() -> [UInt8] { OSCPacket.message(self).encoded() }

    /// Writes the message.
    public func write(to writer: inout OSCWriter) {
        var tags: [UInt8] = []
        for argument in arguments { argument.appendTags(to: &tags) }
        let address = Array(address.utf8)
        address.withUnsafeBytes { address in
            tags.withUnsafeBytes { writer.head(address: address, tags: $0) }
        }
        for argument in arguments { argument.write(to: &writer) }
    }
}

extension OSCArgument {
    fileprivate var tagCount: Int {
        guard case .array(let members) = self else { return 1 }
        return members.reduce(2) { $0 + $1.tagCount }
    }

    fileprivate func appendTags(to tags: inout [UInt8]) {
        if case .array(let members) = self {
            tags.append(UInt8(ascii: "["))
            for member in members { member.appendTags(to: &tags) }
            tags.append(UInt8(ascii: "]"))
        } else {
            tags.append(tag)
        }
    }

    /// The type tag of anything but an array.
    private var tag: UInt8 {
        switch self {
        case .int32: UInt8(ascii: "i")
        case .int64: UInt8(ascii: "h")
        case .float32: UInt8(ascii: "f")
        case .float64: UInt8(ascii: "d")
        case .string: UInt8(ascii: "s")
        case .symbol: UInt8(ascii: "S")
        case .blob: UInt8(ascii: "b")
        case .timeTag: UInt8(ascii: "t")
        case .character: UInt8(ascii: "c")
        case .color: UInt8(ascii: "r")
        case .midi: UInt8(ascii: "m")
        case .boolean(let flag): UInt8(ascii: flag ? "T" : "F")
        case .null: UInt8(ascii: "N")
        case .impulse: UInt8(ascii: "I")
        case .array: UInt8(ascii: "[")
        }
    }

    fileprivate var byteCount: Int {
        switch self {
        case .int32, .float32, .character, .color, .midi: 4
        case .int64, .float64, .timeTag: 8
        case .string(let text), .symbol(let text): textSize(text.utf8.count)
        case .blob(let bytes): 4 + (bytes.count + 3) & ~3
        case .boolean, .null, .impulse: 0
        case .array(let members): members.reduce(0) { $0 + $1.byteCount }
        }
    }

    fileprivate func write(to writer: inout OSCWriter) {
        switch self {
        case .int32(let value): writer.int32(value)
        case .int64(let value): writer.int64(value)
        case .float32(let value): writer.float32(value)
        case .float64(let value): writer.float64(value)
        case .string(let text), .symbol(let text):
            Array(text.utf8).withUnsafeBytes { writer.text($0) }
        case .blob(let bytes): bytes.withUnsafeBytes { writer.blob($0) }
        case .timeTag(let tag): writer.int64(Int64(bitPattern: tag.rawValue))
        case .character(let value): writer.int32(Int32(value))
        case .color(let bits), .midi(let bits): writer.int32(Int32(bitPattern: bits))
        case .boolean, .null, .impulse: break
        case .array(let members): for member in members { member.write(to: &writer) }
        }
    }
}

/// Bytes of a text with its zeros.
private func textSize(_ count: Int) -> Int { count & ~3 + 4 }
