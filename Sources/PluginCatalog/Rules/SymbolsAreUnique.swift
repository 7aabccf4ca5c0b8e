import Diagnostics

/// Every parameter has a symbol of its own.
///
/// - Reports: `descriptor.repeated-symbol`, an error, on the second use; `descriptor.missing-symbol`,
///   a warning, on a parameter without one; when none has one, a single info, as files of other
///   extractors know no symbols.
struct SymbolsAreUnique: DescriptorRule {
    static let findings = [
        FindingKind(
            "descriptor.repeated-symbol", .error,
            "Every parameter has a symbol of its own"),
        FindingKind(
            "descriptor.missing-symbol", .warning,
            "Every parameter has a symbol of its own"),
    ]

    func check(_ document: DescriptorDocument) -> [Diagnostic] {
        let parameters = document.descriptor.parameters
        var findings: [Diagnostic] = []
        var first: [String: Int] = [:]
        first.reserveCapacity(parameters.count)
        var missing: [Int] = []
        // By index, because going through parameters copies each of them.
        for position in parameters.indices {
            let symbol = parameters[position].symbol
            if symbol.isEmpty {
                missing.append(position)
            } else if let earlier = first.updateValue(position, forKey: symbol) {
                first[symbol] = earlier
                findings.append(
                    document.finding(
                        .error, "repeated-symbol",
                        "symbol '\(symbol)' is used already, but must be unique in a plugin",
                        at: document.place("symbol", ofParameter: position),
                        notes: [
                            document.note("first used here", at: "symbol", ofParameter: earlier)
                        ]))
            }
        }
        return findings + without(missing, document)
    }

    private func without(_ missing: [Int], _ document: DescriptorDocument) -> [Diagnostic] {
        guard let one = missing.first else { return [] }
        if missing.count == document.descriptor.parameters.count {
            return [
                document.finding(
                    .info, "missing-symbol",
                    "no parameter has a symbol, so maps can name them only by name or index",
                    at: document.place("symbol", ofParameter: one))
            ]
        }
        return missing.map { position in
            document.finding(
                .warning, "missing-symbol",
                "the parameter has no symbol, but others have one: maps cannot name it by symbol",
                at: document.place("symbol", ofParameter: position))
        }
    }
}
