/// What a request for a port came to.
public enum PortLookup: Sendable, Equatable {
    case found(NamedPort)
    /// Several ports fit equally well; their names, sorted.
    case ambiguous([String])
    /// None fits; the names of all there are.
    case unknown([String])
    /// Nothing was asked for; the names of all there are.
    case empty([String])
}

extension PortDirectory {
    /// Finds a port as a person names it: the exact name, else the same whatever the case of letters, else
    /// whole words of a name, else a part of one. The first of these that fits anything decides, and it has
    /// to fit one port.
    ///
    /// Names are `client:port`, the port's, and the client's, in this order. A number at the end, ` #2`,
    /// picks one of several ports of the same name; without it the first is meant. A part never cuts a
    /// number: `Port 1` is no part of `Port 10`. An address such as `20:0` is taken after exact names.
    public func lookup(_ request: String, _ direction: PortDirections) -> PortLookup {
        let candidates = ports(direction)
        let names = candidates.map(\.name).sorted()
        let text = Self.trimmed(request)
        guard !text.isEmpty else { return .empty(names) }
        if let answer = search(text, number: 1, in: candidates) { return answer }
        if let (name, number) = Self.numbered(text),
            let answer = search(name, number: number, in: candidates)
        {
            return answer
        }
        return .unknown(names)
    }

    private func search(_ text: String, number: Int, in all: [NamedPort]) -> PortLookup? {
        let candidates = all.filter { $0.ordinal == number }
        let wanted = Array(text.lowercased())
        var steps: [[NamedPort]] = Self.names.map { name in
            candidates.filter { name($0.identity) == text }
        }
        if let address = PortAddress(text) { steps.append(all.filter { $0.address == address }) }
        steps += Self.names.map { name in
            candidates.filter { Array(name($0.identity).lowercased()) == wanted }
        }
        for edge in [Edge.word, .number] {
            steps.append(
                candidates.filter {
                    Self.holds(wanted, in: Array($0.identity.name.lowercased()), edge)
                })
        }
        guard let fitting = steps.first(where: { !$0.isEmpty }) else { return nil }
        if fitting.count == 1 { return .found(fitting[0]) }
        return .ambiguous(fitting.map(\.name).sorted())
    }

    private static let names: [@Sendable (PortIdentity) -> String] = [
        { $0.name }, { $0.port }, { $0.client },
    ]

    /// What a part of a name may not cut.
    private enum Edge {
        case word
        case number

        func cuts(_ one: Character, _ other: Character) -> Bool {
            switch self {
            case .word: one.isWordPart && other.isWordPart
            case .number: one.isNumber && other.isNumber
            }
        }
    }

    private static func holds(_ part: [Character], in name: [Character], _ edge: Edge) -> Bool {
        guard let first = part.first, let last = part.last, part.count <= name.count else {
            return false
        }
        for start in 0...(name.count - part.count) {
            let end = start + part.count
            guard name[start] == first, name[start..<end].elementsEqual(part) else { continue }
            if start > 0, edge.cuts(name[start - 1], first) { continue }
            if end < name.count, edge.cuts(last, name[end]) { continue }
            return true
        }
        return false
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }

    /// Takes ` #2` off the end.
    private static func numbered(_ text: String) -> (name: String, number: Int)? {
        guard let sign = text.lastIndex(of: "#"),
            let number = Int(text[text.index(after: sign)...]),
            number > 0
        else { return nil }
        let name = trimmed(String(text[..<sign]))
        return name.isEmpty ? nil : (name, number)
    }
}

extension Character {
    fileprivate var isWordPart: Bool { isLetter || isNumber }
}
