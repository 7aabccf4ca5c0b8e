import CPluginABI

/// The parameters of a plugin that stand for MIDI controllers.
///
/// VST3 has no MIDI controllers: a plugin names a parameter for each controller that it wants to
/// hear, and hosts move that one. Most plugins make parameters for nothing else: up to 130 for each
/// of 16 channels.
struct VST3MIDIParameters {
    private var ids: Set<UInt32> = []

    private static let channels: Int16 = 16
    /// The 128 controllers, pressure and pitch bend.
    private static let controllers: Int16 = 130

    init(of controller: VST3Object<vst3_controller_table>) {
        guard let table = controller.query(.midi, as: vst3_midi_table.self) else { return }
        for channel in 0..<Self.channels {
            for number in 0..<Self.controllers {
                var id = UInt32.max
                if table.table.assignment?(table.pointer, 0, channel, number, &id) == 0 {
                    ids.insert(id)
                }
            }
        }
    }

    /// Whether a parameter is there for a MIDI controller only.
    ///
    /// A plugin may also assign controllers to parameters that its user moves, as controller 7 to the
    /// volume: those are shown and automatable, and there is one for all channels.
    func has(_ id: UInt32, isShownAndAutomatable: Bool) -> Bool {
        ids.contains(id) && (!isShownAndAutomatable || ids.count > Int(Self.controllers))
    }
}
