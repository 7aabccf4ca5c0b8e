import ControlMap
import PluginCatalog

/// A target that is a parameter, the only kind that Ardour's MIDI maps know.
struct ArdourTarget {
    let parameter: PluginParameter
    let shaping: Shaping
    /// Whether Ardour takes the parameter for a switch.
    let isSwitch: Bool

    /// - Parameter format: of the plugin.
    /// - Throws: `ArdourRefusal` for every other kind.
    init(_ target: ResolvedTarget, of format: PluginFormat) throws(ArdourRefusal) {
        switch target.destination {
        case .parameter(let parameter): self.parameter = parameter
        case .midi: throw .midiTarget
        case .osc: throw .oscTarget
        case .layer: throw .layerSwitch
        }
        shaping = target.shaping
        isSwitch = parameter.isArdourSwitch(in: format)
    }
}

extension PluginParameter {
    /// Whether Ardour flips the parameter where it would spread a range.
    ///
    /// - Source: Ardour 7.3, measured: of VST3 it asks for the number of steps alone, so that a list of two
    ///   is a switch too; of the other formats it asks whether the plugin says so.
    func isArdourSwitch(in format: PluginFormat) -> Bool {
        kind == .boolean || format == .vst3 && kind == .choice && choices.count == 2
    }
}

/// What of a target's shaping Ardour cannot do.
///
/// Ardour spreads a control's travel over the parameter's whole range as the parameter asks:
/// logarithmically when it is marked so, in whole numbers when it holds only those. Shaping that
/// asks for just that is no refusal. A button that sends only the ends, and any switch, has no
/// travel in between that a curve or a dead zone could change.
func ardourShapingRefusals(
    _ target: ArdourTarget, hardware: ArdourHardware, behaviour: ElementBehaviour
) -> [ArdourRefusal] {
    let shaping = target.shaping
    let parameter = target.parameter
    var refusals: [ArdourRefusal] = []
    if shaping.lower != 0 || shaping.upper != 1 { refusals.append(.range) }
    if shaping.isInverted { refusals.append(.invert) }
    if !usesOnlyEnds(target, behaviour) {
        if !isNative(shaping.curve, for: parameter) || !shaping.curvePoints.isEmpty {
            refusals.append(.curve)
        }
        if shaping.isBipolar { refusals.append(.bipolar) }
        if shaping.deadZone > 0 { refusals.append(.deadZone) }
    }
    if let steps = shaping.steps, steps != nativeSteps(parameter) { refusals.append(.steps) }
    if shaping.smoothingMilliseconds > 0 { refusals.append(.smoothing) }
    if let refusal = pickUpRefusal(target, hardware) { refusals.append(refusal) }
    return refusals
}

private func usesOnlyEnds(_ target: ArdourTarget, _ behaviour: ElementBehaviour) -> Bool {
    if target.isSwitch { return true }
    guard case .button(let button) = behaviour else { return false }
    return ArdourButtonValues.ends.accept(button)
}

private func isNative(_ curve: Shaping.Curve, for parameter: PluginParameter) -> Bool {
    switch curve {
    case .natural: true
    case .linear: !parameter.isLogarithmic
    case .logarithmic: parameter.isLogarithmic
    case .exponential: false
    }
}

/// Number of values a parameter has by itself; `nil` when it has no steps, or an unknown number.
private func nativeSteps(_ parameter: PluginParameter) -> Int? {
    switch parameter.kind {
    case .continuous: return nil
    case .boolean: return 2
    case .discrete, .choice:
        guard let low = parameter.minimum, let high = parameter.maximum else { return nil }
        return Int(exactly: high - low + 1)
    }
}

/// Only knobs and faders can differ from a parameter's value; encoders and switches never do.
private func pickUpRefusal(
    _ target: ArdourTarget, _ hardware: ArdourHardware
) -> ArdourRefusal? {
    guard !target.isSwitch else { return nil }
    switch (hardware, target.shaping.pickUp) {
    case (.position, .scale), (.bend, .scale): return .pickUpScale
    case (.velocity, .scale), (.velocity, .pickup): return .pickUpNote
    default: return nil
    }
}
