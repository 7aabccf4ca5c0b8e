import Diagnostics

/// A map sends what its base sends; otherwise the family of maps no longer fits one controller
/// setting.
///
/// - Reports: `map.template-changed`, a warning, on the message that differs; a note shows the
///   base's.
struct TemplateKept: MapRule {
    static let findings = [
        FindingKind("map.template-changed", .warning, "A map sends what its base sends")
    ]
    static let health = HealthCost(.consistency, error: 0.2, warning: 0.1)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        map.controls.compactMap { control in
            let said = control.said.layers
            guard said.count > 1, said[0].path == map.own.path,
                let own = said[0].entry.send, let message = control.message
            else { return nil }
            let inherited = ControlLayers(layers: Array(said.dropFirst()))
            let base = inherited.send(
                element: control.element, profilePath: map.facts.profile?.path ?? "")
            guard let kept = base.message, kept.value.with(bits: base.bits?.value) != message
            else { return nil }
            let place = SourceLocation(
                path: map.own.path, range: own.message?.range ?? own.bits?.range ?? own.range)
            return Diagnostic(
                .warning, "map.template-changed",
                "'\(control.id)' sends \(message.title), but \(kept.value.title) in the base",
                at: place, notes: [.init("the base's message is here", at: kept.location)])
        }
    }
}

extension ControllerMessage {
    /// As messages name it, for example `CC 14`.
    public var title: String {
        switch self {
        case .controlChange(let number, 14): return "CC \(number) in 14 bits"
        case .programChange(nil): return "a program"
        case .systemExclusive: return "a system exclusive message"
        default: return owners(on: 0)[0].title
        }
    }
}
