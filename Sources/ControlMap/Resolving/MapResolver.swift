import Diagnostics

/// What became of a map.
public struct MapOutcome: Sendable {
    /// `nil` when there is any error.
    public var resolved: ResolvedMap?
    /// What rules about several maps need to know of it.
    public var summary: MapSummary
    /// Sorted; about the map and, where a base is at fault, about the base.
    public var diagnostics: [Diagnostic]

    /// An outcome of its parts.
    public init(resolved: ResolvedMap?, summary: MapSummary, diagnostics: [Diagnostic]) {
        self.resolved = resolved
        self.summary = summary
        self.diagnostics = diagnostics
    }
}

/// Reads a map, looks up all that it names, and checks it.
public struct MapResolver {
    /// Resolves one map.
    ///
    /// Equal input and equal answers give an equal outcome. A finding that lies wholly in a base is
    /// given for each map that extends it, always as the same value.
    ///
    /// - Parameters:
    ///   - path: the map's path in the workspace.
    ///   - severities: by code, what takes the place of a finding's own severity.
    /// - Throws: only what the environment throws.
    public static func resolve<E: MapEnvironment>(
        path: String, bytes: [UInt8], in environment: inout E, severities: [String: Severity] = [:]
    ) throws(E.Failure) -> MapOutcome {
        try study(path: path, bytes: bytes, in: &environment, severities: severities).outcome
    }

    /// Resolves one map, and keeps what its outcome was decided by.
    ///
    /// - Throws: only what the environment throws.
    public static func study<E: MapEnvironment>(
        path: String, bytes: [UInt8], in environment: inout E, severities: [String: Severity] = [:]
    ) throws(E.Failure) -> MapStudy {
        let reading = ControlMap.read(bytes, path: path)
        let sources = [path: bytes]
        guard let map = reading.map else {
            let findings = reading.diagnostics.prepared(severities, sources)
            let outcome = MapOutcome(
                resolved: nil, summary: MapSummary(path: path, hasErrors: true),
                diagnostics: findings)
            return MapStudy(outcome: outcome, map: nil, sources: sources, assembled: nil)
        }
        let chain = try MapChain.read(map, sources: sources, in: &environment)
        if let problem = chain.problem {
            let findings = reading.diagnostics + [Diagnostic(problem)]
            let outcome = MapOutcome(
                resolved: nil, summary: MapSummary(unfinished: map),
                diagnostics: findings.prepared(severities, chain.sources))
            return MapStudy(outcome: outcome, map: map, sources: chain.sources, assembled: nil)
        }
        let facts = try MapFacts.gather(for: chain, in: &environment)
        let assembled = AssembledMap(chain, facts)
        return MapStudy(
            outcome: outcome(assembled, reading.diagnostics, severities), map: map,
            sources: chain.sources, assembled: assembled)
    }

    private static func outcome(
        _ map: AssembledMap, _ reading: [Diagnostic], _ severities: [String: Severity]
    ) -> MapOutcome {
        var findings = reading
        for rule in mapRules { findings += rule.check(map) }
        findings = findings.prepared(severities, map.chain.sources)
        let isRefused = findings.contains { $0.severity == .error }
        return MapOutcome(
            resolved: isRefused ? nil : ResolvedMap(map),
            summary: MapSummary(map, hasErrors: isRefused), diagnostics: findings)
    }
}

extension MapSummary {
    /// What is known of a map whose bases cannot be read.
    fileprivate init(unfinished map: ControlMap) {
        self.init(
            path: map.path, name: map.name?.value ?? "", isTemplate: map.isOnlyTemplate,
            channel: map.channel?.value ?? 1, channelWasStated: map.channel != nil,
            hasErrors: true)
    }
}

extension [Diagnostic] {
    /// The findings as they are shown: with the workspace's severities, excerpts, and in order.
    func prepared(
        _ severities: [String: Severity], _ sources: [String: [UInt8]]
    ) -> [Diagnostic] {
        var findings = chosen(severities)
        for (path, bytes) in sources {
            findings = findings.attachingExcerpts(from: bytes, path: path)
        }
        return findings.sorted()
    }
}
