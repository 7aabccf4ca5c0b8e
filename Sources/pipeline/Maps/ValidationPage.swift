import ControlMap
import Diagnostics
import SourceText

/// A map and what validating found in it.
struct ValidatedMap {
    var path: String
    var size: UInt64
    var findings: [Diagnostic] = []

    var score: ValidationScore { ValidationScore(findings) }
}

/// What validating found in each map, as it is shown.
struct ValidationPage {
    let maps: [ValidatedMap]
    /// All findings, also those about the registry and about maps among themselves.
    let findings: [Diagnostic]

    /// The mean of the maps' scores; `nil` without maps.
    private var averageScore: Double? {
        if maps.isEmpty { return nil }
        return maps.reduce(0) { $0 + $1.score.value } / Double(maps.count)
    }

    /// A line for each map.
    var listing: Listing {
        var listing = Listing("map", "valid", "errors", "warnings", "score", "bytes")
        for map in maps {
            let score = map.score
            listing.rows.append([
                .text(map.path), .flag(score.errors == 0), .number(score.errors),
                .number(score.warnings), .text(scoreText(score.value)),
                .number(Int(clamping: map.size)),
            ])
        }
        listing.total = totals
        return listing
    }

    /// What is said at the end, in place of a build's line.
    var closingLine: String {
        let time = duration(microseconds: steadyMicroseconds() - processStart)
        let shown = Set(findings)
        let line = "\(totals) (\(time))"
        return shown.isEmpty ? line : line + "; \(findingCounts(Array(shown)))"
    }

    private var totals: String {
        let valid = maps.count { $0.score.errors == 0 }
        let bytes = maps.reduce(0) { $0 + $1.size }
        var line = "\(counted(maps.count, "map")), \(valid) valid"
        if let averageScore { line += ", average score \(scoreText(averageScore))" }
        return line + ", \(byteSize(bytes))"
    }

    /// What the maps add to the build's report.
    var members: [JSONValue.Member] {
        let lines = maps.map { map in
            let score = map.score
            return JSONValue.object([
                .init("path", .string(map.path)), .init("valid", .bool(score.errors == 0)),
                .init("errors", .integer(Int64(score.errors))),
                .init("warnings", .integer(Int64(score.warnings))),
                .init("score", .number(score.value)), .init("bytes", .integer(Int64(map.size))),
            ])
        }
        return [
            .init("maps", .array(lines)),
            .init("averageScore", averageScore.map { .number($0) } ?? .null),
        ]
    }
}
