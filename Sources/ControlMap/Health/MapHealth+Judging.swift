import Diagnostics
import SourceText

extension MapHealth {
    /// Judges a map.
    ///
    /// - Parameter checksPlugin: whether the plugin is judged; if not, its dimension keeps its point.
    public init(_ study: MapStudy, checksPlugin: Bool = true) {
        self.init(
            path: study.path, name: study.outcome.summary.name,
            isTemplate: study.outcome.summary.isTemplate, controls: 0, mapped: 0, losses: [],
            semantics: SemanticConsistency())
        let findings = study.outcome.diagnostics.filter {
            checksPlugin || HealthCost.of($0.code).dimension != .plugin
        }
        for finding in findings { charge(finding, in: study) }
        guard let map = study.assembled else {
            let reason =
                findings.first { $0.severity == .error }?.message ?? "the map cannot be read"
            for dimension in Dimension.allCases where value(dimension) == 1 {
                lose(1, dimension, "could not be judged: \(reason)")
            }
            losses.sort(by: Self.precedes)
            return
        }
        judgeCompleteness(map)
        judgeNames(map)
        judgeDocumentation(map)
        losses.sort(by: Self.precedes)
        if checksPlugin { semantics = SemanticConsistency(map) }
    }

    private mutating func lose(
        _ points: Double, _ dimension: Dimension, _ reason: String, code: String = "",
        at place: SourceLocation? = nil
    ) {
        losses.append(
            Loss(
                dimension: dimension, points: points, reason: reason, code: code, place: place))
    }

    /// Counts one finding in its dimension.
    private mutating func charge(_ finding: Diagnostic, in study: MapStudy) {
        let rule = HealthCost.of(finding.code)
        var points = rule.points(finding.severity)
        if points == 0 { return }
        if finding.code == "map.base-undecided" {
            // One finding, but every number that nobody can read is a wrong one.
            let numbers = study.assembled?.controls.count {
                if case .undecided = $0.match { return true } else { return false }
            }
            points *= Double(max(1, numbers ?? 1))
        }
        let place = finding.range.map { SourceLocation(path: finding.path, range: $0) }
        lose(points, rule.dimension, finding.message, code: finding.code, at: place)
        losses[losses.count - 1].canBeFixed = finding.fixIt != nil
    }

    /// Mapped controls by controls; buttons of groups are controls, and what is declared with
    /// `parameter: none` is left alone.
    private mutating func judgeCompleteness(_ map: AssembledMap) {
        for control in map.controls where control.message != nil || control.destination != nil {
            if control.isLeftAlone { continue }
            controls += 1
            if control.destination != nil { mapped += 1 }
        }
        if isTemplate || controls == mapped { return }
        let open = map.controls.filter {
            $0.message != nil && $0.destination == nil && !$0.isLeftAlone
        }
        let names = open.prefix(3).map { "'\($0.id)'" }.joined(separator: ", ")
        let more = open.count > 3 ? " and \(open.count - 3) more" : ""
        lose(
            Double(controls - mapped) / Double(controls), .completeness,
            "\(controls - mapped) of \(controls) controls move nothing: \(names)\(more)",
            at: open.first?.place)
    }

    /// Two controls with one name cannot be told apart on a screen.
    private mutating func judgeNames(_ map: AssembledMap) {
        var firsts: [String: AssembledControl] = [:]
        for control in map.controls where control.message != nil {
            guard let first = firsts[control.name] else {
                firsts[control.name] = control
                continue
            }
            let place = control.layers.first { $0.name }?.location ?? control.place
            if first.id == control.id { continue }
            lose(
                0.1, .consistency,
                "'\(control.id)' is named '\(control.name)', as '\(first.id)' is", at: place)
        }
    }

    private mutating func judgeDocumentation(_ map: AssembledMap) {
        let about = map.own.about
        let fields: [(key: String, isThere: Bool)] = [
            ("name", map.own.name != nil), ("description", about.description != nil),
            ("author", about.author != nil), ("date", about.date != nil),
        ]
        for field in fields where !field.isThere {
            lose(0.2, .documentation, "the map states no '\(field.key)'", at: map.start)
        }
        let silent = map.controls.filter { control in
            control.message != nil && control.layers.first { $0.description } == nil
        }
        if let first = silent.first {
            let count = map.controls.count { $0.message != nil }
            lose(
                0.2, .documentation,
                "\(silent.count) of \(count) controls have no 'description'", at: first.place)
        }
    }

    private static func precedes(_ left: Loss, _ right: Loss) -> Bool {
        func rank(_ loss: Loss) -> Int { Dimension.allCases.firstIndex(of: loss.dimension) ?? 0 }
        func position(_ loss: Loss) -> SourcePosition {
            loss.place?.range.start ?? SourcePosition(line: 0, column: 0)
        }
        if rank(left) != rank(right) { return rank(left) < rank(right) }
        let paths = (left.place?.path ?? "", right.place?.path ?? "")
        if paths.0 != paths.1 { return paths.0 < paths.1 }
        if position(left) != position(right) { return position(left) < position(right) }
        return left.reason < right.reason
    }
}

extension AssembledControl {
    /// Whether the map says that it is to move nothing.
    fileprivate var isLeftAlone: Bool {
        destination == nil && said.first { $0.parameter }?.value == ParameterReference.none
    }
}

extension SemanticConsistency {
    init(_ map: AssembledMap) {
        guard let finder = map.finder else { return }
        for control in map.controls {
            guard let reference = control.reference, let parameter = control.match.parameter else {
                continue
            }
            let tokens = NameTokens(control.name)
            if tokens.isGeneric { continue }
            compared += 1
            if finder.similarity(of: tokens, to: parameter).isAgreement { continue }
            doubts.append(
                Doubt(
                    control: control.id, name: control.name, parameter: parameter.name,
                    place: reference.location))
        }
    }
}
