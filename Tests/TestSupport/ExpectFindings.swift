import Diagnostics

// A build with the static standard library has no Testing module, and builds this target too.
#if canImport(Testing)
    import Testing

    /// What a test wants to be found at one mark.
    public struct ExpectedFinding: Sendable {
        public var severity: Severity
        public var code: String
        /// The replacement text of the finding's only edit.
        public var fixIt: String?

        public static func error(_ code: String, fixIt: String? = nil) -> Self {
            Self(severity: .error, code: code, fixIt: fixIt)
        }

        public static func warning(_ code: String, fixIt: String? = nil) -> Self {
            Self(severity: .warning, code: code, fixIt: fixIt)
        }

        public static func info(_ code: String, fixIt: String? = nil) -> Self {
            Self(severity: .info, code: code, fixIt: fixIt)
        }
    }

    /// Expects exactly the given findings, one at each mark of `markedText` and in the marks' order.
    ///
    /// - Parameter check: gives the findings about a text without marks.
    public func expectFindings(
        in markedText: String, _ expected: ExpectedFinding...,
        sourceLocation: Testing.SourceLocation = #_sourceLocation,
        by check: (_ bytes: [UInt8]) -> [Diagnostic]
    ) {
        let (bytes, marks) = parseMarked(markedText)
        #expect(
            marks.count == expected.count, "as many marks as expected findings",
            sourceLocation: sourceLocation)
        let wanted = zip(marks, expected).map { line($1.severity, $1.code, $0, $1.fixIt) }
        let found = check(bytes).sorted().map { finding in
            line(
                finding.severity, finding.code, finding.range,
                finding.fixIt?.edits.map(\.replacement).joined(separator: "|"))
        }
        #expect(found == wanted, sourceLocation: sourceLocation)
    }

    /// A finding as one comparable line, such as `3:5-3:9 error map.unknown-parameter fix-it: Cutoff`.
    private func line(
        _ severity: Severity, _ code: String, _ range: SourceRange?, _ fixIt: String?
    ) -> String {
        let place = range.map {
            "\($0.start.line):\($0.start.column)-\($0.end.line):\($0.end.column)"
        }
        return "\(place ?? "-") \(severity) \(code)" + (fixIt.map { " fix-it: \($0)" } ?? "")
    }
#endif
