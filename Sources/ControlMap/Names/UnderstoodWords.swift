/// Words that go without saying beside others: who says "cutoff" means a filter's.
enum UnderstoodWords {
    /// Whether `word` is understood where a name has `other`.
    static func contains(_ word: String, beside other: String) -> Bool {
        table[other]?.contains(word) ?? false
    }

    /// Words that say little by themselves: "Release Time" is the release.
    static let fillers: Set<String> = [
        "time", "amount", "amt", "control", "knob", "value", "setting", "the", "of", "to",
    ]

    /// Two words that are one: "Dry/Wet", "Key Follow".
    static let joined: Set<String> = [
        "drywet", "wetdry", "keyfollow", "keytrack", "keytracking", "pitchbend", "lowpass",
        "highpass", "modwheel", "aftertouch", "onoff", "pulsewidth", "finetune",
    ]

    private static let filter = "filter vcf flt fltr"
    private static let loudness = "envelope env eg adsr amplifier amp vca amplitude"
    private static let pairs: [(words: String, understood: String)] = [
        ("cutoff frequency freq", filter),
        ("resonance reso res q peak emphasis", filter),
        ("keyfollow keytrack keytracking", filter),
        ("attack att atk decay dec sustain sus release rel", loudness),
        ("volume vol level lvl gain loudness", "master main output global amplifier amp vca"),
        ("output", "master main global level gain volume"),
        ("threshold thresh thr ratio knee makeup", "compressor comp compression dynamic"),
        ("portamento porta glide", "time rate"),
        ("feedback fb fdbk regen", "delay dly echo"),
        ("drywet mix wet", "effect fx"),
    ]

    private static let table: [String: Set<String>] = {
        var table: [String: Set<String>] = [:]
        for pair in pairs {
            for word in pair.words.split(separator: " ") {
                table[String(word), default: []]
                    .formUnion(pair.understood.split(separator: " ").map(String.init))
            }
        }
        return table
    }()
}
