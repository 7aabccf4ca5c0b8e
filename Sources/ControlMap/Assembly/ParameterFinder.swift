import PluginCatalog

/// Finds a plugin's parameters by the names that maps use.
///
/// A name is taken exactly, else by its letters and digits alone; what is merely similar is only
/// ever proposed.
final class ParameterFinder {
    let descriptor: PluginDescriptor
    /// Empty where few names are looked for among few parameters: those are gone through.
    private var bySymbol: [String: Int] = [:]
    private var byName: [String: [Int]] = [:]
    private let isIndexed: Bool
    private var tokens: [Int: ParameterTokens] = [:]

    /// Comparisons of names that cost less than remembering them.
    private static let fewComparisons = 4096

    /// - Parameters:
    ///   - count: how many names will be looked for.
    ///   - references: what will be looked for; when there are many, only these are remembered.
    init(
        _ descriptor: PluginDescriptor, count: Int,
        for references: some Sequence<ParameterReference>
    ) {
        self.descriptor = descriptor
        isIndexed = count * descriptor.parameters.count > Self.fewComparisons
        if !isIndexed { return }
        var wanted = WantedNames()
        for reference in references { wanted.insert(reference) }
        if wanted.names.isEmpty { return }
        for (position, parameter) in descriptor.parameters.enumerated() {
            if wanted.contains(parameter.symbol), bySymbol[parameter.symbol] == nil {
                bySymbol[parameter.symbol] = position
            }
            if wanted.contains(parameter.name) {
                byName[parameter.name, default: []].append(position)
            }
        }
    }

    private func position(ofSymbol symbol: String) -> Int? {
        if isIndexed { return bySymbol[symbol] }
        let parameters = descriptor.parameters
        // By index, because passing parameters to a closure copies each of them.
        for position in parameters.indices where parameters[position].symbol == symbol {
            return position
        }
        return nil
    }

    private func positions(named name: String) -> [Int] {
        if isIndexed { return byName[name] ?? [] }
        let parameters = descriptor.parameters
        var found: [Int] = []
        for position in parameters.indices where parameters[position].name == name {
            found.append(position)
        }
        return found
    }

    /// How well a control's name agrees with a parameter's name or symbol.
    func similarity(of name: NameTokens, to parameter: PluginParameter) -> NameSimilarity {
        if let known = tokens[parameter.index] { return known.similarity(to: name) }
        let made = ParameterTokens(parameter)
        tokens[parameter.index] = made
        return made.similarity(to: name)
    }

    /// - Parameter numberBase: from where numbers count that do not say so; `nil` when unknown.
    func match(_ reference: ParameterReference, numberBase: Int?) -> ParameterMatch {
        switch reference {
        case .none: return .none
        case .symbol(let text): return match(text, bySymbol: true, byName: false)
        case .name(let text): return match(text, bySymbol: false, byName: true)
        case .text(let text): return match(text, bySymbol: true, byName: true)
        case .number(let number, let base):
            guard let base = base ?? numberBase else { return .undecided }
            return parameter(at: number - base).map { .found($0) } ?? .unknown
        case .bypass:
            return descriptor.parameters.first(where: \.isEnableSwitch).map { .bypass($0) }
                ?? .notBound
        case .window: return .notBound
        }
    }

    /// The parameter at a position among the control ports, from 0.
    func parameter(at position: Int) -> PluginParameter? {
        descriptor.parameters.indices.contains(position) ? descriptor.parameters[position] : nil
    }

    private func match(_ text: String, bySymbol: Bool, byName: Bool) -> ParameterMatch {
        if bySymbol, let position = position(ofSymbol: text) {
            return .found(descriptor.parameters[position])
        }
        if byName {
            let positions = positions(named: text)
            if !positions.isEmpty { return single(positions) }
        }
        let wanted = slug(text)
        let positions = descriptor.parameters.indices.filter { position in
            let parameter = descriptor.parameters[position]
            return byName && slug(parameter.name) == wanted
                || bySymbol && slug(parameter.symbol) == wanted
        }
        return positions.isEmpty || wanted.isEmpty ? .unknown : single(positions)
    }

    /// The only one, or the only one that can be set.
    private func single(_ positions: [Int]) -> ParameterMatch {
        let found = positions.map { descriptor.parameters[$0] }
        if found.count == 1 { return .found(found[0]) }
        let inputs = found.filter { $0.direction == .input }
        return inputs.count == 1 ? .found(inputs[0]) : .ambiguous(found)
    }
}

/// The names that are looked for, with two quick tests that most others fail.
private struct WantedNames {
    private(set) var names: Set<String> = []
    private var lengths: UInt64 = 0
    private var lastBytes: UInt64 = 0

    mutating func insert(_ reference: ParameterReference) {
        switch reference {
        case .symbol(let text), .name(let text), .text(let text):
            names.insert(text)
            lengths |= 1 << UInt64(text.utf8.count & 63)
            lastBytes |= 1 << UInt64((text.utf8.last ?? 0) & 63)
        case .none, .number, .bypass, .window: break
        }
    }

    func contains(_ name: String) -> Bool {
        lengths & 1 << UInt64(name.utf8.count & 63) != 0
            && lastBytes & 1 << UInt64((name.utf8.last ?? 0) & 63) != 0 && names.contains(name)
    }
}

extension PluginParameter {
    /// Whether it switches the whole plugin on and off.
    var isEnableSwitch: Bool {
        direction == .input && (designation == "enabled" || designation.hasSuffix("#enabled"))
    }

    /// Whether it has just two positions.
    var isSwitch: Bool {
        switch kind {
        case .boolean: return true
        case .choice: return choices.count == 2
        case .discrete:
            guard let minimum, let maximum else { return false }
            return maximum - minimum == 1
        case .continuous: return false
        }
    }
}
