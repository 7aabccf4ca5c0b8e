/// Findings as bytes, to be kept in a cache.
///
/// Numbers are LEB128, texts are UTF-8 behind their length, what may be missing has a flag.
public func encodedDiagnostics(_ findings: [Diagnostic]) -> [UInt8] {
    var writer = DiagnosticWriter()
    writer.bytes.append(formatVersion)
    writer.write(findings) { $0.write($1) }
    return writer.bytes
}

/// - Returns: `nil` when the bytes are not what `encodedDiagnostics` wrote.
public func decodedDiagnostics(_ bytes: [UInt8]) -> [Diagnostic]? {
    var reader = DiagnosticReader(bytes: bytes)
    guard reader.byte() == formatVersion,
        let findings = reader.list({ $0.diagnostic() }), reader.isAtEnd
    else { return nil }
    return findings
}

private let formatVersion: UInt8 = 2
private let severities: [Severity] = [.off, .info, .warning, .error]

private struct DiagnosticWriter {
    var bytes: [UInt8] = []

    mutating func write(_ finding: Diagnostic) {
        bytes.append(UInt8(severities.firstIndex(of: finding.severity) ?? 0))
        write(finding.code)
        write(finding.message)
        write(finding.path)
        write(finding.range) { $0.write($1) }
        write(finding.excerpt) { $0.write($1) }
        write(finding.excerptColumn)
        write(finding.notes) { writer, note in
            writer.write(note.message)
            writer.write(note.location) { writer, location in
                writer.write(location.path)
                writer.write(location.range)
            }
        }
        write(finding.fixIt) { writer, fixIt in
            writer.write(fixIt.message)
            writer.write(fixIt.edits) { writer, edit in
                writer.write(edit.range)
                writer.write(edit.replacement)
            }
        }
    }

    mutating func write(_ range: SourceRange) {
        write(range.start.line)
        write(range.start.column)
        write(range.end.line)
        write(range.end.column)
    }

    mutating func write(_ text: String) {
        write(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write(_ number: Int) {
        var rest = UInt64(bitPattern: Int64(number))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func write<Value>(_ value: Value?, _ write: (inout Self, Value) -> Void) {
        bytes.append(value == nil ? 0 : 1)
        if let value { write(&self, value) }
    }

    mutating func write<Value>(_ values: [Value], _ write: (inout Self, Value) -> Void) {
        self.write(values.count)
        for value in values { write(&self, value) }
    }
}

private struct DiagnosticReader {
    let bytes: [UInt8]
    private var offset = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func diagnostic() -> Diagnostic? {
        guard let severity = byte(), Int(severity) < severities.count, let code = text(),
            let message = text(), let path = text(), let range = optional({ $0.range() }),
            let excerpt = optional({ $0.text() }), let column = number(),
            let notes = list({ $0.note() }),
            let fixIt = optional({ $0.fixIt() })
        else { return nil }
        var finding = Diagnostic(
            severities[Int(severity)], code, message, path: path, range: range, notes: notes,
            fixIt: fixIt)
        finding.excerpt = excerpt
        finding.excerptColumn = column
        return finding
    }

    mutating func note() -> Diagnostic.Note? {
        guard let message = text(), let location = optional({ $0.location() }) else { return nil }
        return Diagnostic.Note(message, at: location)
    }

    mutating func location() -> SourceLocation? {
        guard let path = text(), let range = range() else { return nil }
        return SourceLocation(path: path, range: range)
    }

    mutating func fixIt() -> FixIt? {
        guard let message = text(), let edits = list({ $0.edit() }) else { return nil }
        return FixIt(message, edits: edits)
    }

    mutating func edit() -> TextEdit? {
        guard let range = range(), let replacement = text() else { return nil }
        return TextEdit(range: range, replacement: replacement)
    }

    mutating func range() -> SourceRange? {
        guard let startLine = number(), let startColumn = number(), let endLine = number(),
            let endColumn = number()
        else { return nil }
        return SourceRange(
            start: SourcePosition(line: startLine, column: startColumn),
            end: SourcePosition(line: endLine, column: endColumn))
    }

    mutating func byte() -> UInt8? {
        guard offset < bytes.count else { return nil }
        offset += 1
        return bytes[offset - 1]
    }

    mutating func number() -> Int? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = byte() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int(Int64(bitPattern: value)) }
        }
        return nil
    }

    mutating func text() -> String? {
        guard let count = number(), count >= 0, count <= bytes.count - offset else { return nil }
        offset += count
        return String(validating: bytes[offset - count..<offset], as: UTF8.self)
    }

    /// The outer optional is `nil` when the bytes are malformed.
    mutating func optional<Value>(_ read: (inout Self) -> Value?) -> Value?? {
        switch byte() {
        case 0: return .some(nil)
        case 1: return read(&self).map { .some($0) }
        default: return nil
        }
    }

    mutating func list<Value>(_ read: (inout Self) -> Value?) -> [Value]? {
        guard let count = number(), count >= 0, count <= bytes.count - offset else { return nil }
        var values: [Value] = []
        for _ in 0..<count {
            guard let value = read(&self) else { return nil }
            values.append(value)
        }
        return values
    }
}
