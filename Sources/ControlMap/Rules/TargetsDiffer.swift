import Diagnostics

/// No control moves the same thing twice.
///
/// - Reports: `map.same-target`, a warning, on the later target; a note shows the first.
struct TargetsDiffer: MapRule {
    static let findings = [
        FindingKind("map.same-target", .warning, "No control moves the same thing twice")
    ]
    static let health = HealthCost(.consistency, error: 0.2, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.controls.flatMap { control in
            let targets = control.targets
            if targets.count < 2 { return [] as [Diagnostic] }
            return targets.indices.compactMap { place in
                guard let destination = targets[place].resolvedTarget?.destination,
                    let first = targets[..<place].first(where: {
                        $0.resolvedTarget.map { same($0.destination, destination) } ?? false
                    }), let here = targets[place].destination, let there = first.destination
                else { return nil }
                return .sameTarget(control, here.location, there.location)
            }
        }
    }

    /// Whether both send the same message, whatever its values.
    private func same(
        _ left: ResolvedTarget.Destination, _ right: ResolvedTarget.Destination
    ) -> Bool {
        switch (left, right) {
        case (.midi(let left), .midi(let right)):
            left.output == right.output && left.channel == right.channel
                && left.message == right.message
        case (.osc(let left), .osc(let right)):
            left.output == right.output && left.address == right.address
                && left.arguments == right.arguments
        default: left == right
        }
    }
}

extension Diagnostic {
    fileprivate static func sameTarget(
        _ control: AssembledControl, _ place: SourceLocation, _ first: SourceLocation
    ) -> Diagnostic {
        Diagnostic(
            .warning, "map.same-target",
            "'\(control.id)' moves this twice; leave one of the targets out", at: place,
            notes: [Diagnostic.Note("the first is here", at: first)])
    }
}
