import ControlMap
import Diagnostics
import SourceText

extension Manifest {
    /// Reads an `[[output]]`.
    mutating func readOutput(_ node: SourceNode, _ fields: inout FieldReader) {
        guard
            var section = FieldReader(
                node, of: "[[output]]", path: fields.path, area: fields.area,
                diagnostics: &fields.diagnostics)
        else { return }
        let name = section.string("name", .required)
        let port = section.string("port")
        let address = section.string("osc")
        let rate = section.rate()
        let timing = section.choice("timing", of: OutputDeclaration.Timing.self)
        let bundling = section.choice("bundling", of: OutputDeclaration.Bundling.self)
        if port == nil, address == nil, section.unknownEntries.isEmpty {
            section.report(
                .error, "missing-key",
                "[[output]] has neither 'port', for a MIDI port, nor 'osc', for a program that takes OSC",
                at: section.range)
        }
        if port != nil, let address {
            section.report(
                .error, "several-kinds",
                "an output is a MIDI port or takes OSC; give the other an [[output]] of its own",
                at: address.range)
        }
        let strangers = port == nil ? ["rate"] : ["timing", "bundling"]
        for key in strangers {
            guard let node = section.node(key) else { continue }
            section.report(
                .error, "unused-option",
                "'\(key)' means nothing to an output with '\(port == nil ? "osc" : "port")'",
                at: node.range)
        }
        if let address { section.checkOSC(address) }
        if let port, port.value.isEmpty {
            section.report(
                .error, "unknown-value", "'port' must name a MIDI port, or a part of its name",
                at: port.range)
        }
        fields.absorb(section)
        guard let name else { return }
        if let port {
            add(name, .midi(port: port.value, bytesPerSecond: rate ?? 0), &fields)
        } else if let address {
            add(
                name,
                .osc(
                    address: address.value, timing: timing?.value ?? .live,
                    bundling: bundling?.value ?? .auto), &fields)
        }
    }

    private mutating func add(
        _ name: Located<String>, _ kind: OutputDeclaration.Kind, _ fields: inout FieldReader
    ) {
        if name.value.isEmpty || name.value == "none" {
            fields.report(
                .error, "unknown-value",
                "'\(name.value)' cannot name an output; write another word",
                at: name.range)
        }
        if outputs.contains(where: { $0.name == name.value }) {
            fields.report(
                .error, "duplicate-name",
                "two [[output]] entries are called '\(name.value)'; give one of them another 'name'",
                at: name.range)
        }
        outputs.append(OutputDeclaration(name: name.value, kind: kind))
        outputPlaces.append(name.range)
    }
}

extension FieldReader {
    /// Bytes a second: a number, `din` or `software`.
    fileprivate mutating func rate() -> Int? {
        guard let node = node("rate") else { return nil }
        switch node.string {
        case "din": return 3125
        case "software": return 0
        default: break
        }
        if let number = node.integer, (1...100_000_000).contains(number) { return Int(number) }
        report(
            .error, "unknown-value",
            "'rate' must be \"din\", \"software\" or bytes a second, 1 to 100000000", at: node.range
        )
        return nil
    }

    /// Reports an address that no transport has.
    fileprivate mutating func checkOSC(_ address: Located<String>) {
        if address.value.isReachableOSC { return }
        report(
            .error, "unknown-value",
            "'osc' must be udp://HOST:PORT, tcp://HOST:PORT, tcp+slip://HOST:PORT or unix:///PATH",
            at: address.range)
    }
}

extension String {
    /// Whether it is an address as `osc` takes it.
    fileprivate var isReachableOSC: Bool {
        let path = "unix:///"
        if hasPrefix(path) { return utf8.count > path.utf8.count }
        for scheme in ["udp://", "tcp://", "tcp+slip://"] where hasPrefix(scheme) {
            let rest = dropFirst(scheme.count)
            guard let colon = rest.lastIndex(of: ":"), colon > rest.startIndex,
                let port = UInt16(rest[rest.index(after: colon)...]), port > 0
            else { return false }
            return rest[..<colon].utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "/") }
        }
        return false
    }
}

extension OutputDeclaration {
    /// As one row.
    var fields: [String] {
        switch kind {
        case .midi(let port, let bytesPerSecond): ["midi", name, port, "\(bytesPerSecond)"]
        case .osc(let address, let timing, let bundling):
            ["osc", name, address, timing.rawValue, bundling.rawValue]
        }
    }

    init?(fields: [String]) {
        if fields.count == 4, fields[0] == "midi", let rate = Int(fields[3]) {
            self.init(name: fields[1], kind: .midi(port: fields[2], bytesPerSecond: rate))
        } else if fields.count == 5, fields[0] == "osc", let timing = Timing(rawValue: fields[3]),
            let bundling = Bundling(rawValue: fields[4])
        {
            self.init(
                name: fields[1],
                kind: .osc(address: fields[2], timing: timing, bundling: bundling))
        } else {
            return nil
        }
    }
}
