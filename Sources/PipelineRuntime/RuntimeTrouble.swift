import ALSAMIDI

/// Something that stops a command, in words for a person.
struct RuntimeTrouble: Error, CustomStringConvertible {
    /// How the program ends; the codes are those of `pipeline`.
    enum ExitCode: Int32 {
        case failure = 1
        case arguments = 2
        /// A file, a port or a running `run` that is not there.
        case notFound = 3
        /// A map or a message that says what cannot be.
        case invalid = 4
        case interrupted = 130
    }

    var description: String
    var exitCode = ExitCode.failure

    static func noSequencer(_ error: SequencerError) -> RuntimeTrouble {
        RuntimeTrouble(
            description: "the ALSA sequencer cannot be opened (\(error)): "
                + "load it with 'modprobe snd-seq', or be a member of the group 'audio'; "
                + "'pipeline-runtime doctor' says more")
    }
}
