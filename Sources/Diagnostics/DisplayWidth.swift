extension Unicode.Scalar {
    /// Columns that a terminal gives the character: 0, 1 or 2.
    ///
    /// Near enough for carets: East Asian wide characters and emoji count 2, combining marks and
    /// joiners 0.
    var displayWidth: Int {
        if value < 0x300 { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    /// What is shown for it: itself, or a replacement that cannot steer a terminal.
    var shown: Unicode.Scalar {
        switch properties.generalCategory {
        case .control where self != "\t", .lineSeparator, .paragraphSeparator: "\u{FFFD}"
        // Marks that turn the direction of writing can make a text look like another.
        case .format where (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value):
            "\u{FFFD}"
        default: self
        }
    }
}

extension String {
    /// The text without characters that steer a terminal.
    var shown: String {
        let isPlain = utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        if isPlain { return self }
        var result = UnicodeScalarView()
        for scalar in unicodeScalars { result.append(scalar.shown) }
        return String(result)
    }
}
