import Diagnostics

/// What the rules about maps report, about one and about several.
public let reportedMapFindings: [FindingKind] =
    mapRules.flatMap { type(of: $0).findings } + MapSetRules.findings
