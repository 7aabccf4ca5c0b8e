import Diagnostics

/// How much validating found in one map, as a number from 1 down to 0.
public struct ValidationScore: Sendable, Equatable {
    /// Findings by how grave they are.
    public private(set) var critical = 0
    /// Errors.
    public private(set) var high = 0
    /// Errors that are plain to mend.
    public private(set) var medium = 0
    /// Findings that stop nothing.
    public private(set) var warnings = 0

    /// Counts the findings about one map.
    public init(_ findings: [Diagnostic]) {
        for finding in findings {
            switch finding.severity {
            case .error where Self.isCritical(finding.code): critical += 1
            case .error where finding.code == "map.range-order": medium += 1
            case .error: high += 1
            case .warning: warnings += 1
            case .info, .off: break
            }
        }
    }

    /// Errors of all sorts.
    public var errors: Int { critical + high + medium }

    /// 1 less 0.5 for what is critical, 0.3 for errors, 0.2 for lesser ones, 0.05 for warnings.
    public var value: Double {
        let lost =
            0.5 * Double(critical) + 0.3 * Double(high) + 0.2 * Double(medium)
            + 0.05 * Double(warnings)
        return 1 - min(1, lost)
    }

    /// What keeps a file from being a map at all.
    private static func isCritical(_ code: String) -> Bool {
        code.hasPrefix("yaml.") || code.hasPrefix("json.")
            || ["map.unknown-schema", "map.too-large"].contains(code)
    }
}
