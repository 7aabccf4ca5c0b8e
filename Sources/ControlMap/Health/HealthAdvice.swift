/// Something that would raise a map's health.
public struct HealthAdvice: Sendable, Equatable {
    /// How much it matters.
    public enum Priority: String, Sendable, CaseIterable { case high, medium, low }

    /// How much it matters.
    public var priority: Priority
    /// One sentence: what to do.
    public var text: String
}

extension MapHealth {
    /// What to do first, the most important first.
    public var advice: [HealthAdvice] {
        var advice: [HealthAdvice] = []
        func add(_ priority: HealthAdvice.Priority, _ text: String) {
            advice.append(HealthAdvice(priority: priority, text: text))
        }
        if losses.contains(where: { $0.code == "map.unknown-plugin" }) {
            add(
                .high,
                "let the plugin be known: install it and add it to [[plugins]], or pin its descriptor"
            )
        }
        if losses.contains(where: { $0.code == "map.base-undecided" }) {
            add(.high, "say 'parameter_base: 0' or 'parameter_base: 1'")
        }
        let fixes = losses.count { $0.canBeFixed }
        if fixes > 0, !path.hasPrefix("/") {
            add(.high, "'pipeline maps fix \(path)' mends \(fixes) of its findings")
        }
        if value(.completeness) + 1e-9 < 0.7 {
            add(
                .high,
                "bind more of the controls, or declare them with 'parameter: none'; "
                    + "'pipeline maps match \(path)' proposes parameters")
        }
        if losses.contains(where: { ["map.bound-twice", "map.same-message"].contains($0.code) }) {
            add(.medium, "let every control send something of its own")
        }
        if let value = semantics.value, value + 1e-9 < 0.7 {
            add(.medium, "compare the names of the controls with what they move")
        }
        if value(.documentation) + 1e-9 < 0.6 {
            add(.low, "state what is missing of description, author and date")
        }
        return advice
    }
}
