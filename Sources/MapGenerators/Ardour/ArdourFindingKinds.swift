import Diagnostics

extension ArdourGenerator {
    /// What generating files for Ardour, and reading files of others, reports.
    static let findings = [
        FindingKind("ardour.always-heard", .info, "A control is heard only in its layers"),
        FindingKind("ardour.bipolar", .warning, "In Ardour 64 lies a little above the middle"),
        FindingKind(
            "ardour.button-message", .warning,
            "Ardour hears buttons only as controllers or notes"),
        FindingKind("ardour.button-values", .warning, "Ardour needs other values from this button"),
        FindingKind("ardour.curve", .warning, "Ardour uses the parameter's own curve"),
        FindingKind("ardour.cycle", .warning, "Ardour cannot step through values at each press"),
        FindingKind("ardour.dead-zone", .warning, "Ardour knows no dead zone"),
        FindingKind(
            "ardour.duplicate-binding", .warning,
            "No message is bound to the same parameter twice"),
        FindingKind(
            "ardour.encoder-message", .warning,
            "Ardour hears endless encoders only as controllers"),
        FindingKind(
            "ardour.encoder-on-switch", .warning,
            "In Ardour an endless encoder does nothing to a switch"),
        FindingKind(
            "ardour.encoder-on-whole-numbers", .warning,
            "In Ardour single steps of an endless encoder get lost on whole numbers, so it sticks"),
        FindingKind(
            "ardour.encoder-sticks", .info,
            "An endless encoder moves its parameter at every step"),
        FindingKind(
            "ardour.feedback-values", .info,
            "Lamps are lit with the values that Ardour sends"),
        FindingKind("ardour.fourteen-bit", .warning, "Ardour hears only 7 bits of a controller"),
        FindingKind("ardour.invert", .warning, "Ardour cannot turn a range round"),
        FindingKind(
            "ardour.knob-on-switch", .warning,
            "Every value of 64 and more would flip this switch in Ardour"),
        FindingKind("ardour.layer", .warning, "Ardour knows no layers"),
        FindingKind("ardour.layer-switch", .info, "Ardour knows no layers"),
        FindingKind(
            "ardour.latching-cannot-hold", .warning,
            "A latching button does not tell when it is let go"),
        FindingKind("ardour.midi-target", .info, "A MIDI map of Ardour's sends no MIDI"),
        FindingKind(
            "ardour.mixed-pickup", .warning,
            "All controls of a file pick up values, or none"),
        FindingKind(
            "ardour.mode-needs-button", .warning,
            "Only a button can toggle, hold or choose in Ardour"),
        FindingKind(
            "ardour.import-nothing", .warning,
            "A file that is imported binds something that a map can say"),
        FindingKind(
            "ardour.import-plugin", .error,
            "For each channel of a file that is imported a plugin is known"),
        FindingKind("ardour.not-imported", .info, "A binding can be said in a map of ours"),
        FindingKind("ardour.nothing-to-write", .warning, "A file for Ardour binds something"),
        FindingKind("ardour.osc-target", .info, "A MIDI map of Ardour's sends no OSC"),
        FindingKind(
            "ardour.out-of-range", .warning,
            "Channels go from 1 to 16, controllers and notes from 0 to 127"),
        FindingKind(
            "ardour.output-parameter", .warning,
            "The plugin sets this parameter itself and takes no value for it"),
        FindingKind("ardour.parameter-number", .warning, "Ardour does not follow NRPN and RPN"),
        FindingKind("ardour.parse-back", .error, "What was written reads back as what was meant"),
        FindingKind("ardour.pickup-note", .warning, "Ardour takes every note as it comes"),
        FindingKind("ardour.pickup-scale", .warning, "Ardour cannot scale towards a value"),
        FindingKind("ardour.pressure", .warning, "Ardour cannot bind pressure"),
        FindingKind(
            "ardour.program-change", .warning,
            "Ardour sets a parameter to 1 at any program change"),
        FindingKind(
            "ardour.property-parameter", .warning,
            "Ardour's maps reach control ports, not properties that are set by messages"),
        FindingKind("ardour.radio", .warning, "Ardour has no radio buttons"),
        FindingKind("ardour.range", .warning, "Ardour always uses a parameter's whole range"),
        FindingKind("ardour.shared-channel", .info, "Maps of one file are on different channels"),
        FindingKind("ardour.shared-message", .info, "Maps of one file send different messages"),
        FindingKind("ardour.smoothing", .warning, "Ardour does not smooth values"),
        FindingKind(
            "ardour.stale-parameter", .warning,
            "The plugin's descriptor has another parameter at this place"),
        FindingKind(
            "ardour.starts-on", .info,
            "A button shows the state that its parameter starts with"),
        FindingKind("ardour.steps", .warning, "Ardour divides a range as the parameter does"),
        FindingKind(
            "ardour.system-exclusive", .warning,
            "Ardour binds parameters to no system exclusive message"),
        FindingKind("ardour.toggle-needs-switch", .warning, "Ardour flips only switches"),
        FindingKind("ardour.too-many-maps", .warning, "A file has no more maps than channels"),
        FindingKind(
            "ardour.unhosted-format", .warning,
            "Ardour does not host plugins of this format"),
        FindingKind(
            "ardour.uncounted-parameter", .warning,
            "The version of Ardour numbers the parameter"),
    ]
}
