import Diagnostics

/// Something that must be true of a map.
protocol MapRule: Sendable {
    /// All that the rule may report.
    static var findings: [FindingKind] { get }
    /// What its findings cost the map's health.
    static var health: HealthCost { get }
    /// What is not as it should be; looks at everything, and reports nothing twice.
    func check(_ map: AssembledMap) -> [Diagnostic]
}

/// Every rule about a single map; the one place where a new one is entered.
let mapRules: [any MapRule] = [
    MapStatesDevice(), ControllerIsKnown(), RegistryIsThere(),
    MapStatesPlugin(), PluginIsKnown(), PluginIsDecided(),
    MapStatesControls(), LayerNamesUnique(), LayerIsKnown(), LayerIsReachable(), ControlIDUnique(),
    UnknownKeysNoted(),
    ElementIsKnown(), SendIsPossible(), ReservedControllersFree(), SentRangeIsWhole(),
    MessageBoundOnce(), TemplateKept(),
    NumberBaseDecided(), NumbersKeepTheirNames(), ParameterExists(), ParameterMatchesName(),
    ParameterIsInput(),
    ParameterIsAutomatable(), BypassIsParameter(), TargetsDiffer(), OutputIsDeclared(),
    NoFeedbackLoop(), FeedbackIsShown(), CurveSuitsParameter(),
    RangeIsOrdered(), ModeSuitsControl(), ButtonSuitsParameter(), EncoderSuitsParameter(),
]

extension [Diagnostic] {
    /// Each finding once: what a control says is seen again in each of its targets.
    func uniqued() -> [Diagnostic] {
        if count < 2 { return self }
        var unique: [Diagnostic] = []
        for finding in self where !unique.contains(finding) { unique.append(finding) }
        return unique
    }
}

extension Diagnostic {
    /// A finding at a place, in whatever file it is.
    init(
        _ severity: Severity, _ code: String, _ message: String, at place: SourceLocation,
        notes: [Note] = [], fixIt: FixIt? = nil
    ) {
        self.init(
            severity, code, message, path: place.path, range: place.range, notes: notes,
            fixIt: fixIt)
    }
}

extension FixIt {
    /// Writes `text` in place of what stands at `range`.
    static func use(_ text: String, at range: SourceRange) -> FixIt {
        FixIt("use '\(text)'", edits: [TextEdit(range: range, replacement: yamlText(text))])
    }

    /// Writes `text` in place of what stands at `place`, as the language of the file wants it.
    static func use(_ text: String, at place: SourceLocation) -> FixIt {
        let written = MapText(path: place.path).text(text)
        return FixIt("use '\(text)'", edits: [TextEdit(range: place.range, replacement: written)])
    }
}
