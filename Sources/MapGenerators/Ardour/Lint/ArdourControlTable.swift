/// A control of a strip that an address can name.
struct ArdourControl {
    /// How it moves.
    enum Kind { case range, toggle, unknown }

    var kind: Kind
    /// The first version that has it.
    var since = ArdourVersion.oldest
    /// The first version that has it no more.
    var until: ArdourVersion?
    /// Whether only strips have it that hold a plugin of the kind, or those of Mixbus.
    var isOfChannelStrip = false
    /// Arguments behind the strip.
    var argumentCount = 0
}

/// The controls that addresses can name, by the path behind the scope; `#` stands for a number.
///
/// - Source: Ardour's lookup of controllables, 6.9 to 9.8.
let ardourControls: [String: ArdourControl] = {
    var table: [String: ArdourControl] = [
        "gain": ArdourControl(kind: .range), "trim": ArdourControl(kind: .range),
        "solo": ArdourControl(kind: .toggle), "mute": ArdourControl(kind: .toggle),
        "recenable": ArdourControl(kind: .toggle), "panwidth": ArdourControl(kind: .range),
        "pandirection": ArdourControl(kind: .range), "balance": ArdourControl(kind: .range),
        "send/gain": ArdourControl(kind: .range, argumentCount: 1),
        "plugin/parameter": ArdourControl(kind: .unknown, argumentCount: 2),
    ]
    func add(_ path: String, _ names: [String], since: ArdourVersion, until: ArdourVersion? = nil) {
        for name in names {
            let isToggle = name.hasSuffix("enable") || name.hasSuffix("solo")
            table[path + "/" + name] = ArdourControl(
                kind: isToggle ? .toggle : .unknown, since: since, until: until,
                isOfChannelStrip: true)
        }
    }
    let v7_5 = ArdourVersion(major: 7, minor: 5)
    let v9_0 = ArdourVersion(major: 9, minor: 0)
    add("eq", ["enable", "gain/#", "freq/#", "q/#", "shape/#"], since: .oldest)
    add("filter", ["hi/enable", "hi/freq", "hi/slope"], since: .oldest)
    add("filter", ["lo/enable", "lo/freq", "lo/slope"], since: .oldest)
    add("compressor", ["enable", "threshold", "mode", "makeup"], since: .oldest)
    add("compressor", ["speed"], since: .oldest, until: ArdourVersion(major: 8, minor: 6))
    add("compressor", ["attack", "release", "ratio", "key_filter_freq"], since: v7_5)
    add(
        "gate",
        [
            "enable", "threshold", "mode", "ratio", "knee", "depth", "hysteresis", "hold", "attack",
            "release", "key_listen", "key_filter_enable", "key_filter_freq",
        ], since: v7_5)
    add("tape", ["drive", "mode"], since: v7_5)
    add(
        "deesser",
        [
            "enable", "hishelf", "threshold", "attack", "ess_depth", "ess_freq", "ess_solo",
            "hi_depth", "hi_freq", "hi_solo",
        ], since: v9_0)
    add(
        "denoiser", ["enable", "threshold", "depth_low", "depth_high", "makeup_gain"], since: v9_0)
    return table
}()

extension ArdourURI {
    /// The key of its control in the table of controls.
    var controlKey: String {
        // What stands behind these is not looked at.
        let plain: Set<String> = [
            "gain", "trim", "solo", "mute", "recenable", "panwidth", "pandirection", "balance",
        ]
        guard let first = control.first, !plain.contains(first) else { return control.first ?? "" }
        var parts = control
        if first == "eq", parts.count == 3 { parts[2] = "#" }
        // Any word but 'hi' means the low-pass filter.
        if first == "filter", parts.count == 3, parts[1] != "hi" { parts[1] = "lo" }
        return parts.joined(separator: "/")
    }

    /// The control that it names; `nil` when there is none.
    var knownControl: ArdourControl? { ardourControls[controlKey] }
}
