/// The units of the LV2 units extension and the symbols they are written with.
///
/// Kept here for the same reason as `LV2Classes`.
///
/// - Source: LV2 1.18.4, `units.ttl`.
enum LV2Units {
    /// The extension's name space; a unit's URI is this and its key.
    static let namespace = "http://lv2plug.in/ns/extensions/units#"

    /// The symbol of a unit of the extension; `nil` for any other URI.
    static func symbol(ofUnit uri: String) -> String? {
        uri.hasPrefix(namespace) ? table[String(uri.dropFirst(namespace.count))] : nil
    }

    /// The symbol in a printf format such as "%f dB": all but the number's place.
    static func symbol(inFormat format: String) -> String {
        guard let percent = format.firstIndex(of: "%") else { return format }
        let number = format[percent...].dropFirst().prefix { !$0.isLetter && $0 != "%" }
        let rest = format[number.endIndex...].dropFirst()
        let text = String(format[..<percent]) + rest.replacingPercents
        return trimmed(text)
    }

    /// Without spaces at either end: some plugins write a space for "no unit".
    static func trimmed(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    static let table: [String: String] = [
        "s": "s",
        "ms": "ms",
        "min": "min",
        "bar": "bars",
        "beat": "beats",
        "frame": "frames",
        "m": "m",
        "cm": "cm",
        "mm": "mm",
        "km": "km",
        "inch": "in",
        "mile": "mi",
        "db": "dB",
        "pc": "%",
        "coef": "",
        "hz": "Hz",
        "khz": "kHz",
        "mhz": "MHz",
        "bpm": "BPM",
        "oct": "oct",
        "cent": "ct",
        "semitone12TET": "semi",
        "degree": "deg",
        "midiNote": "note",
    ]
}

extension Substring {
    /// printf writes a percent sign for two.
    fileprivate var replacingPercents: String {
        var text = ""
        for character in self where !(character == "%" && text.last == "%") {
            text.append(character)
        }
        return text
    }
}
