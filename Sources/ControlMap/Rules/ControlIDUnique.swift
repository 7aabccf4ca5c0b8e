import Diagnostics
import SourceText

/// No two controls of a map have the same id.
///
/// - Reports: `map.duplicate-control`, an error, on the second id; a note shows the first.
struct ControlIDUnique: MapRule {
    func check(_ map: AssembledMap) -> [Diagnostic] {
        var firsts: [String: Located<String>] = [:]
        var findings: [Diagnostic] = []
        for entry in map.own.controls ?? [] {
            guard let first = firsts[entry.id.value] else {
                firsts[entry.id.value] = entry.id
                continue
            }
            findings.append(.duplicateControl(entry.id, first, map.own.path))
        }
        return findings
    }
}

extension Diagnostic {
    fileprivate static func duplicateControl(
        _ id: Located<String>, _ first: Located<String>, _ path: String
    ) -> Diagnostic {
        Diagnostic(
            .error, "map.duplicate-control",
            "there are two controls with the id '\(id.value)'; ids must differ",
            path: path, range: id.range,
            notes: [Note("the first is here", at: SourceLocation(path: path, range: first.range))])
    }
}
