import Glibc
import PluginCatalog

/// What a plugin shows for each step of a parameter.
struct StepTexts {
    /// More steps are a range to move through, not a list to choose from. It is the number of values
    /// that a byte has, and the longest list that a person might look through.
    static let most = 256

    /// By rising value.
    let choices: [PluginParameter.Choice]

    /// - Parameters:
    ///   - values: What the parameter is set to at each step, in its own unit.
    ///   - text: What is shown for the step; empty when nothing is.
    init(values: [Double], text: (Int) -> String) {
        choices = values.indices
            .map { PluginParameter.Choice(label: text($0), value: values[$0]) }
            .sorted { $0.value < $1.value }
    }

    /// Whether every step has a text, and a value of its own.
    var areWhole: Bool {
        !choices.isEmpty && !choices.contains { $0.label.isEmpty }
            && !zip(choices, choices.dropFirst()).contains { $0.value == $1.value }
    }

    /// Whether a text says anything but the value's number in a unit that all share.
    var sayMoreThanNumbers: Bool {
        let unit = choices.first.flatMap { ShownNumber($0.label)?.unit }
        return choices.contains { choice in
            guard let shown = ShownNumber(choice.label), shown.unit == unit else { return true }
            return abs(shown.value - choice.value) > 0.01 * max(1, abs(choice.value))
        }
    }
}

/// A text that begins with a number, as in `-6.0 dB`.
struct ShownNumber {
    let value: Double
    /// What follows the number, without spaces around it.
    let unit: String

    /// - Returns: `nil` when the text begins with something else.
    init?(_ text: String) {
        let text = text.drop { $0 == " " }
        guard let first = text.utf8.first, Self.beginnings.contains(first) else { return nil }
        let number = text.prefix { $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }
        let end = Self.longestNumber(String(number))
        guard end > 0, let value = Double(number.prefix(end)), value.isFinite else { return nil }
        self.value = value
        unit = String(text.dropFirst(end)).trimmed
    }

    private static let beginnings = Set("0123456789+-.".utf8)

    /// How many characters in front are a number: `2e` is a 2 with something behind it.
    private static func longestNumber(_ text: String) -> Int {
        var length = text.count
        while length > 0, Double(text.prefix(length)) == nil { length -= 1 }
        return length
    }

    /// The unit that is shown at both ends of a range; empty when they differ.
    static func unit(of ends: (String, String)) -> String {
        guard let lower = ShownNumber(ends.0), let upper = ShownNumber(ends.1),
            lower.unit == upper.unit, lower.unit.count <= 12,
            !lower.unit.contains(where: \.isNumber)
        else { return "" }
        return lower.unit
    }
}

extension String {
    /// Without spaces at both ends.
    var trimmed: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
