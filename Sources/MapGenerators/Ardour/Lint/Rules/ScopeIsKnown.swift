import Diagnostics
import SourceText

/// An address begins with a scope that Ardour knows.
///
/// - Reports: `ardour.unknown-scope`, an error: the binding never acts.
/// - Fix-it: the nearest scope.
struct ScopeIsKnown: ArdourLintRule {
    static let findings = [
        FindingKind(
            "ardour.unknown-scope", .error,
            "An address begins with a scope that Ardour knows")
    ]

    static let known = ["route", "rid", "track", "bus", "vca"]

    func check(_ map: ArdourMapText) -> [Diagnostic] {
        map.bindings.compactMap { binding in
            guard let address = binding.address, address.isComplete,
                !Self.known.contains(address.scope)
            else { return nil }
            let near = nearestName(to: address.scope, among: Self.known)
            let fixIt = near.flatMap { near in
                address.text.firstRange(of: address.scope).flatMap {
                    let text = address.text.replacing($0, with: near)
                    return binding.element.use(text, for: "uri")
                }
            }
            return binding.finding(
                .error, "unknown-scope",
                "the binding never acts: there is no '\(address.scope)'; an address begins with "
                    + "/route, /track, /bus or /vca", at: "uri", fixIt: fixIt)
        }
    }
}

extension String {
    /// The text with one part of it replaced.
    func replacing(_ range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
