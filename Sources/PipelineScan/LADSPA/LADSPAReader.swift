import CPluginABI
import Glibc
import PluginCatalog

/// Makes the descriptor of one LADSPA plugin.
struct LADSPAReader {
    let plugin: ladspa_plugin

    /// - Parameter answer: Takes what is wrong with it.
    func descriptor(
        _ identity: PluginIdentity, label: String, _ answer: inout LibraryAnswer
    ) -> PluginDescriptor {
        let name = answer.text(plugin.name, "the name of '\(label)'")
        var parameters: [PluginParameter] = []
        if let kinds = plugin.port_kinds, let names = plugin.port_names,
            let ranges = plugin.port_ranges
        {
            let ports = CountedItems.places(
                Int(clamping: plugin.port_count), "ports of '\(label)'", &answer)
            for port in ports {
                guard Int(kinds[port]) & ladspa_port_control != 0 else { continue }
                let place = "port \(port) of '\(label)'"
                let name = answer.text(names[port], "the name of \(place)")
                var parameter = PluginParameter(
                    index: parameters.count, port: port, symbol: "\(port)",
                    name: name.isEmpty ? "Port \(port)" : name,
                    direction: Int(kinds[port]) & ladspa_port_output != 0 ? .output : .input,
                    minimum: nil, maximum: nil, defaultValue: nil, unit: unit(in: name))
                read(ranges[port], place, into: &parameter, &answer)
                parameters.append(parameter)
            }
        }
        return PluginDescriptor(
            identity: identity, name: name.isEmpty ? label : name,
            manufacturer: answer.text(plugin.maker, "the maker of '\(label)'"),
            parameters: parameters)
    }

    private func read(
        _ range: ladspa_range, _ place: String, into parameter: inout PluginParameter,
        _ answer: inout LibraryAnswer
    ) {
        let hints = Int(range.hints)
        if hints & ladspa_toggled != 0 {
            parameter.kind = .boolean
            // Bounds mean nothing here: off is at or below 0.
            (parameter.minimum, parameter.maximum) = (0, 1)
        } else {
            if hints & ladspa_integer != 0 { parameter.kind = .discrete }
            parameter.isLogarithmic = hints & ladspa_logarithmic != 0
            parameter.scalesWithSampleRate = hints & ladspa_sample_rate != 0
            if hints & ladspa_bounded_below != 0 {
                parameter.minimum = answer.number(
                    Double(range.lower), "the lower bound of \(place)")
            }
            if hints & ladspa_bounded_above != 0 {
                parameter.maximum = answer.number(
                    Double(range.upper), "the upper bound of \(place)")
            }
        }
        if let hint = LADSPADefault(hints: hints) {
            parameter.defaultHint = hint.rawValue
            let isSwitch = parameter.kind == .boolean
            parameter.defaultValue = hint.value(
                for: parameter, lower: isSwitch ? 0 : Double(range.lower),
                upper: isSwitch ? 1 : Double(range.upper))
        }
    }
}

/// How a LADSPA port says where its value begins.
enum LADSPADefault: String {
    case minimum, low, middle, high, maximum
    case zero = "0"
    case one = "1"
    case hundred = "100"
    case concertA = "440"

    /// - Returns: `nil` when the port names none.
    init?(hints: Int) {
        switch hints & ladspa_default_mask {
        case ladspa_default_minimum: self = .minimum
        case ladspa_default_low: self = .low
        case ladspa_default_middle: self = .middle
        case ladspa_default_high: self = .high
        case ladspa_default_maximum: self = .maximum
        case ladspa_default_0: self = .zero
        case ladspa_default_1: self = .one
        case ladspa_default_100: self = .hundred
        case ladspa_default_440: self = .concertA
        default: return nil
        }
    }

    /// The default in the unit of the range's bounds, as the standard computes it.
    ///
    /// - Parameters:
    ///   - lower: The lower bound, which hosts compute with even where it is not said to hold.
    ///   - upper: The same of the upper.
    /// - Returns: `nil` where that gives no number, or needs the sample rate.
    func value(for parameter: PluginParameter, lower: Double, upper: Double) -> Double? {
        func between(_ part: Double) -> Double {
            guard parameter.isLogarithmic else { return lower * (1 - part) + upper * part }
            // From a lower bound of 0 the standard's formula gives 0.
            return exp(log(lower) * (1 - part) + log(upper) * part)
        }
        let value: Double? =
            switch self {
            case .minimum: lower
            case .low: between(0.25)
            case .middle: between(0.5)
            case .high: between(0.75)
            case .maximum: upper
            case .zero: 0
            case .one: parameter.scalesWithSampleRate ? nil : 1
            case .hundred: parameter.scalesWithSampleRate ? nil : 100
            case .concertA: parameter.scalesWithSampleRate ? nil : 440
            }
        guard let value, value.isFinite else { return nil }
        return parameter.kind == .discrete ? value.rounded() : value
    }
}

/// The unit that a name ends with in brackets, as in `Cutoff (Hz)`; empty when there is none.
///
/// The standard has no place for units: makers write them so.
func unit(in name: String) -> String {
    let known: Set = [
        "%", "BPM", "Hz", "bpm", "cents", "ct", "dB", "deg", "degrees", "kHz", "ms", "oct", "s",
        "samples", "semitones", "st", "us",
    ]
    for (open, close) in [("(", ")"), ("[", "]")] {
        guard let end = name.lastIndex(of: Character(close)),
            let start = name[..<end].lastIndex(of: Character(open))
        else { continue }
        let text = String(name[name.index(after: start)..<end])
        if known.contains(text) { return text }
    }
    return ""
}
