import PluginCatalog

/// A parameter's number in Ardour's `plugin/parameter`, from 1, or why it has none.
///
/// - LV2, LADSPA: control ports in the order of their ports, inputs and outputs counted, whether
///   automatable or not; audio and event ports are not.
/// - VST2: the plugin's own index.
/// - VST3: depends on the version: parameters for program changes and for MIDI controllers are left
///   out, up to 7.3 also those that cannot be automated. Needs flags that descriptors do not hold.
/// - DSSI, CLAP: not hosted.
///
/// - Source: Ardour 6.9 to 9.8, measured in 7.3 for LV2.
/// - Throws: `ArdourRefusal` when Ardour cannot reach the parameter.
func ardourNumber(
    of parameter: PluginParameter, in plugin: PluginDescriptor, version: ArdourVersion
) throws(ArdourRefusal) -> Int {
    try checkAge(of: parameter, in: plugin)
    return try ardourNumber(of: parameter, format: plugin.identity.format)
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
func ardourNumber(
    of parameter: PluginParameter, format: PluginFormat
) throws(ArdourRefusal) -> Int {
    guard parameter.direction == .input else { throw .outputParameter }
    switch format {
    case .lv2, .ladspa, .vst2: return parameter.index + 1
    case .vst3: throw .unnumberedFormat
    case .dssi, .clap: throw .unhostedFormat
    }
}
