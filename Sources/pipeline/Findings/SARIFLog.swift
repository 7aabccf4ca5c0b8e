import BuildEngine
import ContentDigest
import Diagnostics
import SourceText

/// Findings as a SARIF log.
///
/// Paths are relative to the repository, under the name that code scanning gives its root. A
/// finding's fingerprint holds no line number, so that it stays the same when lines move.
///
/// - Source: OASIS, Static Analysis Results Interchange Format 2.1.0.
struct SARIFLog {
    private let list: FindingList
    private let codes: [String]
    private static let root = "%SRCROOT%"

    init(_ list: FindingList) {
        self.list = list
        codes = Set(list.findings.map(\.diagnostic.code)).sorted()
    }

    var json: JSONValue {
        let driver = JSONValue.object([
            .init("name", .string("pipeline")), .init("version", .string(programVersion)),
            .init("rules", .array(codes.map(rule))),
        ])
        let root = JSONValue.object([
            .init(
                "description", .object([.init("text", .string("The root of the repository."))]))
        ])
        let invocation = JSONValue.object([
            .init("executionSuccessful", .bool(list.exitCode != Outcome.interrupted)),
            .init("exitCode", .integer(Int64(list.exitCode))),
        ])
        return .object([
            .init("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
            .init("version", .string("2.1.0")),
            .init(
                "runs",
                .array([
                    .object([
                        .init("tool", .object([.init("driver", driver)])),
                        .init("invocations", .array([invocation])),
                        .init("originalUriBaseIds", .object([.init(Self.root, root)])),
                        .init("columnKind", .string("unicodeCodePoints")),
                        .init("results", .array(results)),
                    ])
                ])),
        ])
    }

    private func rule(_ code: String) -> JSONValue {
        let severities = list.findings.map(\.diagnostic).filter { $0.code == code }.map(\.severity)
        let level = Self.level(severities.max() ?? .warning)
        return .object([
            .init("id", .string(code)),
            .init("shortDescription", Self.text(FindingCode.description(of: code))),
            .init("defaultConfiguration", .object([.init("level", .string(level))])),
        ])
    }

    private var results: [JSONValue] {
        var seen: [ContentDigest: Int] = [:]
        return list.findings.map(\.diagnostic).map { finding in
            let print = Self.fingerprint(finding)
            let number = seen[print, default: 0]
            seen[print] = number + 1
            return result(finding, "\(print)-\(number)")
        }
    }

    private func result(_ finding: Diagnostic, _ fingerprint: String) -> JSONValue {
        // What is about no file concerns the workspace as a whole.
        let path = finding.path.isEmpty ? "pipeline.toml" : finding.path
        var members: [JSONValue.Member] = [
            .init("ruleId", .string(finding.code)),
            .init(
                "ruleIndex", .integer(Int64(codes.firstIndex(of: finding.code) ?? 0))),
            .init("level", .string(Self.level(finding.severity))),
            .init("message", Self.text(message(of: finding))),
            .init(
                "locations", .array([location(path, finding.path.isEmpty ? nil : finding.range)])),
        ]
        let related = finding.notes.compactMap { note in
            note.location.map { location($0.path, $0.range, note.message) }
        }
        if !related.isEmpty { members.append(.init("relatedLocations", .array(related))) }
        if let fixIt = finding.fixIt, !fixIt.edits.isEmpty {
            members.append(.init("fixes", .array([fix(fixIt, path)])))
        }
        members.append(
            .init(
                "partialFingerprints",
                .object([.init("pipelineFinding/v1", .string(fingerprint))])))
        return .object(members)
    }

    /// The message, and those notes that have no place of their own.
    private func message(of finding: Diagnostic) -> String {
        let notes = finding.notes.filter { $0.location == nil }.map(\.message)
        return ([finding.message] + notes).joined(separator: "\n")
    }

    private func location(
        _ path: String, _ range: SourceRange?, _ message: String? = nil
    ) -> JSONValue {
        var physical = [JSONValue.Member("artifactLocation", artifact(path))]
        if let range { physical.append(.init("region", Self.region(range))) }
        var members = [JSONValue.Member("physicalLocation", .object(physical))]
        if let message { members.append(.init("message", Self.text(message))) }
        return .object(members)
    }

    private func artifact(_ path: String) -> JSONValue {
        let uri = Self.uri(list.repositoryPath(path))
        if path.hasPrefix("/") { return .object([.init("uri", .string("file://" + uri))]) }
        return .object([.init("uri", .string(uri)), .init("uriBaseId", .string(Self.root))])
    }

    private func fix(_ fixIt: FixIt, _ path: String) -> JSONValue {
        let replacements = fixIt.edits.map { edit in
            JSONValue.object([
                .init("deletedRegion", Self.region(edit.range)),
                .init("insertedContent", Self.text(edit.replacement)),
            ])
        }
        return .object([
            .init("description", Self.text(fixIt.message)),
            .init(
                "artifactChanges",
                .array([
                    .object([
                        .init("artifactLocation", artifact(path)),
                        .init("replacements", .array(replacements)),
                    ])
                ])),
        ])
    }

    private static func region(_ range: SourceRange) -> JSONValue {
        .object([
            .init("startLine", .integer(Int64(max(1, range.start.line)))),
            .init("startColumn", .integer(Int64(max(1, range.start.column)))),
            .init("endLine", .integer(Int64(max(1, range.end.line)))),
            .init("endColumn", .integer(Int64(max(1, range.end.column)))),
        ])
    }

    private static func text(_ text: String) -> JSONValue {
        .object([.init("text", .string(text))])
    }

    private static func level(_ severity: Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .info: "note"
        case .off: "none"
        }
    }

    private static func fingerprint(_ finding: Diagnostic) -> ContentDigest {
        var key = KeyBuilder()
        key.add(finding.code)
        key.add(finding.path)
        key.add(finding.message)
        return key.digest
    }

    /// A path as a URI reference: what is not plain is percent-encoded.
    private static func uri(_ path: String) -> String {
        var uri = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                uri += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return uri
    }
}
