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
        var stream = JSONStream(indent: indent)
        stream.write(self)
        return stream.finish()
    }
}

extension JSONStream {
    /// Writes a value and all that is in it.
    public mutating func write(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): self.value(flag)
        case .integer(let number): self.value(number)
        case .number(let number): self.value(number)
        case .string(let text): self.value(text)
        case .array(let values): array { for value in values { $0.write(value) } }
        case .object(let members):
            object {
                for member in members {
                    $0.name(member.name)
                    $0.write(member.value)
                }
            }
        }
    }
}
