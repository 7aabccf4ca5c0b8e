import Diagnostics

extension LibraryAnswer {
    /// A text in a field of a fixed size, which ends at a 0 or with the field.
    mutating func text(field: UnsafeRawBufferPointer, _ what: @autoclosure () -> String) -> String {
        let bytes = field.prefix { $0 != 0 }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        report(.warning, "plugin.broken-text", "\(what()) is not UTF-8; what is not is replaced")
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same for a text in UTF-16.
    mutating func text(
        field: UnsafeBufferPointer<UInt16>, _ what: @autoclosure () -> String
    ) -> String {
        let units = field.prefix { $0 != 0 }
        if let text = String(validating: units, as: UTF16.self) { return text }
        report(.warning, "plugin.broken-text", "\(what()) is not UTF-16; what is not is replaced")
        return String(decoding: units, as: UTF16.self)
    }

    /// The same for a field that C declares as an array of characters, which Swift sees as a tuple.
    mutating func text<Field>(bytes field: Field, _ what: @autoclosure () -> String) -> String {
        withUnsafeBytes(of: field) { text(field: $0, what()) }
    }

    /// The same for an array of 16-bit characters.
    mutating func text<Field>(units field: Field, _ what: @autoclosure () -> String) -> String {
        withUnsafeBytes(of: field) { text(field: $0.bindMemory(to: UInt16.self), what()) }
    }
}
