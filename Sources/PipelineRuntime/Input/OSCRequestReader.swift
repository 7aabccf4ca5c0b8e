import Diagnostics
import OSCTransport
import SourceText

/// Reads what `osc` holds: `{"target": …, "address": …, "arguments": […], "types": "ifs"}`.
struct OSCRequestReader {
    let options: InputOptions

    func action(_ node: SourceNode, _ outer: inout FieldReader) -> TimedRequest.Action? {
        guard
            var fields = FieldReader(
                node, of: "an OSC message", path: options.name, area: "input",
                diagnostics: &outer.diagnostics)
        else { return nil }
        let target = fields.string("target")
        let address = fields.string("address", .required)
        let items = fields.list("arguments")?.value ?? []
        let types = fields.string("types")
        let count = fields.diagnostics.count
        if let address { check(address, &fields) }
        let arguments = types.map { typed(items, $0, &fields) } ?? items.compactMap(argument)
        if types == nil, arguments.count < items.count { reportMapping(items, &fields) }
        let isSound = fields.diagnostics.count == count
        outer.absorb(fields)
        guard let address, isSound else { return nil }
        return .osc(target: target?.value ?? options.target, OSCMessage(address.value, arguments))
    }

    private func check(_ address: Located<String>, _ fields: inout FieldReader) {
        do throws(OSCPatternError) {
            _ = try OSCPattern(address.value)
        } catch {
            fields.report(
                .error, "not-an-address", "'\(address.value)' is no OSC address: \(error)",
                at: address.range)
        }
    }

    /// What a value is when nobody names its type; `nil` for a mapping.
    func argument(_ node: SourceNode) -> OSCArgument? {
        if let whole = node.integer {
            return Int32(exactly: whole).map { .int32($0) } ?? .int64(whole)
        }
        if let number = node.number { return .float32(Float(number)) }
        if let text = node.string { return .string(text) }
        if let flag = node.boolean { return .boolean(flag) }
        if let items = node.sequence {
            let members = items.compactMap(argument)
            return members.count == items.count ? .array(members) : nil
        }
        return node.isNull ? .null : nil
    }

    private func reportMapping(_ items: [SourceNode], _ fields: inout FieldReader) {
        for item in items where argument(item) == nil {
            fields.report(
                .error, "wrong-type",
                "an argument is a number, text, true, false, null or a list of those",
                at: item.range)
        }
    }

    /// The values in the types that are named, one letter each.
    private func typed(
        _ items: [SourceNode], _ types: Located<String>, _ fields: inout FieldReader
    ) -> [OSCArgument] {
        let letters = Array(types.value.utf8)
        guard letters.count == items.count else {
            fields.report(
                .error, "wrong-count",
                "'types' has \(letters.count) letters for \(items.count) arguments", at: types.range
            )
            return []
        }
        return zip(items, letters).compactMap { item, letter in
            if let argument = typedArgument(item, letter) { return argument }
            fields.report(
                .error, "wrong-type",
                "\(item.kindName) cannot be an OSC argument of type "
                    + "'\(Character(Unicode.Scalar(letter)))'", at: item.range)
            return nil
        }
    }

    private func typedArgument(_ node: SourceNode, _ letter: UInt8) -> OSCArgument? {
        switch letter {
        case UInt8(ascii: "i"): return whole(node).map { .int32($0) }
        case UInt8(ascii: "h"): return whole(node).map { .int64($0) }
        case UInt8(ascii: "f"): return node.number.map { .float32(Float($0)) }
        case UInt8(ascii: "d"): return node.number.map { .float64($0) }
        case UInt8(ascii: "s"): return node.string.map { .string($0) }
        case UInt8(ascii: "S"): return node.string.map { .symbol($0) }
        case UInt8(ascii: "c"):
            return node.string?.utf8.first.flatMap { $0 < 128 ? .character($0) : nil }
        case UInt8(ascii: "r"): return whole(node).map { .color($0) }
        case UInt8(ascii: "m"): return whole(node).map { .midi($0) }
        case UInt8(ascii: "b"): return bytes(node).map { .blob($0) }
        case UInt8(ascii: "T"), UInt8(ascii: "F"): return node.boolean.map { .boolean($0) }
        case UInt8(ascii: "N"): return node.isNull ? .null : nil
        case UInt8(ascii: "I"): return .impulse
        default: return nil
        }
    }

    private func whole<Integer: FixedWidthInteger>(_ node: SourceNode) -> Integer? {
        node.integer.flatMap { Integer(exactly: $0) }
    }

    private func bytes(_ node: SourceNode) -> [UInt8]? {
        guard let items = node.sequence else { return nil }
        let found = items.compactMap { whole($0) as UInt8? }
        return found.count == items.count ? found : nil
    }
}
