import PluginCatalog

/// A parameter's name, symbol and choices taken apart.
struct ParameterTokens {
    let name: NameTokens
    let symbol: NameTokens
    /// A button is often named after the choice it makes: "Unison" for the parameter "Voice Mode".
    let choices: [NameTokens]

    init(_ parameter: PluginParameter) {
        name = NameTokens(parameter.name)
        symbol = NameTokens(parameter.symbol)
        choices = parameter.choices.map { NameTokens($0.label) }
    }

    /// How well a control's name agrees with the name, the symbol or a choice.
    func similarity(to tokens: NameTokens) -> NameSimilarity {
        let byName = NameSimilarity(tokens, name)
        if byName.containment == 1 { return byName }
        let best = max(byName, NameSimilarity(tokens, symbol))
        let isChoice = choices.contains { !$0.slug.isEmpty && $0.slug == tokens.slug }
        return isChoice ? .full : best
    }
}

extension PluginDescriptor {
    /// The one input that best agrees with `name`; `nil` when none does or two do equally.
    func proposal(for name: String) -> PluginParameter? {
        let tokens = NameTokens(name)
        if tokens.isGeneric { return nil }
        var best: (similarity: NameSimilarity, parameter: PluginParameter)?
        var isTied = false
        for parameter in parameters where parameter.direction == .input {
            let similarity = ParameterTokens(parameter).similarity(to: tokens)
            guard similarity.isProposal else { continue }
            if let found = best, !(found.similarity < similarity) {
                isTied = isTied || !(similarity < found.similarity)
            } else {
                best = (similarity, parameter)
                isTied = false
            }
        }
        return isTied ? nil : best?.parameter
    }
}

/// The one candidate that best agrees with `name`; `nil` when none does or two do equally.
func proposal(for name: String, among candidates: [String]) -> String? {
    let tokens = NameTokens(name)
    let ranked = candidates.map { ($0, NameSimilarity(tokens, NameTokens($0))) }
    guard let best = ranked.max(by: { $0.1 < $1.1 }), best.1.isProposal,
        ranked.count(where: { !($0.1 < best.1) }) == 1
    else { return nil }
    return best.0
}
