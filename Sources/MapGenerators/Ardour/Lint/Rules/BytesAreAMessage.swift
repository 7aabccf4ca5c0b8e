import Diagnostics

/// The bytes of `sysex` and `msg` are hexadecimal and make one whole message.
///
/// - Reports: `ardour.bytes`, an error: the binding never acts.
struct BytesAreAMessage: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.bytes", .error,
            "The bytes of 'sysex' and 'msg' are hexadecimal and make one whole message")
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.compactMap { binding in
            guard let event = binding.event, event.isBytes else { return nil }
            return problem(event).map { binding.finding(.error, "bytes", $0, at: event.name) }
        }
    }

    private func problem(_ event: ArdourEventText) -> String? {
        let words = event.text.split(whereSeparator: { $0.isWhitespace })
        var bytes: [Int] = []
        for word in words {
            let digits = word.lowercased().hasPrefix("0x") ? word.dropFirst(2) : word
            guard let byte = Int(digits, radix: 16), digits.first != "-", digits.first != "+"
            else {
                return "'\(word)' is no hexadecimal byte, and Ardour stops reading there; write "
                    + "bytes such as f0 7f 7f f7"
            }
            guard byte <= 255 else {
                return "'\(word)' is more than a byte; write two hexadecimal digits each, with a "
                    + "blank between them"
            }
            bytes.append(byte)
        }
        guard let first = bytes.first else {
            return "there are no bytes here, so Ardour drops the binding"
        }
        return event.name == "sysex" ? exclusive(bytes) : plain(first, bytes)
    }

    private func exclusive(_ bytes: [Int]) -> String? {
        guard bytes.first == 0xF0, bytes.last == 0xF7 else {
            return "a system exclusive message goes from f0 to f7, so this one never comes"
        }
        return bytes.dropFirst().dropLast().contains { $0 > 127 }
            ? "the bytes between f0 and f7 are below 80, so this message never comes" : nil
    }

    private func plain(_ first: Int, _ bytes: [Int]) -> String? {
        guard first >= 0x80 else {
            return "a message begins with a byte from 80 on, so this one never comes"
        }
        let length: Int? =
            switch first {
            case 0xC0...0xDF, 0xF1, 0xF3: 2
            case 0x80...0xEF, 0xF2: 3
            case 0xF4...0xFF: 1
            default: nil
            }
        guard let length, bytes.count != length else { return nil }
        return
            "a message that begins with \(String(first, radix: 16)) has \(length) bytes, so this "
            + "one, with \(bytes.count), never comes"
    }
}
