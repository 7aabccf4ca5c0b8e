/// Makes any text fit for an XML document.
///
/// - Source: XML 1.0, production 2 (`Char`) and 15 (`Comment`).
public enum XMLText {
    /// `text` as it stands between the quotes of an attribute.
    public static func value(_ text: String) -> String {
        var escaped = ""
        for scalar in content(text).unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case "\"": escaped += "&quot;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// `text` with every character that XML cannot carry replaced by U+FFFD.
    static func content(_ text: String) -> String {
        guard needsCare(text) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { isAllowed($0) ? $0 : "\u{FFFD}" }))
    }

    /// `text` on one line and without `--`, so that no comment ends early.
    static func comment(_ text: String) -> String {
        guard needsCareInComment(text) else { return text }
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "-", safe.last == "-" { safe.append(" ") }
            let isControl = scalar.value < 0x20
            safe.append(isControl ? " " : isAllowed(scalar) ? scalar : "\u{FFFD}")
        }
        return String(safe)
    }

    /// Whether `name` can name an element or attribute; ASCII names only, which is all we write.
    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first) else { return false }
        return name.utf8.allSatisfy {
            isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x3A
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: true
        case 0x20...0xFFFD, 0x1_0000...: true
        default: false
        }
    }

    /// Quick test on bytes: control characters, and lead byte 0xEF, which U+FFFE and U+FFFF share.
    private static func needsCare(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            for byte in bytes where byte < 0x20 && byte != 0x0A && byte != 0x09 || byte == 0xEF {
                return true
            }
            return false
        }
    }

    /// The same, and line breaks and double hyphens.
    private static func needsCareInComment(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var previous: UInt8 = 0
            for byte in bytes {
                if byte < 0x20 || byte == 0xEF || byte == 0x2D && previous == 0x2D { return true }
                previous = byte
            }
            return false
        }
    }
}
