import BuildEngine
import Diagnostics
import XMLDocument

/// Findings as JUnit XML: a suite for each kind of node, a test case for each map, plugin and target.
///
/// A case fails when its node has errors, is skipped when an earlier node's errors left it nothing to
/// work on, and carries its warnings as output.
struct JUnitReport {
    private struct Case {
        var name: String
        var kind: String
        var microseconds: UInt32
        var findings: [Diagnostic]
        var blockedBy: String?

        var errors: [Diagnostic] { findings.filter { $0.severity == .error } }
    }

    private let cases: [Case]
    private let least: Severity

    /// Kinds whose nodes are cases even when nothing was found.
    private static let kinds: Set<String> = [
        "manifest", "extract", "pin", "controller", "registry", "validate", "check", "generate",
        "plan", "task",
    ]

    init(_ list: FindingList) {
        least = list.least
        let found = Dictionary(grouping: list.findings, by: \.node)
        let blocked = list.outcomes.filter { $0.kind == .blocked }
        let culprits = Dictionary(blocked.map { ($0.node, $0.blockedBy) }, uniquingKeysWith: { $1 })
        var cases: [Case] = []
        for node in list.nodes {
            let kind = RuleSet.kind(of: node.name)
            let findings = (found[node.name] ?? []).map(\.diagnostic)
            let fails = findings.contains { $0.severity == .error }
            guard fails || Self.kinds.contains(kind) else { continue }
            let culprit = culprits[node.name].flatMap(\.self) ?? "a node before it"
            cases.append(
                Case(
                    name: node.name, kind: kind, microseconds: node.microseconds,
                    findings: findings, blockedBy: node.isBlocked ? culprit : nil))
        }
        let known = Set(list.nodes.map(\.name))
        for (node, findings) in found where !known.contains(node) {
            cases.append(
                Case(
                    name: node, kind: RuleSet.kind(of: node), microseconds: 0,
                    findings: findings.map(\.diagnostic)))
        }
        self.cases = cases.sorted { ($0.kind, $0.name) < ($1.kind, $1.name) }
    }

    var bytes: [UInt8] {
        var writer = XMLWriter()
        writer.start("testsuites")
        writer.attribute("name", "pipeline")
        count(cases, &writer)
        for kind in Set(cases.map(\.kind)).sorted() {
            let members = cases.filter { $0.kind == kind }
            writer.start("testsuite")
            writer.attribute("name", kind)
            count(members, &writer)
            for member in members { write(member, &writer) }
            writer.end()
        }
        writer.end()
        return writer.finish()
    }

    private func count(_ cases: [Case], _ writer: inout XMLWriter) {
        let failures = cases.count { !$0.errors.isEmpty }
        let skipped = cases.count { $0.errors.isEmpty && $0.blockedBy != nil }
        writer.attribute("tests", cases.count)
        writer.attribute("failures", failures)
        writer.attribute("errors", 0)
        writer.attribute("skipped", skipped)
        writer.attribute("time", Self.seconds(cases.reduce(0) { $0 + UInt64($1.microseconds) }))
    }

    private func write(_ member: Case, _ writer: inout XMLWriter) {
        let isNamed = member.name.utf8.count > member.kind.utf8.count
        writer.start("testcase")
        writer.attribute("classname", member.kind)
        writer.attribute(
            "name",
            isNamed ? String(member.name.dropFirst(member.kind.count + 1)) : member.name)
        if let path = member.findings.first(where: { !$0.path.isEmpty })?.path {
            writer.attribute("file", path)
        }
        writer.attribute("time", Self.seconds(UInt64(member.microseconds)))
        let renderer = DiagnosticRenderer()
        let errors = member.errors
        if let first = errors.first {
            writer.start("failure")
            writer.attribute("type", first.code)
            let more = errors.count > 1 ? " (and \(errors.count - 1) more)" : ""
            writer.attribute("message", first.message + more)
            writer.text(renderer.text(for: errors))
            writer.end()
        } else if let culprit = member.blockedBy {
            writer.start("skipped")
            writer.attribute("message", "\(culprit) has errors")
            writer.end()
        }
        let rest = member.findings.filter { $0.severity < .error && $0.severity >= least }
        if !rest.isEmpty {
            writer.start("system-out")
            writer.text(renderer.text(for: rest))
            writer.end()
        }
        writer.end()
    }

    /// Seconds with six decimals, as the format wants them.
    private static func seconds(_ microseconds: UInt64) -> String {
        decimal(microseconds, per: 1_000_000, places: 6)
    }
}
