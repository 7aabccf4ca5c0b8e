import ControlMap
import Diagnostics

/// Makes the fix-its of maps until nothing is left to mend.
struct MapFixing {
    /// A file that changes.
    struct Changed {
        var path: String
        var old: [UInt8]
        var new: [UInt8]
    }

    /// One mended finding.
    struct Mended {
        var code: String
        var path: String
        var line: Int
        var text: String
    }

    private var studies: MapStudies
    private let accepts: (String) -> Bool
    private var originals: [String: [UInt8]] = [:]
    private var texts: [String: [UInt8]] = [:]
    private(set) var mended: [Mended] = []
    /// Whether mending came back to where it had been; what was done so far stays.
    private(set) var isGoingRound = false
    /// What is left in the maps that were mended.
    private(set) var findings: [Diagnostic] = []

    /// Rounds after which it is taken to have no end.
    private static let roundLimit = 50

    /// - Parameter accepts: which codes are mended.
    init(_ studies: MapStudies, accepting accepts: @escaping (String) -> Bool) {
        self.studies = studies
        self.accepts = accepts
    }

    /// The files that change, by path.
    var changed: [Changed] {
        texts.keys.sorted().compactMap { path in
            guard let old = originals[path], let new = texts[path], old != new else { return nil }
            return Changed(path: path, old: old, new: new)
        }
    }

    /// Mends maps and the bases that their findings lie in.
    mutating func mend(_ paths: [String]) throws {
        var seen: Set<[String: [UInt8]]> = [texts]
        for _ in 0..<Self.roundLimit {
            let open = try look(at: paths)
            var isChanged = false
            for (path, fixable) in open.sorted(by: { $0.key < $1.key }) {
                isChanged = mend(path, fixable) || isChanged
            }
            if !isChanged { return }
            for (path, text) in texts { studies.set(text, for: path) }
            if !seen.insert(texts).inserted { break }
        }
        isGoingRound = true
        _ = try look(at: paths)
    }

    /// The findings that can be mended, by file; all findings are kept too.
    private mutating func look(at paths: [String]) throws -> [String: [Diagnostic]] {
        var open: [String: Set<Diagnostic>] = [:]
        var all = Set<Diagnostic>()
        for path in paths {
            let study = try studies.study(path)
            for (source, bytes) in study.sources where originals[source] == nil {
                originals[source] = bytes
            }
            all.formUnion(study.outcome.diagnostics)
            for finding in study.outcome.diagnostics
            where finding.fixIt != nil && accepts(finding.code) && originals[finding.path] != nil {
                open[finding.path, default: []].insert(finding)
            }
        }
        findings = all.sorted()
        return open.mapValues { $0.sorted() }
    }

    private mutating func mend(_ path: String, _ fixable: [Diagnostic]) -> Bool {
        guard let text = texts[path] ?? originals[path] else { return false }
        let round = FixItRound(fixable, on: text)
        if round.bytes == text { return false }
        texts[path] = round.bytes
        for finding in round.mended {
            mended.append(
                Mended(
                    code: finding.code, path: path, line: finding.range?.start.line ?? 0,
                    text: finding.fixIt?.message ?? ""))
        }
        return true
    }
}
