import ControlMap
import PluginCatalog

/// A parameter's number in Ardour's `plugin/parameter`, from 1, or why it has none.
///
/// - LV2, LADSPA: control ports in the order of their ports, inputs and outputs counted, whether
///   automatable or not; audio and event ports are not. Properties come after them and have no number.
/// - VST2: the plugin's own index.
/// - VST3: the plugin's list without what changes programs and without the titles that JUCE gives to what
///   stands for MIDI controllers; from 8.7 on also without those of DPF; before 7.5 also without what
///   takes values and cannot be automated, unless the plugin takes edits from its host.
/// - DSSI, CLAP: not hosted.
///
/// - Source: Ardour 6.9 to 9.8; `scripts/verify-ardour` measures it in 7.3 for all four formats.
/// - Throws: `ArdourRefusal` when Ardour cannot reach the parameter.
func ardourNumber(
    of parameter: PluginParameter, in plugin: PluginDescriptor, version: ArdourVersion
) throws(ArdourRefusal) -> Int {
    try checkAge(of: parameter, in: plugin)
    return try ardourNumber(of: parameter, in: MappedPlugin(plugin), version: version)
}

/// - Throws: `ArdourRefusal.staleParameter` when the plugin has another parameter in that place.
func checkAge(
    of parameter: PluginParameter, in plugin: PluginDescriptor
) throws(ArdourRefusal) {
    let parameters = plugin.parameters
    guard parameters.indices.contains(parameter.index),
        parameters[parameter.index].index == parameter.index,
        parameters[parameter.index].symbol == parameter.symbol
    else { throw .staleParameter }
}

/// The number of a parameter that is known to be the plugin's, as above.
///
/// - Parameter plugin: `nil` counts as LV2.
func ardourNumber(
    of parameter: PluginParameter, in plugin: MappedPlugin?, version: ArdourVersion
) throws(ArdourRefusal) -> Int {
    guard parameter.direction == .input else { throw .outputParameter }
    guard parameter.property.isEmpty else { throw .propertyParameter }
    switch plugin?.identity.format ?? .lv2 {
    case .lv2, .ladspa, .vst2: return parameter.index + 1
    case .vst3:
        let leftOut = version.uncounted
        let uncounted = plugin?.uncounted ?? UncountedParameters()
        if let kind = uncounted.kind(at: parameter.index), leftOut.contains(kind) {
            throw .uncountedParameter
        }
        return parameter.index + 1 - uncounted.count(of: leftOut, before: parameter.index)
    case .dssi, .clap: throw .unhostedFormat
    }
}

extension ArdourVersion {
    /// What this version leaves out when it numbers the parameters of a VST3 plugin.
    var uncounted: Set<UncountedParameters.Kind> {
        var kinds: Set<UncountedParameters.Kind> = [.program, .titledController]
        if self < ArdourVersion(major: 7, minor: 5) { kinds.formUnion([.fixed, .fixedChannel]) }
        if self >= ArdourVersion(major: 8, minor: 7) {
            kinds.formUnion([.titledChannel, .fixedChannel])
        }
        return kinds
    }
}
