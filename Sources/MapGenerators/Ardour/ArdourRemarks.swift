import ControlMap
import PluginCatalog

/// What a person reads above a map's bindings.
func ardourHeading(
    _ map: ResolvedMap, _ plugin: MappedPlugin?, _ options: ArdourOptions
) -> String {
    let format = plugin?.identity.format.rawValue.uppercased() ?? ""
    return "channel \(map.channel): \(singleLine(map.name)), for \(singleLine(plugin?.name ?? "")) "
        + "(\(format)) in slot \(options.slot) of "
        + options.address.phrase
}

/// What a person reads above a binding: `Knob 1: VCF Freq, 20 to 20000 Hz`.
func ardourRemark(_ control: ResolvedControl, _ parameter: PluginParameter) -> String {
    // Bytes, because appending to a String costs several times as much.
    var text: [UInt8] = []
    text.reserveCapacity(80)
    func add(_ piece: String) { text += piece.utf8 }
    add(singleLine(control.name.isEmpty ? control.id : control.name))
    add(": ")
    add(singleLine(parameter.name))
    if parameter.kind == .boolean {
        add(", off or on")
    } else if let low = parameter.minimum, let high = parameter.maximum {
        add(", ")
        add(brief(low))
        add(" to ")
        add(brief(high))
        if parameter.scalesWithSampleRate {
            add(" of the sample rate")
        } else if !parameter.unit.isEmpty {
            add(" ")
            add(singleLine(parameter.unit))
        }
    }
    return String(decoding: text, as: UTF8.self)
}

/// A number without a fraction that says nothing.
func brief(_ number: Double) -> String {
    if let whole = Int(exactly: number) { return String(whole) }
    return number.description
}
