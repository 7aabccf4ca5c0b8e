/// What a source of timed messages leaves open.
struct InputOptions: Sendable, Equatable {
    /// How numbers of the Strudel bridge's OSC go out; it knew but 32 bits, in which counts of cycles lose
    /// their fractions.
    enum Numbers: String, Sendable, CaseIterable {
        case float64 = "d"
        case float32 = "f"
    }

    var strudelNumbers = Numbers.float64
    /// The OSC target of messages that name none; `nil` is the map's first.
    var target: String?
    /// What findings call the source.
    var name = "stdin"
}
