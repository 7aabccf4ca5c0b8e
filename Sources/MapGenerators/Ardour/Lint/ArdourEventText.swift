import XMLDocument

/// What a binding listens to, as its attribute says.
struct ArdourEventText: Equatable {
    /// What is compared with each other: two bindings of one group, channel and number both act.
    enum Group: Hashable { case controller, note, program, bend, parameterNumber, bytes }

    /// The attribute.
    let name: String
    /// Its value as written.
    let text: String

    /// Attributes that bind a control, in the order in which Ardour looks for them.
    static let ofControls = [
        "ctl", "ctl-toggle", "ctl-dial", "note", "pgm", "pb", "enc-l", "enc-r", "enc-2", "enc-b",
        "rpn", "nrpn", "rpn-delta", "nrpn-delta",
    ]
    /// Attributes that call a function or an action, in that order.
    static let ofInvokables = ["ctl", "note", "pgm", "sysex", "msg"]
    /// Every attribute of any of the two.
    static let all = ofControls + ["sysex", "msg"]

    init?(_ name: String, of element: XMLElement) {
        guard let text = element[attribute: name] else { return nil }
        self.name = name
        self.text = text
    }

    var number: ScannedNumber { ScannedNumber(text) }

    /// Whether it holds bytes in place of a number and a channel.
    var isBytes: Bool { name == "sysex" || name == "msg" }

    var isEncoder: Bool { name.hasPrefix("enc-") }

    var group: Group {
        switch name {
        case "note": .note
        case "pgm": .program
        case "pb": .bend
        case "rpn", "nrpn", "rpn-delta", "nrpn-delta": .parameterNumber
        case "sysex", "msg": .bytes
        default: .controller
        }
    }

    /// As messages name it, with its number: `controller 21`.
    var title: String {
        let number = number.value.map(String.init) ?? "'\(text)'"
        switch group {
        case .controller: return "controller \(number)"
        case .note: return "note \(number)"
        case .program: return "program \(number)"
        case .bend: return "pitch bend"
        case .parameterNumber: return "\(name) \(number)"
        case .bytes: return "'\(text)'"
        }
    }
}
