import ControlMap
import PluginCatalog

/// A target that is a parameter, the only kind that Ardour's MIDI maps know.
struct ArdourTarget {
    let parameter: PluginParameter
    let shaping: Shaping

    /// - Throws: `ArdourRefusal` for every other kind.
    init(_ target: ResolvedTarget) throws(ArdourRefusal) {
        switch target.destination {
        case .parameter(let parameter): self.parameter = parameter
        case .midi: throw .midiTarget
        case .osc: throw .oscTarget
        case .layer: throw .layerSwitch
        }
        shaping = target.shaping
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
    if !usesOnlyEnds(parameter, behaviour) {
        if !isNative(shaping.curve, for: parameter) || !shaping.curvePoints.isEmpty {
            refusals.append(.curve)
        }
        if shaping.isBipolar { refusals.append(.bipolar) }
        if shaping.deadZone > 0 { refusals.append(.deadZone) }
    }
    if let steps = shaping.steps, steps != nativeSteps(parameter) { refusals.append(.steps) }
    if shaping.smoothingMilliseconds > 0 { refusals.append(.smoothing) }
    if let refusal = pickUpRefusal(shaping.pickUp, parameter, hardware) { refusals.append(refusal) }
    return refusals
}

private func usesOnlyEnds(_ parameter: PluginParameter, _ behaviour: ElementBehaviour) -> Bool {
    if parameter.kind == .boolean { return true }
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
    _ pickUp: Shaping.PickUp, _ parameter: PluginParameter, _ hardware: ArdourHardware
) -> ArdourRefusal? {
    guard parameter.kind != .boolean else { return nil }
    switch (hardware, pickUp) {
    case (.position, .scale), (.bend, .scale): return .pickUpScale
    case (.velocity, .scale), (.velocity, .pickup): return .pickUpNote
    default: return nil
    }
}
