import XMLDocument

/// What a map file says to a person.
struct ArdourRemark: Equatable {
    /// Index of the binding that it stands before.
    var place: Int
    var text: String
}

/// What a map file says to Ardour.
struct ArdourDocument: Equatable {
    var name: String
    /// Read from 9.6 on, where a map without it is not offered; ignored before.
    var manufacturer: String
    var bankSize: Int?
    /// `nil`: every value is taken as it comes. Else the takeover window, in controller steps.
    var takeoverThreshold: Int?
    var bindings: [ArdourBinding]

    /// - Parameter remarks: by rising place.
    func xml(remarks: [ArdourRemark]) -> [UInt8] {
        var writer = XMLWriter()
        writer.start("ArdourMIDIBindings")
        writer.attribute("version", "1.0.0")
        writer.attribute("name", name)
        writer.attribute("manufacturer", manufacturer)
        writeDeviceInfo(to: &writer)
        var remaining = remarks[...]
        for (place, binding) in bindings.enumerated() {
            while let remark = remaining.first, remark.place <= place {
                writer.comment(remark.text)
                remaining.removeFirst()
            }
            write(binding, to: &writer)
        }
        writer.end()
        return writer.finish()
    }

    private func writeDeviceInfo(to writer: inout XMLWriter) {
        writer.start("DeviceInfo")
        if let bankSize { writer.attribute("bank-size", bankSize) }
        writer.attribute("motorized", takeoverThreshold == nil ? "yes" : "no")
        if let takeoverThreshold { writer.attribute("threshold", takeoverThreshold) }
        writer.end()
    }

    private func write(_ binding: ArdourBinding, to writer: inout XMLWriter) {
        writer.start("Binding")
        writer.attribute("channel", binding.channel)
        writer.attribute(binding.event.rawValue, binding.number)
        if binding.isMomentary { writer.attribute("momentary", "yes") }
        writer.attribute("uri", binding.address)
        writer.end()
    }
}

extension ArdourDocument {
    /// Reads a file of ours back as Ardour would; `nil` when Ardour would refuse it or a line of it.
    init?(reading bytes: [UInt8]) {
        guard let root = readXML(bytes, path: "", keepingComments: false).root,
            root.name == "ArdourMIDIBindings",
            root[attribute: "version"] != nil, let name = root[attribute: "name"],
            let manufacturer = root[attribute: "manufacturer"]
        else { return nil }
        self.init(
            name: name, manufacturer: manufacturer, bankSize: nil, takeoverThreshold: nil,
            bindings: [])
        bindings.reserveCapacity(root.children.count)
        for case .element(let element) in root.children {
            switch element.name {
            case "DeviceInfo": guard readDeviceInfo(element) else { return nil }
            case "Binding":
                guard let binding = ArdourBinding(element) else { return nil }
                bindings.append(binding)
            default: return nil
            }
        }
    }

    private mutating func readDeviceInfo(_ element: XMLElement) -> Bool {
        bankSize = element[attribute: "bank-size"].flatMap { Int($0) }
        switch (element[attribute: "motorized"], element[attribute: "threshold"]) {
        case ("yes", nil): return true
        case ("no", let threshold?):
            takeoverThreshold = Int(threshold)
            return takeoverThreshold != nil
        default: return false
        }
    }
}

extension ArdourBinding {
    /// - Returns: `nil` unless the element has a channel, an address, and exactly one event.
    fileprivate init?(_ element: XMLElement) {
        var channel: Int?
        var heard: (event: ArdourEvent, number: Int)?
        var isMomentary = false
        var address: String?
        for attribute in element.attributes {
            switch attribute.name {
            case "channel": channel = Int(attribute.value)
            case "momentary": isMomentary = attribute.value == "yes"
            case "uri": address = attribute.value
            default:
                guard heard == nil, let event = ArdourEvent(rawValue: attribute.name),
                    let number = Int(attribute.value)
                else { return nil }
                heard = (event, number)
            }
        }
        guard let channel, let heard, let address else { return nil }
        self.init(
            channel: channel, event: heard.event, number: heard.number, isMomentary: isMomentary,
            address: address)
    }
}
