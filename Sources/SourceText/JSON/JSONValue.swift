/// A value to be written as JSON, the same bytes every time.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// Written as `null` when it is infinite or not a number.
    case number(Double)
    case string(String)
    case array([JSONValue])
    /// Written in this order; nobody checks that names are unique.
    case object([Member])

    /// One name and its value in an object.
    public struct Member: Sendable, Equatable {
        public var name: String
        public var value: JSONValue

        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }
}

extension JSONValue {
    /// UTF-8 text of the value.
    ///
    /// Whole numbers have no fraction, others the fewest digits that read back the same.
    ///
    /// - Parameter indent: Spaces for each level, one member a line, with a line feed at the end;
    ///   `nil` writes everything on one line without any space.
    public func encoded(indent: Int? = nil) -> [UInt8] {
        var writer = JSONWriter(indent: indent)
        writer.write(self, depth: 0)
        if indent != nil { writer.bytes.append(0x0A) }
        return writer.bytes
    }
}

private struct JSONWriter {
    var bytes: [UInt8] = []
    let indent: Int?

    mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): write(value)
        case .number(let value): write(value)
        case .string(let text): write(text)
        case .array(let values):
            list(values, "[", "]", depth) { writer, value in
                writer.write(value, depth: depth + 1)
            }
        case .object(let members):
            list(members, "{", "}", depth) { writer, member in
                writer.write(member.name)
                writer.append(writer.indent == nil ? ":" : ": ")
                writer.write(member.value, depth: depth + 1)
            }
        }
    }

    private mutating func list<Element>(
        _ elements: [Element], _ open: StaticString, _ close: StaticString, _ depth: Int,
        write: (inout JSONWriter, Element) -> Void
    ) {
        append(open)
        for (index, element) in elements.enumerated() {
            if index > 0 { append(",") }
            newLine(depth + 1)
            write(&self, element)
        }
        if !elements.isEmpty { newLine(depth) }
        append(close)
    }

    private mutating func newLine(_ depth: Int) {
        guard let indent else { return }
        bytes.append(0x0A)
        for _ in 0..<indent * depth { bytes.append(0x20) }
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func write(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = value.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private mutating func write(_ value: Double) {
        guard value.isFinite else { return append("null") }
        // Negative zero keeps its sign, and so its point.
        if value.magnitude < 0x1p53, value == Double(Int64(value)), value.sign == .plus || value < 0
        {
            return write(Int64(value))
        }
        bytes.append(contentsOf: value.description.utf8)
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte != 0x7F {
                bytes.append(byte)
            } else {
                escape(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: append("b")
        case 0x09: append("t")
        case 0x0A: append("n")
        case 0x0C: append("f")
        case 0x0D: append("r")
        default:
            append("u")
            bytes.append(contentsOf: hexadecimal(UInt32(byte), 4).utf8)
        }
    }
}
