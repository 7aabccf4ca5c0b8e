import PluginCatalog

/// A parameter's name and symbol taken apart.
struct ParameterTokens {
    let name: NameTokens
    let symbol: NameTokens

    init(_ parameter: PluginParameter) {
        name = NameTokens(parameter.name)
        symbol = NameTokens(parameter.symbol)
    }

    /// How well a control's name agrees with the name or the symbol.
    func similarity(to tokens: NameTokens) -> NameSimilarity {
        let byName = NameSimilarity(tokens, name)
        if byName.containment == 1 { return byName }
        return max(byName, NameSimilarity(tokens, symbol))
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
            guard similarity.isAgreement else { continue }
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
    guard let best = ranked.max(by: { $0.1 < $1.1 }), best.1.isAgreement,
        ranked.count(where: { !($0.1 < best.1) }) == 1
    else { return nil }
    return best.0
}
