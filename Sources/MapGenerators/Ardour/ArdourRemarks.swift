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
    var text = ""
    text.reserveCapacity(80)
    text += singleLine(control.name.isEmpty ? control.id : control.name)
    text += ": "
    text += singleLine(parameter.name)
    if parameter.kind == .boolean { return text + ", off or on" }
    guard let low = parameter.minimum, let high = parameter.maximum else { return text }
    text += ", "
    text += brief(low)
    text += " to "
    text += brief(high)
    if parameter.scalesWithSampleRate {
        text += " of the sample rate"
    } else if !parameter.unit.isEmpty {
        text += " "
        text += singleLine(parameter.unit)
    }
    return text
}

/// A number without a fraction that says nothing.
func brief(_ number: Double) -> String {
    if let whole = Int(exactly: number) { return String(whole) }
    return number.description
}
