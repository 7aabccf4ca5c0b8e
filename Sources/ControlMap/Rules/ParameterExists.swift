import Diagnostics
import PluginCatalog
import SourceText

/// Every parameter that a map names is one of the plugin's.
///
/// - Reports: `map.unknown-parameter`, an error, on the name; `map.ambiguous-parameter`, an error,
///   on a name that several parameters have.
/// - Fix-it: the nearest name or symbol, when one is within two edits.
struct ParameterExists: MapRule {
    static let findings = [
        FindingKind(
            "map.unknown-parameter", .error,
            "Every parameter that a map names is one of the plugin's"),
        FindingKind(
            "map.ambiguous-parameter", .error,
            "Every parameter that a map names is one of the plugin's"),
    ]
    static let health = HealthCost(.plugin, error: 0.2, warning: 0.2)

    func check(_ map: AssembledMap) -> [Diagnostic] {
        guard let descriptor = map.facts.descriptor else { return [] }
        return map.targets.compactMap { control in
            guard let reference = control.reference else { return nil }
            switch control.match {
            case .ambiguous(let found): return .ambiguous(reference, found)
            case .unknown:
                if case .number(let number, let base) = reference.value {
                    let base = base ?? map.numberBase.value ?? 0
                    return .unknownNumber(number, base, reference, descriptor)
                }
                return .unknown(reference, control, descriptor)
            default: return nil
            }
        }
    }
}

extension Diagnostic {
    fileprivate static func unknown(
        _ reference: Placed<ParameterReference>, _ control: AssembledControl,
        _ descriptor: PluginDescriptor
    ) -> Diagnostic {
        let (text, word, known) = reference.value.candidates(in: descriptor)
        let nearest = nearestName(to: text, among: known)
        var hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
        if nearest == nil,
            let likely = descriptor.proposal(for: text) ?? descriptor.proposal(for: control.name)
        {
            hint = "; did you mean '\(likely.name)', symbol '\(likely.symbol)'?"
        }
        return Diagnostic(
            .error, "map.unknown-parameter",
            "\(descriptor.name) has no parameter \(word) '\(text)'\(hint)",
            at: reference.location, fixIt: nearest.map { .use($0, at: reference.location) })
    }

    fileprivate static func unknownNumber(
        _ number: Int, _ base: Int, _ reference: Placed<ParameterReference>,
        _ descriptor: PluginDescriptor
    ) -> Diagnostic {
        let last = descriptor.parameters.count - 1 + base
        return Diagnostic(
            .error, "map.unknown-parameter",
            "\(descriptor.name) has no parameter \(number); counted from \(base), "
                + (last < base ? "it has none" : "they are \(base) to \(last)"),
            at: reference.location)
    }

    fileprivate static func ambiguous(
        _ reference: Placed<ParameterReference>, _ found: [PluginParameter]
    ) -> Diagnostic {
        let symbols = found.prefix(4).map { "'\($0.symbol)'" }.joined(separator: ", ")
        let more = found.count > 4 ? ", …" : ""
        return Diagnostic(
            .error, "map.ambiguous-parameter",
            "\(found.count) parameters are named '\(found[0].name)'; "
                + "name one by its symbol: \(symbols)\(more)",
            at: reference.location)
    }
}

extension ParameterReference {
    /// The text, how a message introduces it, and what it could have been.
    fileprivate func candidates(
        in descriptor: PluginDescriptor
    ) -> (text: String, word: String, known: [String]) {
        let names = descriptor.parameters.map(\.name)
        let symbols = descriptor.parameters.map(\.symbol)
        switch self {
        case .symbol(let text): return (text, "with the symbol", symbols)
        case .name(let text): return (text, "named", names)
        case .text(let text): return (text, "called", symbols + names)
        case .none, .number, .bypass, .window: return ("", "", [])
        }
    }
}
