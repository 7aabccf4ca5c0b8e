import Diagnostics

/// A binding has exactly one of `uri`, `function` and `action`.
///
/// - Reports: `ardour.no-target`, an error; `ardour.several-targets`, a warning on what is ignored.
/// - Fix-it: removes what is ignored.
struct BindingHasOneTarget: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.no-target", .error,
            "A binding has exactly one of 'uri', 'function' and 'action'"),
        FindingKind(
            "ardour.several-targets", .warning,
            "A binding has exactly one of 'uri', 'function' and 'action'"),
    ]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.flatMap { binding -> [Diagnostic] in
            guard let kind = binding.kind else {
                return [
                    binding.finding(
                        .error, "no-target",
                        "the binding does nothing: it has neither 'uri' nor 'function' nor 'action'"
                    )
                ]
            }
            let ignored = ArdourBindingText.Kind.allCases.filter {
                $0 != kind && binding.element[attribute: $0.rawValue] != nil
            }
            return ignored.map {
                binding.finding(
                    .warning, "several-targets",
                    "Ardour ignores '\($0.rawValue)' beside '\(kind.rawValue)'; write two bindings",
                    at: $0.rawValue, fixIt: binding.element.remove($0.rawValue))
            }
        }
    }
}
