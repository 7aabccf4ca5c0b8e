extension GraphQuery {
    /// Names of the functions, with what each takes, for messages and help.
    public static let functions: [(name: String, use: String, meaning: String)] = [
        ("deps", "deps(X[, STEPS])", "what X was made from, directly or not"),
        ("rdeps", "rdeps(X[, STEPS])", "what depends on X, directly or not"),
        ("affected", "affected(X)", "what a change in X may change"),
        ("inputs", "inputs(X)", "the files that X reads"),
        ("outputs", "outputs(X)", "the files that X writes"),
        ("kind", "kind(KIND, X)", "the nodes of a kind among X"),
        ("filter", "filter(PATTERN, X)", "what of X a pattern fits"),
        ("nodes", "nodes(X)", "the nodes among X"),
        ("files", "files(X)", "the files among X"),
        (
            "state", "state(STATE, X)",
            "nodes of X that are " + NodeState.allCases.map(\.rawValue).joined(separator: ", ")
        ),
        ("path", "path(X, Y)", "a shortest way from X to what it depends on in Y"),
        ("allpaths", "allpaths(X, Y)", "everything on any way from X to Y"),
    ]

    /// Reads a question.
    ///
    /// - Throws: `QueryProblem` at the place that cannot be read.
    public static func parse(_ text: String) throws(QueryProblem) -> GraphQuery {
        var parser = QueryParser(try QueryToken.tokens(of: text))
        let query = try parser.expression()
        try parser.expectEnd()
        return query
    }
}

private struct QueryToken {
    enum Kind: Equatable { case word, open, close, comma, end }

    var kind: Kind
    var text: String
    var column: Int
    /// A quoted word is never an operator or a function.
    var isQuoted = false

    static func tokens(of text: String) throws(QueryProblem) -> [QueryToken] {
        var tokens: [QueryToken] = []
        let scalars = Array(text.unicodeScalars)
        var place = 0
        while place < scalars.count {
            let start = place
            let scalar = scalars[place]
            place += 1
            switch scalar {
            case " ", "\t", "\n", "\r": continue
            case "(": tokens.append(.init(kind: .open, text: "(", column: start + 1))
            case ")": tokens.append(.init(kind: .close, text: ")", column: start + 1))
            case ",": tokens.append(.init(kind: .comma, text: ",", column: start + 1))
            case "'", "\"":
                guard let end = scalars[place...].firstIndex(of: scalar) else {
                    throw QueryProblem(column: start + 1, "this quotation mark is never closed")
                }
                let word = Self.text(scalars[place..<end])
                tokens.append(.init(kind: .word, text: word, column: start + 1, isQuoted: true))
                place = end + 1
            default:
                while place < scalars.count, !" \t\n\r(),".unicodeScalars.contains(scalars[place]) {
                    place += 1
                }
                tokens.append(
                    .init(kind: .word, text: Self.text(scalars[start..<place]), column: start + 1))
            }
        }
        tokens.append(.init(kind: .end, text: "", column: scalars.count + 1))
        return tokens
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

private struct QueryParser {
    private let tokens: [QueryToken]
    private var place = 0
    private var depth = 0

    init(_ tokens: [QueryToken]) { self.tokens = tokens }

    private var token: QueryToken { tokens[place] }

    mutating func expression() throws(QueryProblem) -> GraphQuery {
        depth += 1
        defer { depth -= 1 }
        if depth > 200 { throw QueryProblem(column: token.column, "this is nested too deeply") }
        var left = try term()
        while let join = binary() {
            let right = try term()
            left = join(left, right)
        }
        return left
    }

    func expectEnd() throws(QueryProblem) {
        if token.kind == .end { return }
        throw QueryProblem(
            column: token.column,
            "'\(token.text)' is one too many here; sets are joined by +, - or ^")
    }

    private mutating func binary() -> ((GraphQuery, GraphQuery) -> GraphQuery)? {
        guard token.kind == .word, !token.isQuoted else { return nil }
        let join: (GraphQuery, GraphQuery) -> GraphQuery
        switch token.text {
        case "+", "union": join = GraphQuery.union
        case "-", "except": join = GraphQuery.except
        case "^", "intersect": join = GraphQuery.intersect
        default: return nil
        }
        place += 1
        return join
    }

    private mutating func term() throws(QueryProblem) -> GraphQuery {
        let first = token
        switch first.kind {
        case .open:
            place += 1
            let inner = try expression()
            try take(.close, "')'")
            return inner
        case .word:
            place += 1
            if token.kind == .open, !first.isQuoted { return try function(first) }
            return .word(first.text, column: first.column)
        case .close, .comma, .end:
            throw QueryProblem(
                column: first.column, "a node, a path or a function is missing here")
        }
    }

    private mutating func function(_ name: QueryToken) throws(QueryProblem) -> GraphQuery {
        try take(.open, "'('")
        let query: GraphQuery
        switch name.text {
        case "deps": query = .dependencies(try expression(), steps: try steps())
        case "rdeps": query = .dependants(try expression(), steps: try steps())
        case "affected": query = .affected(try expression())
        case "inputs": query = .inputs(try expression())
        case "outputs": query = .outputs(try expression())
        case "nodes": query = .nodes(try expression())
        case "files": query = .files(try expression())
        case "kind": query = .kind(try word("a kind"), try afterComma())
        case "filter": query = .filter(try word("a pattern"), try afterComma())
        case "state": query = .state(try state(), try afterComma())
        case "path": query = .path(try expression(), try afterComma())
        case "allpaths": query = .allPaths(try expression(), try afterComma())
        default:
            let known = GraphQuery.functions.map(\.name).joined(separator: ", ")
            throw QueryProblem(
                column: name.column, "there is no function '\(name.text)'; there are \(known)")
        }
        try take(.close, "')'")
        return query
    }

    private mutating func afterComma() throws(QueryProblem) -> GraphQuery {
        try take(.comma, "','")
        return try expression()
    }

    private mutating func steps() throws(QueryProblem) -> Int? {
        guard token.kind == .comma else { return nil }
        place += 1
        let column = token.column
        guard let steps = Int(try word("a number of steps")), steps >= 0 else {
            throw QueryProblem(column: column, "a whole number of steps, 0 or more, belongs here")
        }
        return steps
    }

    private mutating func state() throws(QueryProblem) -> GraphQuery.NodeState {
        let column = token.column
        let text = try word("a state")
        guard let state = GraphQuery.NodeState(rawValue: text) else {
            let known = GraphQuery.NodeState.allCases.map(\.rawValue).joined(separator: ", ")
            throw QueryProblem(column: column, "there is no state '\(text)'; there are \(known)")
        }
        return state
    }

    private mutating func word(_ what: String) throws(QueryProblem) -> String {
        guard token.kind == .word else {
            throw QueryProblem(column: token.column, "\(what) is missing here")
        }
        defer { place += 1 }
        return token.text
    }

    private mutating func take(
        _ kind: QueryToken.Kind, _ what: String
    ) throws(QueryProblem) {
        guard token.kind == kind else {
            throw QueryProblem(column: token.column, "\(what) is missing here")
        }
        place += 1
    }
}
