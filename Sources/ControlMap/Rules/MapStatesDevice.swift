import Diagnostics

/// A map says for which controller it is, itself or by a base.
///
/// - Reports: `map.missing-device`, an error, at the start of the map.
struct MapStatesDevice: MapRule {
    static let findings = [
        FindingKind(
            "map.missing-device", .error,
            "A map says for which controller it is, itself or by a base")
    ]
    static let health = HealthCost(.midi, error: 0.3, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        guard map.device == nil, !map.own.hasUnreadDevice else { return [] }
        return [
            Diagnostic(
                .error, "map.missing-device",
                "nothing says for which controller the map is; give 'device'", at: map.start)
        ]
    }
}
