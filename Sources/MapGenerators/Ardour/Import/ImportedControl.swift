import ControlMap
import PluginCatalog

/// What a binding means in our words.
struct ImportedControl {
    /// What is sent, as the keys and values of `send`.
    var message: [(key: String, value: String)]
    var mode: String?
    /// Whether its position can be out of step with the parameter.
    var waits = false
    /// What our maps cannot say of it, though they come near.
    var remark: String?
}

/// Why our maps cannot say what a binding does.
struct ImportRefusal: Error, Equatable {
    var reason: String
}

extension ImportedControl {
    /// The reverse of the generator's table: what a map must say for Ardour to be given this event.
    ///
    /// - Parameter isSwitch: whether Ardour takes the parameter for a switch.
    init(
        _ event: ArdourEventText, isMomentary: Bool, isSwitch: Bool
    ) throws(ImportRefusal) {
        guard let number = event.number.value,
            event.group == .bend || (0...127).contains(number & 255)
        else { throw ImportRefusal(reason: "there is no \(event.title)") }
        let sent = String(number & 255)
        switch event.group {
        case .controller:
            self = try Self.controller(event, sent, isSwitch: isSwitch)
        case .note:
            self = Self.note(sent, isMomentary: isMomentary, isSwitch: isSwitch)
        case .bend:
            self.init(message: [("bend", "true")], waits: !isSwitch)
        case .program:
            self.init(
                message: [("program", sent)], mode: isSwitch ? "toggle" : "direct",
                remark: "Ardour sets a range to 1 at any program change; no map of ours makes it")
        case .parameterNumber where event.name == "rpn":
            self.init(
                message: [("nrpn", String(number & 255))],
                remark: "Ardour answers NRPN to 'rpn'; no map of ours makes such a binding")
        case .parameterNumber, .bytes:
            throw ImportRefusal(reason: "a binding by '\(event.name)' never acts in Ardour")
        }
    }

    private static func controller(
        _ event: ArdourEventText, _ sent: String, isSwitch: Bool
    ) throws(ImportRefusal) -> ImportedControl {
        if event.isEncoder {
            let words = [
                "enc-2": RelativeEncoding.twosComplement, "enc-b": .binaryOffset,
                "enc-l": .signBit, "enc-r": .signBitUp,
            ]
            guard !isSwitch else {
                throw ImportRefusal(
                    reason: "an endless encoder does nothing to a switch in Ardour")
            }
            let encoding = words[event.name] ?? .twosComplement
            return ImportedControl(message: [("cc", sent), ("encoder", encoding.rawValue)])
        }
        guard isSwitch else {
            let remark =
                event.name == "ctl" ? nil : "on what is no switch it does the same as 'ctl'"
            return ImportedControl(message: [("cc", sent)], waits: true, remark: remark)
        }
        switch event.name {
        case "ctl":
            return ImportedControl(
                message: [("cc", sent), ("button", "momentary")], mode: "toggle")
        case "ctl-toggle":
            return ImportedControl(
                message: [("cc", sent), ("button", "latching")], mode: "toggle")
        default:
            throw ImportRefusal(
                reason: "our maps have no switch that follows the direction of a knob")
        }
    }

    private static func note(
        _ sent: String, isMomentary: Bool, isSwitch: Bool
    ) -> ImportedControl {
        let message = [(key: "note", value: sent)]
        if isSwitch {
            return ImportedControl(message: message, mode: isMomentary ? "momentary" : "toggle")
        }
        return ImportedControl(
            message: message, mode: "direct",
            remark: isMomentary
                ? nil : "in Ardour letting the note go changes nothing; here it goes back")
    }
}
