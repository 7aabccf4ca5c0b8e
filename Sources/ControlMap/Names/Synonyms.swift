/// Words that synthesizers, effects and controllers use for the same thing.
enum Synonyms {
    /// For each word, the groups it belongs to.
    static let meanings: [String: [Int]] = {
        var meanings: [String: [Int]] = [:]
        for (group, words) in groups.enumerated() {
            for word in words.split(separator: " ") {
                meanings[String(word), default: []].append(group)
            }
        }
        return meanings
    }()

    /// Words that share a meaning and yet mostly name two parameters of one plugin, side by side:
    /// "Detune" is what one oscillator is off the other, "Tune" where both stand.
    static func areRelatedOnly(_ left: String, _ right: String) -> Bool {
        related[left]?.contains(right) ?? related[right]?.contains(left) ?? false
    }

    private static let related: [String: Set<String>] = ["detune": ["tune", "tuning", "pitch"]]

    private static let groups: [String] = [
        "cutoff freq frequency",
        "rate speed freq frequency tempo",
        "filter vcf flt fltr",
        "resonance reso res q peak emphasis",
        "volume vol level lvl gain loudness output",
        "amplifier amp vca amplitude",
        "oscillator osc vco dco",
        "envelope env eg adsr contour",
        "depth amount amt intensity",
        "mix wet dry blend balance drywet wetdry",
        "pan panning balance",
        "enable enabled on active switch power in onoff",
        "portamento porta glide",
        "pw pwm width pulse pulsewidth",
        "hpf hp highpass",
        "lpf lp lowpass",
        "master main output global",
        "bass low lo lf",
        "treble high hi hf",
        "mid middle mf midrange",
        "attack att atk a",
        "decay dec d",
        "sustain sus s",
        "release rel r",
        "threshold thresh thr",
        "compressor comp compression",
        "reverb rev verb",
        "delay dly echo",
        "feedback fb fbk fdbk regen",
        "pitch tune tuning detune",
        "velocity vel",
        "sense sens sensitivity",
        "size roomsize",
        "coarse semi semitone semitones",
        "fine cent cents finetune detune",
        "wave waveform shape",
        "drive overdrive distortion dist saturation",
        "key keyboard kbd keyfollow follow tracking keytrack keytracking",
        "hold latch",
        "poly polyphony polyphonic voice voices",
        "modulation mod modwheel",
        "aftertouch at pressure",
        "arpeggiator arp",
        "unison uni",
        "cross x",
        "bend pitchbend wheel",
    ]
}
