/// The words of two names laid side by side: which explain which.
struct NameComparison {
    enum Side { case control, parameter }

    private let control: ScoredName
    private let parameter: ScoredName
    /// How far each word is explained by the other name, 0...1.
    private var controlPart: [Double]
    private var parameterPart: [Double]
    private(set) var hasCommon = false
    private(set) var numberFactor = 1.0
    private var numberWeight: (control: Double, parameter: Double) = (0, 0)
    private var numbersAgree = false
    private(set) var reasons: [String] = []

    init(_ control: ScoredName, _ parameter: ScoredName) {
        self.control = control
        self.parameter = parameter
        controlPart = Array(repeating: 0, count: control.words.count)
        parameterPart = Array(repeating: 0, count: parameter.words.count)
        pairWords()
        if hasCommon { explainWhatIsUnderstood() }
        compareNumbers()
    }

    /// Pairs equal words first, then plurals and synonyms; each word once, the first that fits.
    private mutating func pairWords() {
        for kind in [WordPairing.equal, .plural, .synonym, .short, .related] {
            for left in control.words.indices where controlPart[left] == 0 {
                let word = control.words[left].text
                for right in parameter.words.indices where parameterPart[right] == 0 {
                    let other = parameter.words[right].text
                    guard WordPairing(word, other) == kind else { continue }
                    controlPart[left] = kind.weight
                    parameterPart[right] = kind.weight
                    let isFiller = UnderstoodWords.fillers.contains(word)
                    hasCommon = hasCommon || !isFiller
                    reasons.append(kind == .equal ? "'\(word)'" : "'\(word)' is '\(other)'")
                    break
                }
            }
        }
    }

    /// Words of one name that go without saying beside a word that both have.
    private mutating func explainWhatIsUnderstood() {
        for index in parameter.words.indices where parameterPart[index] == 0 {
            let word = parameter.words[index].text
            let isUnderstood = control.words.indices.contains {
                controlPart[$0] > 0
                    && UnderstoodWords.contains(word, beside: control.words[$0].text)
            }
            if isUnderstood {
                parameterPart[index] = 0.8
                reasons.append("'\(word)' goes without saying")
            }
        }
        for index in control.words.indices where controlPart[index] == 0 {
            let word = control.words[index].text
            let isUnderstood = parameter.words.indices.contains {
                parameterPart[$0] > 0
                    && UnderstoodWords.contains(word, beside: parameter.words[$0].text)
            }
            if isUnderstood {
                controlPart[index] = 0.8
                reasons.append("'\(word)' goes without saying")
            }
        }
    }

    /// Words of the control that the name of the parameter's group has.
    mutating func explain(by group: ScoredName?) {
        guard let group, hasCommon else { return }
        for index in control.words.indices where controlPart[index] == 0 {
            let word = control.words[index].text
            let isInGroup = group.words.contains {
                WordPairing(word, $0.text).map { $0 >= .short } ?? false
            }
            if isInGroup {
                controlPart[index] = 0.9
                reasons.append("'\(word)' is its group")
            }
        }
    }

    private mutating func compareNumbers() {
        let (left, right) = (control.numbers, parameter.numbers)
        if left.isEmpty, right.isEmpty { return }
        if left == right {
            numbersAgree = true
            numberWeight = (1, 1)
            hasCommon = hasCommon || control.words.isEmpty || parameter.words.isEmpty
            reasons.append("number \(left.joined(separator: ", "))")
        } else if left.isEmpty || right.isEmpty {
            numberWeight = (left.isEmpty ? 0 : 0.5, right.isEmpty ? 0 : 0.5)
        } else {
            numberFactor = 0.4
            reasons.append("but another number")
        }
    }

    /// The part of a name's words that the other explains, by their weight.
    func share(of side: Side) -> Double {
        let words = side == .control ? control.words : parameter.words
        let parts = side == .control ? controlPart : parameterPart
        let extra = side == .control ? numberWeight.control : numberWeight.parameter
        var (total, explained) = (extra, numbersAgree ? extra : 0)
        for (word, part) in zip(words, parts) {
            total += word.weight
            explained += word.weight * part
        }
        return total == 0 ? 0 : explained / total
    }
}
