import ALSAMIDI

/// Something that stops a command, in words for a person.
struct RuntimeTrouble: Error, CustomStringConvertible {
    var description: String

    static func noSequencer(_ error: SequencerError) -> RuntimeTrouble {
        RuntimeTrouble(
            description: "the ALSA sequencer cannot be opened (\(error)): "
                + "load it with 'modprobe snd-seq', or be a member of the group 'audio'")
    }
}
