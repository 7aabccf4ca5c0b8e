/// The arguments of an OSC message that a host sent, read where they lie.
struct HostMessage {
    /// An argument, and where it stands.
    struct Argument {
        enum Content: Equatable {
            case number(Double)
            case flag(Bool)
            case text([UInt8])
            /// Of a kind that no target sends.
            case other
        }

        var content: Content
        /// Bytes from the message's start: its type tag, and its value.
        var tag: Int
        var place: Int
    }

    let address: [UInt8]
    let arguments: [Argument]

    /// - Returns: `nil` for what is no message, or ends too early.
    init?(_ bytes: UnsafeRawBufferPointer) {
        address = Array(bytes.prefix { $0 != 0 })
        guard address.count < bytes.count else { return nil }
        let start = address.count & ~3 + 4
        guard start < bytes.count, bytes[start] == UInt8(ascii: ",") else {
            arguments = []
            if start > bytes.count { return nil }
            return
        }
        let tags = bytes[(start + 1)...].prefix { $0 != 0 }
        var place = (start + 1 + tags.count) & ~3 + 4
        var found: [Argument] = []
        for (index, tag) in tags.enumerated() {
            guard let (content, size) = Self.read(bytes, tag, at: place) else { return nil }
            found.append(Argument(content: content, tag: start + 1 + index, place: place))
            place += size
        }
        arguments = found
    }

    /// - Returns: `nil` where there are not so many bytes.
    private static func read(
        _ bytes: UnsafeRawBufferPointer, _ tag: UInt8, at place: Int
    ) -> (Argument.Content, size: Int)? {
        func has(_ size: Int) -> Bool { place + size <= bytes.count }
        switch tag {
        case UInt8(ascii: "i"), UInt8(ascii: "f"):
            guard has(4) else { return nil }
            let bits = UInt32(
                bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
            return (
                .number(
                    tag == UInt8(ascii: "i")
                        ? Double(Int32(bitPattern: bits)) : Double(Float(bitPattern: bits))), 4
            )
        case UInt8(ascii: "h"), UInt8(ascii: "d"):
            guard has(8) else { return nil }
            let bits = UInt64(
                bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            return (
                .number(
                    tag == UInt8(ascii: "h")
                        ? Double(Int64(bitPattern: bits)) : Double(bitPattern: bits)), 8
            )
        case UInt8(ascii: "s"):
            guard has(1) else { return nil }
            let text = Array(bytes[place...].prefix { $0 != 0 })
            return has(text.count + 1) ? (.text(text), text.count & ~3 + 4) : nil
        case UInt8(ascii: "T"): return (.flag(true), 0)
        case UInt8(ascii: "F"): return (.flag(false), 0)
        case UInt8(ascii: "N"), UInt8(ascii: "I"): return (.other, 0)
        case UInt8(ascii: "c"), UInt8(ascii: "r"), UInt8(ascii: "m"): return (.other, 4)
        default: return nil
        }
    }
}

/// What a target sends, to be recognised when its host says it.
struct HostPacket: Sendable {
    private enum Part {
        case number(Double)
        case text([UInt8])
        case value
        case position
    }

    let target: UInt16
    /// The player's output that the target sends to.
    let output: UInt16
    let address: [UInt8]
    private let parts: [Part]
    private let minimum: Double
    private let maximum: Double

    /// - Returns: `nil` for a packet that is no message or has no value.
    init?(
        _ plan: PacketPlan, target: UInt16, output: UInt16, minimum: Double, maximum: Double
    ) {
        guard let message = plan.bytes.withUnsafeBytes({ HostMessage($0) }) else { return nil }
        var hasValue = false
        parts = message.arguments.map { argument in
            let patch = plan.patches.first {
                $0.offset == ($0.kind == .flag ? argument.tag : argument.place)
                    && ($0.kind == .flag) == argument.content.isFlag
            }
            if let patch {
                hasValue = true
                return patch.kind == .position ? .position : .value
            }
            switch argument.content {
            case .number(let number): return .number(number)
            case .text(let text): return .text(text)
            case .flag, .other: return .number(.nan)
            }
        }
        guard hasValue else { return nil }
        address = message.address
        self.target = target
        self.output = output
        self.minimum = minimum
        self.maximum = maximum
    }

    /// What stands where the value stands, when all else is the same. A host may answer with a float where a
    /// whole number or a flag was sent, and the other way round.
    func value(in message: HostMessage) -> Double? {
        guard message.arguments.count == parts.count else { return nil }
        var found: Double?
        for (part, argument) in zip(parts, message.arguments) {
            switch (part, argument.content) {
            case (.number(let ours), .number(let its)) where ours == its: break
            case (.text(let ours), .text(let its)) where ours == its: break
            case (.value, .number(let number)): found = number
            case (.position, .number(let number)): found = minimum + (maximum - minimum) * number
            case (.value, .flag(let isOn)), (.position, .flag(let isOn)):
                found = isOn ? maximum : minimum
            default: return nil
            }
        }
        return found.flatMap { $0.isFinite ? $0 : nil }
    }
}

extension HostMessage.Argument.Content {
    fileprivate var isFlag: Bool { if case .flag = self { true } else { false } }
}
