import CPluginABI
import PluginCatalog

/// Reads one parameter after the other of a VST2 plugin.
///
/// Hosts know its value as a number from 0 to 1; what that means only the text of the present value
/// tells, so there are no texts for the ends of the range.
struct VST2ParameterReader {
    let reader: VST2Reader
    /// The plugin's name, for findings.
    let title: String

    func parameter(at place: Int, _ answer: inout LibraryAnswer) -> PluginParameter {
        let plugin = reader.plugin
        let what = "the name of parameter \(place) of '\(title)'"
        var name = reader.text(vst2_parameter_name, place, what, &answer)
        let properties = reader.properties(of: place)
        // What hosts show: the same name, where plugins have room for all of it.
        if let properties {
            let label = answer.text(bytes: properties.label, what).withoutSpacesAround
            if label.utf8.count > name.utf8.count, label.hasPrefix(name) { name = label }
        }
        var parameter = PluginParameter(
            index: place, port: place, symbol: "\(place)",
            name: name.isEmpty ? "Parameter \(place + 1)" : name, minimum: 0, maximum: 1,
            defaultValue: nil,
            unit: reader.text(
                vst2_parameter_label, place, "the unit of '\(name)' of '\(title)'", &answer),
            isAutomatable: reader.ask(
                plugin, Int32(vst2_is_automatable), Int32(place), 0, nil, 0) == 1)
        // The value right after opening is what the standard has for a default.
        if let value = plugin.pointee.parameter?(plugin, Int32(place)) {
            parameter.defaultValue = answer.number(
                Double(value), "the value of '\(parameter.name)' of '\(title)'")
        }
        if let properties { take(properties, into: &parameter) }
        return parameter
    }

    /// Steps, whole numbers and switches, where the plugin states them and they make sense.
    private func take(_ properties: vst2_properties, into parameter: inout PluginParameter) {
        let flags = Int(properties.flags)
        if flags & vst2_is_switch != 0 {
            parameter.kind = .boolean
        } else if flags & vst2_has_integer_range != 0, properties.maximum > properties.minimum {
            let (lower, upper) = (Double(properties.minimum), Double(properties.maximum))
            parameter.kind = .discrete
            (parameter.minimum, parameter.maximum) = (lower, upper)
            if let value = parameter.defaultValue {
                parameter.defaultValue = (lower + value * (upper - lower)).rounded()
            }
            let step = flags & vst2_has_integer_step != 0 ? max(1, properties.integer_step) : 1
            parameter.steps = Int((upper - lower) / Double(step))
        } else if flags & vst2_has_float_step != 0, properties.step > 0, properties.step <= 1 {
            let steps = (1 / Double(properties.step)).rounded()
            if let steps = Int32(exactly: steps),
                abs(Double(steps) * Double(properties.step) - 1) < 0.001
            {
                parameter.steps = Int(steps)
            }
        }
    }
}
