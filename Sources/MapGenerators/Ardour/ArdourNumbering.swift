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
    guard plugin.parameters.indices.contains(parameter.index),
        plugin.parameters[parameter.index].index == parameter.index,
        plugin.parameters[parameter.index].symbol == parameter.symbol
    else { throw .staleParameter }
    guard parameter.direction == .input else { throw .outputParameter }
    switch plugin.identity.format {
    case .lv2, .ladspa, .vst2: return parameter.index + 1
    case .vst3: throw .unnumberedFormat
    case .dssi, .clap: throw .unhostedFormat
    }
}
