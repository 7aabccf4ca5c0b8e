import TaskGraph

/// Facets that hold lists of texts, each a row of fields.
///
/// The bytes are the lengths and texts one after another: no text can break a row.
struct TextRows {
    var rows: [[String]] = []

    init(_ rows: [[String]]) { self.rows = rows }

    init(_ texts: [String]) { rows = texts.map { [$0] } }

    /// What does not hold reads as no rows.
    init(_ bytes: [UInt8]?) {
        guard let bytes else { return }
        var reader = ByteReader(bytes)
        while let count = reader.number(UInt32.self) {
            var row: [String] = []
            for _ in 0..<count {
                guard let text = reader.text() else { return }
                row.append(text)
            }
            rows.append(row)
        }
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        for row in rows {
            writer.add(UInt32(row.count))
            for text in row { writer.add(text) }
        }
        return writer.bytes
    }

    /// The first field of each row.
    var texts: [String] { rows.compactMap(\.first) }
}
