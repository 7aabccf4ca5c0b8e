import Diagnostics

/// Choices rise, lie within the bounds, and are there when the type says so.
///
/// - Reports: `descriptor.choice-outside-range`, a warning; `descriptor.choices-not-rising`, an
///   error, on the first value below the one before; `descriptor.no-choices`, a warning, on a type
///   `choice` without any.
struct ChoicesFit: DescriptorRule {
    static let findings = [
        FindingKind(
            "descriptor.choice-outside-range", .warning,
            "Choices rise, lie within the bounds, and are there when the type says so"),
        FindingKind(
            "descriptor.choices-not-rising", .error,
            "Choices rise, lie within the bounds, and are there when the type says so"),
        FindingKind(
            "descriptor.no-choices", .warning,
            "Choices rise, lie within the bounds, and are there when the type says so"),
    ]

    func check(_ document: DescriptorDocument) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        let parameters = document.descriptor.parameters
        // By index, because going through parameters copies each of them.
        for position in parameters.indices
        where !parameters[position].choices.isEmpty || parameters[position].kind == .choice {
            let parameter = parameters[position]
            if parameter.choices.isEmpty {
                findings.append(
                    document.finding(
                        .warning, "no-choices",
                        "\(parameter.title) is of type 'choice', but no choices are listed",
                        at: document.place("type", ofParameter: position)))
                continue
            }
            findings += outside(parameter, position, document)
            findings += falling(parameter, position, document)
        }
        return findings
    }

    private func outside(
        _ parameter: PluginParameter, _ position: Int, _ document: DescriptorDocument
    ) -> [Diagnostic] {
        parameter.choices.enumerated().compactMap { number, choice in
            let value = choice.value
            guard value < parameter.minimum ?? value || value > parameter.maximum ?? value else {
                return nil
            }
            let least = parameter.minimum.map(shown) ?? "any"
            let most = parameter.maximum.map(shown) ?? "any"
            return document.finding(
                .warning, "choice-outside-range",
                "the choice '\(choice.label)' of \(parameter.title) is \(shown(value)), but the "
                    + "range is \(least) to \(most)",
                at: document.place(ofChoice: number, ofParameter: position))
        }
    }

    private func falling(
        _ parameter: PluginParameter, _ position: Int, _ document: DescriptorDocument
    ) -> [Diagnostic] {
        let choices = parameter.choices
        guard
            let number = choices.indices.dropFirst().first(where: {
                choices[$0].value < choices[$0 - 1].value
            })
        else { return [] }
        return [
            document.finding(
                .error, "choices-not-rising",
                "the choice '\(choices[number].label)' of \(parameter.title) is below the one "
                    + "before it, but choices must be sorted by value",
                at: document.place(ofChoice: number, ofParameter: position))
        ]
    }
}
