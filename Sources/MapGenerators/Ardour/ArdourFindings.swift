import ControlMap
import Diagnostics

extension Diagnostic {
    /// A target that is left out of an Ardour map.
    static func ardour(
        _ refusal: ArdourRefusal, _ control: ResolvedControl, _ target: ResolvedTarget,
        in map: ResolvedMap
    ) -> Diagnostic {
        Diagnostic(
            refusal.severity, refusal.code,
            "control '\(control.id)' is not bound to '\(target.title)' in Ardour: "
                + refusal.reason,
            path: map.path)
    }

    static func ardourDuplicate(
        _ control: ResolvedControl, _ target: ResolvedTarget, in map: ResolvedMap
    ) -> Diagnostic {
        Diagnostic(
            .warning, "ardour.duplicate-binding",
            "control '\(control.id)' is not bound to '\(target.title)' in Ardour: "
                + "the same message is bound to it already, and both together would move it twice",
            path: map.path)
    }

    static func ardourMixedPickUp(_ controls: [String], in map: ResolvedMap) -> Diagnostic {
        Diagnostic(
            .warning, "ardour.mixed-pickup",
            "\(list(controls)) \(controls.count == 1 ? "jumps" : "jump") in Ardour instead of "
                + "picking the value up: Ardour knows one behaviour for a whole file, and other "
                + "controls in it jump; ask for pickup everywhere or nowhere",
            path: map.path)
    }

    static func ardourEncoderSticks(_ controls: [String], in map: ResolvedMap) -> Diagnostic {
        Diagnostic(
            .info, "ardour.encoder-sticks",
            "turned up slowly, \(list(controls)) may stand still at some places in Ardour, as it "
                + "loses single steps there; turn faster, or use a knob with end stops",
            path: map.path)
    }

    static func ardourStartsOn(_ controls: [String], in map: ResolvedMap) -> Diagnostic {
        Diagnostic(
            .info, "ardour.starts-on",
            "the first press of \(list(controls)) turns off a switch that the plugin starts with "
                + "on: Ardour flips switches instead of setting them; from the next press on it "
                + "is as meant, for notes after one more flip by other means",
            path: map.path)
    }

    static func ardourFeedback(_ control: ResolvedControl, in map: ResolvedMap) -> Diagnostic {
        let isOther = control.feedback?.message != nil || control.feedback?.channel != nil
        return Diagnostic(
            .info, "ardour.feedback-values",
            isOther
                ? "control '\(control.id)' gets its own message back; Ardour sends no other"
                : "the lamp of control '\(control.id)' gets 127 for on and 0 for off; Ardour sends no "
                    + "other values back",
            path: map.path)
    }

    static func ardourAlwaysHeard(_ controls: [String], in map: ResolvedMap) -> Diagnostic {
        Diagnostic(
            .info, "ardour.always-heard",
            "\(list(controls)) \(controls.count == 1 ? "is" : "are") heard always in Ardour, which "
                + "knows no layers, as if '\(map.layers.first ?? "")' were always in force",
            path: map.path)
    }

    /// In place of one for each control.
    static func ardourUnhosted(_ map: ResolvedMap) -> Diagnostic {
        let format = map.plugin.map { $0.identity.format.title + " plugins" } ?? "such plugins"
        return Diagnostic(
            ArdourRefusal.unhostedFormat.severity, ArdourRefusal.unhostedFormat.code,
            "'\(singleLine(map.name))' is for a plugin that Ardour cannot load, as it does not host "
                + "\(format); use the plugin's LV2, VST2 or VST3 version, or let pipeline-runtime play "
                + "the map",
            path: map.path)
    }

    static func ardourNothing(_ map: ResolvedMap) -> Diagnostic {
        Diagnostic(
            .warning, "ardour.nothing-to-write",
            "no control of '\(singleLine(map.name))' can be bound in Ardour, so nothing is "
                + "generated from it",
            path: map.path)
    }

    static func ardourParseBack(_ file: String, path: String) -> Diagnostic {
        Diagnostic(
            .error, "ardour.parse-back",
            "the generated file \(file) does not read back as it was meant, so it is not written; "
                + "this is a defect of the generator",
            path: path)
    }

    private static func list(_ controls: [String]) -> String {
        let names = controls.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
        let more = controls.count > 5 ? " and \(controls.count - 5) more" : ""
        return (controls.count == 1 ? "control " : "controls ") + names + more
    }
}
