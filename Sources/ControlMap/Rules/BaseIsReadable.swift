import Diagnostics

extension Diagnostic {
    /// What `extends` names is a map without errors that does not come back to this one.
    ///
    /// Checked while the chain is read, since nothing else can be said of a map without its base.
    ///
    /// - Reports: `map.missing-base`, `map.base-outside`, `map.base-cycle`, `map.base-depth` and
    ///   `map.base-has-errors`, errors, on the value of `extends`.
    init(_ problem: BaseProblem) {
        let name = problem.reference
        switch problem.kind {
        case .missing(let path):
            self.init(
                .error, "map.missing-base",
                "there is no map '\(path)'; 'extends' is a path relative to this file",
                at: problem.place)
        case .outside:
            self.init(
                .error, "map.base-outside",
                "'\(name)' leads out of the workspace; a base must be a file in it",
                at: problem.place)
        case .cycle(let paths):
            self.init(
                .error, "map.base-cycle",
                "the map extends itself: \(paths.joined(separator: " → "))", at: problem.place)
        case .tooDeep:
            self.init(
                .error, "map.base-depth",
                "there are more than \(MapChain.depthLimit) bases in a row", at: problem.place)
        case .hasErrors(let path, let first):
            let place = first.range.map { SourceLocation(path: first.path, range: $0) }
            self.init(
                .error, "map.base-has-errors", "the base '\(path)' has errors of its own",
                at: problem.place, notes: [Note(first.message, at: place)])
        }
    }
}
