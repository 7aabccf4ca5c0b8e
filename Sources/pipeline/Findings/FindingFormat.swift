import BuildEngine
import Diagnostics
import SourceText

/// How findings are written where they are the result.
enum FindingFormat: String, CaseIterable {
    /// As compilers write them.
    case text
    case json
    /// Commands that GitHub Actions turns into annotations.
    case github
    /// SARIF 2.1.0, for code scanning and editors.
    case sarif
    /// JUnit XML: a test case for each map, plugin and target.
    case junit

    static let names = allCases.map(\.rawValue).joined(separator: ", ")

    func text(of list: FindingList) -> String {
        switch self {
        case .text: DiagnosticRenderer().text(for: list.shown)
        case .json:
            String(decoding: list.findings.map(\.diagnostic).json.encoded(indent: 2), as: UTF8.self)
        case .github: GitHubAnnotations(list).text
        case .sarif: String(decoding: SARIFLog(list).json.encoded(indent: 2), as: UTF8.self)
        case .junit: String(decoding: JUnitReport(list).bytes, as: UTF8.self)
        }
    }
}

extension GlobalOptions.Format {
    /// The format of findings that it stands for, when they are the result.
    var ofFindings: FindingFormat? {
        switch self {
        case .github: .github
        case .sarif: .sarif
        case .junit: .junit
        default: nil
        }
    }
}

/// What a command found, with all that the formats need.
struct FindingList {
    /// Each finding once, those whose severity is `off` left out.
    let findings: [NodeDiagnostic]
    /// The nodes that were asked for; known when details were asked for.
    var nodes: [BuildDetails.Node] = []
    /// What came of those that did not simply hold.
    var outcomes: [NodeOutcome] = []
    var exitCode: Int32
    /// Where the workspace lies in the repository: empty, or a path that ends in a slash.
    var prefix = ""
    /// Below it findings are for those who ask for all.
    var least = Severity.warning

    init(_ report: BuildReport, exitCode: Int32) {
        var seen = Set<Diagnostic>()
        findings = report.diagnostics.filter {
            $0.diagnostic.severity != .off && seen.insert($0.diagnostic).inserted
        }
        nodes = report.details?.nodes ?? []
        outcomes = report.outcomes
        self.exitCode = exitCode
    }

    /// Findings of a command that builds nothing; their code's area stands for the node.
    init(_ findings: [Diagnostic], exitCode: Int32) {
        self.findings = findings.filter { $0.severity != .off }.map {
            NodeDiagnostic(node: "lint:" + $0.path, diagnostic: $0)
        }
        self.exitCode = exitCode
    }

    /// The findings for people.
    var shown: [Diagnostic] { findings.map(\.diagnostic).filter { $0.severity >= least } }

    /// A path as the repository knows it.
    func repositoryPath(_ path: String) -> String { path.hasPrefix("/") ? path : prefix + path }
}
