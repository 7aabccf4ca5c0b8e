import Diagnostics

/// An action is named by its group and name, with a slash between them.
///
/// - Reports: `ardour.action-name`, an error: nothing happens.
struct ActionIsNamed: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.action-name", .error,
            "An action is named by its group and name, with a slash between them")
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.compactMap { binding in
            guard binding.kind == .action, let name = binding.element[attribute: "action"] else {
                return nil
            }
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            let isNamed =
                parts.count == 2
                && parts.allSatisfy {
                    !$0.isEmpty && !$0.contains(where: { " ()".contains($0) })
                }
            if isNamed { return nil }
            return binding.finding(
                .error, "action-name",
                "there is no action '\(name)', so nothing happens; actions are named by group and "
                    + "name, as in Transport/Record", at: "action")
        }
    }
}
