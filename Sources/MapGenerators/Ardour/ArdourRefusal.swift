import Diagnostics

/// Why Ardour cannot do what a map asks for; the raw value follows `ardour.` in the finding's code.
enum ArdourRefusal: String, Error, CaseIterable {
    // What the element sends.
    case fourteenBit = "fourteen-bit"
    case parameterNumber = "parameter-number"
    case pressure
    case programChange = "program-change"
    case systemExclusive = "system-exclusive"
    case encoderMessage = "encoder-message"
    case buttonMessage = "button-message"
    case outOfRange = "out-of-range"

    // What it sends, to that kind of parameter, in that mode.
    case knobOnSwitch = "knob-on-switch"
    case encoderOnSwitch = "encoder-on-switch"
    case encoderOnWholeNumbers = "encoder-on-whole-numbers"
    case toggleNeedsSwitch = "toggle-needs-switch"
    case latchingCannotHold = "latching-cannot-hold"
    case modeNeedsButton = "mode-needs-button"
    case radio
    case cycle
    case buttonValues = "button-values"

    // How its position becomes a value.
    case range
    case invert
    case curve
    case bipolar
    case steps
    case deadZone = "dead-zone"
    case smoothing
    case pickUpScale = "pickup-scale"
    case pickUpNote = "pickup-note"

    // What is moved, and when.
    case layer
    case layerSwitch = "layer-switch"
    case midiTarget = "midi-target"
    case oscTarget = "osc-target"

    // The parameter itself.
    case outputParameter = "output-parameter"
    case propertyParameter = "property-parameter"
    case staleParameter = "stale-parameter"
    case unhostedFormat = "unhosted-format"
    case uncountedParameter = "uncounted-parameter"

    var code: String { "ardour." + rawValue }

    /// What no MIDI map can hold is left to who can; everything else a player will miss.
    var severity: Severity {
        switch self {
        case .layerSwitch, .midiTarget, .oscTarget: .info
        default: .warning
        }
    }

    /// What is so in Ardour, then what would help.
    var reason: String {
        switch self {
        case .fourteenBit:
            "Ardour hears only 7 bits of a controller; send 7 bits, or pitch bend for 14"
        case .parameterNumber:
            "Ardour does not follow NRPN and RPN; let the element send a controller (cc)"
        case .pressure:
            "Ardour cannot bind pressure; let the element send a controller (cc)"
        case .programChange:
            "Ardour sets a parameter to 1 at any program change; let the element send a controller "
                + "(cc)"
        case .systemExclusive:
            "Ardour binds parameters to no system exclusive message; let the element send a "
                + "controller (cc)"
        case .encoderMessage:
            "Ardour hears endless encoders only as controllers; let the element send cc"
        case .buttonMessage:
            "Ardour hears buttons only as controllers or notes; let the element send cc or note"
        case .outOfRange:
            "channels go from 1 to 16, controllers and notes from 0 to 127"
        case .knobOnSwitch:
            "every value of 64 and more would flip this switch in Ardour; use a button, or pitch bend"
        case .encoderOnSwitch:
            "in Ardour an endless encoder does nothing to a switch; use a button"
        case .encoderOnWholeNumbers:
            "in Ardour single steps of an endless encoder get lost on whole numbers, so it sticks; "
                + "use a knob or fader"
        case .toggleNeedsSwitch:
            "Ardour flips only switches; let the button itself latch (button: latching), or map it "
                + "to a switch"
        case .latchingCannotHold:
            "a latching button does not tell when it is let go; let it send momentarily, or use "
                + "mode toggle"
        case .modeNeedsButton:
            "only a button can toggle, hold or choose in Ardour; use mode direct, or a button"
        case .radio:
            "Ardour has no radio buttons: a button cannot set one of several values; use a knob or "
                + "fader"
        case .cycle:
            "Ardour cannot step through values at each press; use a knob or fader"
        case .buttonValues:
            "Ardour needs other values from this button: a switch wants on from 64 and off below "
                + "(notes: off 0), the ends of a range want on 127 and off 0"
        case .range:
            "Ardour always uses a parameter's whole range; leave out range"
        case .invert:
            "Ardour cannot turn a range round; leave out invert, or turn it round on the controller"
        case .curve:
            "Ardour uses the parameter's own curve; leave out curve, or write natural"
        case .bipolar:
            "in Ardour 64 lies a little above the middle; leave out bipolar"
        case .steps:
            "Ardour divides a range as the parameter does; leave out steps"
        case .deadZone:
            "Ardour knows no dead zone; leave out dead-zone"
        case .smoothing:
            "Ardour does not smooth values; leave out smoothing"
        case .pickUpScale:
            "Ardour cannot scale towards a value; use pickup or jump"
        case .pickUpNote:
            "Ardour takes every note as it comes; use jump"
        case .layer:
            "Ardour knows no layers and binds what the first one hears; bind it there, or let "
                + "pipeline-runtime play the map"
        case .layerSwitch:
            "Ardour knows no layers, so there is none to switch to; let pipeline-runtime play the map"
        case .midiTarget:
            "a MIDI map moves parameters and sends no MIDI; let pipeline-runtime play the map"
        case .oscTarget:
            "a MIDI map moves parameters and sends no OSC; let pipeline-runtime play the map"
        case .propertyParameter:
            "Ardour's maps reach control ports, and this parameter is a property that is set by messages"
        case .outputParameter:
            "the plugin sets this parameter itself and takes no value for it; map another one"
        case .staleParameter:
            "the plugin's descriptor has another parameter at this place; resolve the map again"
        case .unhostedFormat:
            "Ardour does not host plugins of this format; use the plugin's LV2, VST2 or VST3 version"
        case .uncountedParameter:
            "this version of Ardour leaves the parameter out of the plugin's list; map another one"
        }
    }
}
