import Diagnostics
import SourceText

/// Nothing is passed over in silence: what audio-control's dialects say and nothing follows is noted.
///
/// In our own dialect such a key is an error, `map.unknown-key`, found while reading, unless it
/// begins with `x-`.
///
/// - Reports: `map.ignored-key`, an info, once for a map, on the first such key; notes show the
///   others. `map.likely-key`, a warning, on a key that is nearly one of the dialect's.
/// - Fix-it: the key that is likely meant.
struct UnknownKeysNoted: MapRule {
    static let findings = [
        FindingKind("map.ignored-key", .info, "Nothing is passed over in silence"),
        FindingKind("map.likely-key", .warning, "Nothing is passed over in silence"),
    ]
    static let health = HealthCost(.syntax, error: 0.5, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        let own = map.own
        let entries = own.keptEntries + (own.controls ?? []).flatMap(\.keptEntries)
        var ignored: [KeptEntry] = []
        var findings: [Diagnostic] = []
        for entry in entries {
            switch entry.reason {
            case .forPeople: continue
            case .notExpressed, .unknown(nil): ignored.append(entry)
            case .unknown(let nearest?):
                findings.append(.likelyKey(entry, nearest, own.path))
            }
        }
        ignored.sort { $0.entry.keyRange.start < $1.entry.keyRange.start }
        if let first = ignored.first {
            findings.append(.ignoredKeys(ignored, first, own.path))
        }
        return findings
    }
}

extension Diagnostic {
    fileprivate static func likelyKey(
        _ kept: KeptEntry, _ nearest: String, _ path: String
    ) -> Diagnostic {
        let edit = TextEdit(
            replacing: kept.entry.key, at: kept.entry.keyRange, with: nearest)
        return Diagnostic(
            .warning, "map.likely-key",
            "nothing reads '\(kept.entry.key)'; did you mean '\(nearest)'?", path: path,
            range: kept.entry.keyRange, fixIt: FixIt("use '\(nearest)'", edits: [edit]))
    }

    fileprivate static func ignoredKeys(
        _ ignored: [KeptEntry], _ first: KeptEntry, _ path: String
    ) -> Diagnostic {
        var counts: [(name: String, count: Int)] = []
        for kept in ignored {
            if let known = counts.firstIndex(where: { $0.name == kept.name }) {
                counts[known].count += 1
            } else {
                counts.append((kept.name, 1))
            }
        }
        let names = counts.map { "'\($0.name)'" + ($0.count > 1 ? " (\($0.count) times)" : "") }
        let verb = names.count == 1 ? "is kept, but nothing reads it" : "are kept, but not read"
        let notes = ignored.dropFirst().prefix(8).map { kept in
            Note(
                "'\(kept.name)' is here",
                at: SourceLocation(path: path, range: kept.entry.keyRange))
        }
        return Diagnostic(
            .info, "map.ignored-key", "\(names.joined(separator: ", ")) \(verb)", path: path,
            range: first.entry.keyRange, notes: Array(notes))
    }
}
