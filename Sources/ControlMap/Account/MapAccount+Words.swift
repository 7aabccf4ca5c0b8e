import PluginCatalog

extension ElementBehaviour {
    /// What is special about it; empty for a plain position.
    public var words: String {
        switch self {
        case .absolute: ""
        case .relative(let encoding): "endless, \(encoding.rawValue)"
        case .button(let button):
            "\(button.action.rawValue) button"
                + (button.on == 127 && button.off == 0 ? "" : " \(button.on)/\(button.off)")
        }
    }
}

extension ParameterReference {
    /// As a map could name it.
    public var words: String {
        switch self {
        case .none: "none"
        case .symbol(let text), .name(let text), .text(let text): text
        case .number(let number, let base): base.map { "\(number) from \($0)" } ?? "\(number)"
        case .bypass: "bypass"
        case .window: "window"
        }
    }
}

extension PluginParameter {
    /// Its range with its unit, for example `20 ... 20000 Hz`; its choices where it has some.
    public var spanWords: String {
        if kind == .boolean { return "off, on" }
        if !choices.isEmpty, choices.count <= 4 {
            return choices.map(\.label).joined(separator: ", ")
        }
        let ends = [minimum, maximum].map { $0.map(\.shortText) ?? "?" }
        let scale = scalesWithSampleRate ? " x sample rate" : ""
        return ends.joined(separator: " ... ") + (unit.isEmpty ? "" : " \(unit)") + scale
            + (choices.isEmpty ? "" : ", \(choices.count) choices")
    }
}

extension Shaping {
    /// What is not as usual, parted by commas; empty when everything is.
    public func words(for parameter: PluginParameter?) -> String {
        var parts: [String] = []
        if lower != 0 || upper != 1 {
            parts.append("\(lower.shortText) ... \(upper.shortText) of it")
        }
        if isInverted { parts.append("inverted") }
        if curve != .natural {
            parts.append(curve.rawValue)
        } else if parameter?.isLogarithmic ?? false {
            parts.append("logarithmic")
        }
        if mode != .direct { parts.append(mode.rawValue) }
        if pickUp != .jump { parts.append(pickUp == .scale ? "pickup by scaling" : "pickup") }
        if let steps { parts.append("\(steps) steps") }
        if deadZone != 0 { parts.append("dead zone \(deadZone.shortText)") }
        if smoothingMilliseconds != 0 {
            parts.append("smoothed \(smoothingMilliseconds.shortText) ms")
        }
        return parts.joined(separator: ", ")
    }
}

extension ResolvedTarget {
    /// What is moved, as a table and a message name it.
    public var title: String {
        switch destination {
        case .parameter(let parameter): parameter.name
        case .midi(let midi):
            "\(midi.message.title) on channel \(midi.channel) to \(midi.output)"
        case .osc(let osc): "\(osc.address) to \(osc.output)"
        case .layer(let name): "layer \(name)"
        }
    }

    /// The range of what is moved, as people write it.
    public var spanWords: String {
        switch destination {
        case .parameter(let parameter): parameter.spanWords
        case .midi(let midi): "\(midi.minimum.shortText) ... \(midi.maximum.shortText)"
        case .osc(let osc): "\(osc.minimum.shortText) ... \(osc.maximum.shortText)"
        case .layer: "off, on"
        }
    }
}
