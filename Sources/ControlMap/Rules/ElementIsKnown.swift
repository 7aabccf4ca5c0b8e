import Diagnostics
import SourceText

/// Of every control it is known what it sends: its id is an element of the controller's profile,
/// or it says so itself.
///
/// - Reports: `map.unknown-element`, an error, on the id, where the controller has a profile;
///   `map.missing-send`, an error, on the id, where it has none. `map.unused-control`, an info, for
///   a control of audio-control's dialect that sends nothing and moves nothing.
/// - Fix-it: the nearest element, when one is within two edits and not used by another control.
struct ElementIsKnown: MapRule {
    static let findings = [
        FindingKind("map.unknown-element", .error, "Of every control it is known what it sends"),
        FindingKind("map.missing-send", .error, "Of every control it is known what it sends"),
        FindingKind("map.unused-control", .info, "Of every control it is known what it sends"),
    ]
    static let health = HealthCost(.midi, error: 0.3, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        guard let device = map.device else { return [] }
        if case .profile = device.value, map.facts.profile?.hasErrors ?? true { return [] }
        let silent = map.controls.filter { $0.message == nil }
        if silent.isEmpty { return [] }
        let used = Set(map.controls.map(\.id))
        return silent.compactMap { control in
            let sends = control.layers.layers.compactMap(\.entry.send)
            if sends.contains(where: \.hasUnreadMessage) { return nil }
            if control.layers.layers[0].dialect.isForeign {
                return control.reference == nil ? .unusedControl(control) : .missingSend(control)
            }
            guard map.usesElements, let profile = map.facts.profile else {
                return .missingSend(control)
            }
            return .unknownElement(control, of: profile, besides: used)
        }
    }
}

extension Diagnostic {
    fileprivate static func unknownElement(
        _ control: AssembledControl, of profile: ControllerProfile, besides used: Set<String>
    ) -> Diagnostic {
        let free = profile.elements.map(\.id.value).filter { !used.contains($0) }
        let nearest = nearestName(to: control.id, among: free)
        let hint =
            nearest.map { "; did you mean '\($0)'?" }
            ?? "; name one of its elements, or say with 'send' what is sent"
        return Diagnostic(
            .error, "map.unknown-element",
            "\(profile.manufacturer) \(profile.model) has no element '\(control.id)'\(hint)",
            at: control.place, fixIt: nearest.map { .use($0, at: control.place) })
    }

    fileprivate static func missingSend(_ control: AssembledControl) -> Diagnostic {
        let key = control.layers.layers[0].dialect.isForeign ? "cc" : "send"
        return Diagnostic(
            .error, "map.missing-send",
            "nothing says what '\(control.id)' sends; give '\(key)'", at: control.place)
    }

    fileprivate static func unusedControl(_ control: AssembledControl) -> Diagnostic {
        Diagnostic(
            .info, "map.unused-control",
            "'\(control.id)' sends nothing and moves nothing, so it is left out",
            at: control.place)
    }
}
