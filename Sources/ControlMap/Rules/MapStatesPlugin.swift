import Diagnostics

/// A map says for which plugin it is, itself or by a base, unless it is a template or moves only what
/// is no parameter.
///
/// - Reports: `map.missing-plugin`, an error, at the start of the map.
struct MapStatesPlugin: MapRule {
    static let findings = [
        FindingKind(
            "map.missing-plugin", .error,
            "A map says for which plugin it is, itself or by a base, unless it is a template")
    ]
    static let health = HealthCost(.plugin, error: 0.3, warning: 0.3)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        let own = map.own
        guard map.plugin == nil, !own.isOnlyTemplate, !own.hasUnreadPlugin, map.needsPlugin else {
            return []
        }
        return [
            Diagnostic(
                .error, "map.missing-plugin",
                "nothing says for which plugin the map is; give 'plugin', "
                    + "or 'template: true' if it is only to be extended",
                at: map.start)
        ]
    }
}
