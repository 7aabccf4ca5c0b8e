import Diagnostics
import SourceText

/// The controller that a map names has a profile, and the profile has no errors.
///
/// - Reports: `map.unknown-controller` and `map.controller-has-errors`, errors, on the id.
/// - Fix-it: the nearest id, when one is within two edits.
struct ControllerIsKnown: MapRule {
    static let findings = [
        FindingKind(
            "map.unknown-controller", .error,
            "The controller that a map names has a profile, and the profile has no errors"),
        FindingKind(
            "map.controller-has-errors", .error,
            "The controller that a map names has a profile, and the profile has no errors"),
    ]
    static let health = HealthCost(.midi, error: 0.3, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        guard let device = map.device, case .profile(let id) = device.value else { return [] }
        guard let profile = map.facts.profile else {
            return [.unknownController(id, at: device.location, map.facts.controllerIDs)]
        }
        return profile.hasErrors ? [.controllerHasErrors(profile, at: device.location)] : []
    }
}

extension Diagnostic {
    fileprivate static func unknownController(
        _ id: String, at place: SourceLocation, _ known: [String]
    ) -> Diagnostic {
        let nearest = nearestName(to: id, among: known)
        let likely = nearest ?? proposal(for: id, among: known)
        let hint =
            likely.map { "; did you mean '\($0)'?" }
            ?? "; write 'manufacturer' and 'model' where there is none"
        return Diagnostic(
            .error, "map.unknown-controller", "there is no controller profile '\(id)'\(hint)",
            at: place, fixIt: nearest.map { .use($0, at: place) })
    }

    fileprivate static func controllerHasErrors(
        _ profile: ControllerProfile, at place: SourceLocation
    ) -> Diagnostic {
        Diagnostic(
            .error, "map.controller-has-errors",
            "the controller profile '\(profile.path)' has errors of its own", at: place)
    }
}
