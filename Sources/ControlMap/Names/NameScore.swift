import PluginCatalog

/// A name ready to be compared with many others.
struct ScoredName {
    struct Word {
        var text: String
        /// How much it says, 0...1.
        var weight: Double
    }

    /// In lower case, without blanks around.
    let text: String
    let slug: String
    private(set) var words: [Word] = []
    private(set) var numbers: [String] = []
    let isGeneric: Bool

    init(_ name: String) {
        text = name.lowercased().trimmed
        let whole = NameTokens(name)
        slug = whole.slug
        numbers = whole.numbers
        isGeneric = whole.isGeneric
        // What is in parentheses is a remark.
        let parts = name.split(separator: "(", maxSplits: 1, omittingEmptySubsequences: false)
        add(NameTokens(String(parts[0])).words, weight: 1)
        if parts.count > 1 { add(NameTokens(String(parts[1])).words, weight: 0.4) }
    }

    private mutating func add(_ texts: [String], weight: Double) {
        var index = 0
        while index < texts.count {
            var text = texts[index]
            if index + 1 < texts.count, UnderstoodWords.joined.contains(text + texts[index + 1]) {
                text += texts[index + 1]
                index += 1
            }
            let isFiller = UnderstoodWords.fillers.contains(text)
            words.append(Word(text: text, weight: isFiller ? min(weight, 0.4) : weight))
            index += 1
        }
    }
}

/// How sure it is that a control's name means a parameter, and why.
struct NameScore {
    /// 0...1.
    private(set) var value: Double
    private(set) var reasons: [String] = []

    /// How far the control's own words must be explained, beside the parameter's.
    private static let coverage = 0.55

    /// - Parameter group: the name of the parameter's group.
    init(_ control: ScoredName, _ parameter: ScoredName, group: ScoredName?) {
        if control.text == parameter.text {
            (value, reasons) = (1, ["the same name"])
            return
        }
        if !control.slug.isEmpty, control.slug == parameter.slug {
            (value, reasons) = (0.97, ["the same letters"])
            return
        }
        var comparison = NameComparison(control, parameter)
        comparison.explain(by: group)
        guard comparison.hasCommon else {
            value = 0
            return
        }
        let explained =
            Self.coverage * comparison.share(of: .control)
            + (1 - Self.coverage) * comparison.share(of: .parameter)
        value = min(0.97, explained * comparison.numberFactor)
        reasons = comparison.reasons
    }

    /// The score lowered for something that speaks against it.
    mutating func lower(by points: Double, because reason: String) {
        value = max(0, value - points)
        reasons.append(reason)
    }

    /// A score that is known for another reason than words.
    init(_ value: Double, because reason: String) {
        self.value = value
        reasons = [reason]
    }
}

extension String {
    /// Without blanks at either end.
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
