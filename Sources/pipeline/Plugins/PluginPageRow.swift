import PluginCatalog

/// A line of a plugin's page: a parameter, or many that stand for MIDI controllers.
struct PluginPageRow {
    private let parameters: ArraySlice<PluginParameter>

    /// The lines of a plugin.
    static func all(of descriptor: PluginDescriptor) -> [PluginPageRow] {
        var rows: [PluginPageRow] = []
        var rest = descriptor.parameters[...]
        while let first = rest.first {
            let run = first.isDummy ? rest.prefix { $0.isDummy } : rest.prefix(1)
            rows.append(PluginPageRow(parameters: run))
            rest = rest.dropFirst(run.count)
        }
        return rows
    }

    private var isFolded: Bool { parameters.count > 1 }

    /// Index, symbol, name, kind, range and default.
    var cells: [Cell] {
        guard let parameter = parameters.first else { return [] }
        if isFolded {
            return [
                .text(spans(parameters.map(\.index))), .text(""),
                .text("\(parameters.count) for MIDI controllers"), .text(""), .text(""), .text(""),
            ]
        }
        return [
            .number(parameter.index), .text(parameter.symbol), .text(parameter.name),
            .text(kind(of: parameter)), .text(Self.range(of: parameter)),
            .text(parameter.defaultValue.map(shortNumber) ?? ""),
        ]
    }

    /// What Ardour calls it.
    func number(in numbers: [Int?]) -> Cell {
        guard !isFolded, let place = parameters.indices.first, let number = numbers[place] else {
            return .text("-")
        }
        return .text("\(number)")
    }

    /// All else that is worth a word.
    var remarks: [String] {
        guard let parameter = parameters.first else { return [] }
        if isFolded {
            return [
                "'\(parameter.name)' to '\(parameters.last?.name ?? "")'",
                "hosts count them, and do not show them",
            ]
        }
        return texts(of: parameter) + flags(of: parameter) + origin(of: parameter)
    }

    private func kind(of parameter: PluginParameter) -> String {
        let isPlain = parameter.kind == .continuous
        if parameter.direction == .output {
            return isPlain ? "output" : "output, \(parameter.kind.rawValue)"
        }
        if parameter.isLogarithmic {
            return isPlain ? "logarithmic" : "\(parameter.kind.rawValue), logarithmic"
        }
        return parameter.kind.rawValue
    }

    static func range(of parameter: PluginParameter) -> String {
        let ends = [parameter.minimum, parameter.maximum].map { $0.map(shortNumber) ?? "?" }
        var text = ends.joined(separator: " ... ")
        if parameter.scalesWithSampleRate { text += " x rate" }
        return parameter.unit.isEmpty ? text : text + " " + parameter.unit
    }

    private func texts(of parameter: PluginParameter) -> [String] {
        var remarks: [String] = []
        if !parameter.choices.isEmpty {
            let shown = parameter.choices.prefix(32).map {
                "\(shortNumber($0.value)) = \($0.label)"
            }
            let more = parameter.choices.count - shown.count
            remarks.append(
                shown.joined(separator: ", ") + (more > 0 ? " and \(more) more choices" : ""))
        } else if parameter.steps > 1, Double(parameter.steps) != parameter.extent {
            remarks.append(counted(parameter.steps, "step"))
        }
        let (low, high) = (parameter.textAtMinimum, parameter.textAtMaximum)
        let isPlain = says(low, parameter.minimum) && says(high, parameter.maximum)
        if parameter.choices.isEmpty, !isPlain, !low.isEmpty || !high.isEmpty {
            remarks.append("shown as '\(low)' to '\(high)'")
        }
        if parameter.scalesWithSampleRate {
            remarks.append("bounds are multiples of the sample rate")
        }
        return remarks
    }

    /// Whether a text is a bound written out, which the range shows already.
    private func says(_ text: String, _ bound: Double?) -> Bool {
        guard let bound, let number = text.split(separator: " ").first.flatMap({ Double($0) })
        else { return false }
        return abs(number - bound) <= max(abs(bound), 1) * 1e-3
    }

    private func flags(of parameter: PluginParameter) -> [String] {
        var remarks: [String] = []
        if !parameter.designation.isEmpty { remarks.append("role: \(parameter.designation)") }
        if parameter.isPeriodic { remarks.append("goes round") }
        if parameter.isHidden { remarks.append("hidden") }
        if !parameter.isAutomatable, parameter.direction == .input {
            remarks.append("not automatable")
        }
        if parameter.isOptional { remarks.append("may be left unconnected") }
        if parameter.direction == .output, parameter.isLogarithmic { remarks.append("logarithmic") }
        return remarks
    }

    private func origin(of parameter: PluginParameter) -> [String] {
        var remarks: [String] = []
        if parameter.isLogarithmic, parameter.minimum == 0, !parameter.defaultHint.isEmpty {
            remarks.append(
                "default by the hint '\(parameter.defaultHint)', which hosts read differently")
        }
        if !parameter.property.isEmpty {
            remarks.append("set by messages: \(parameter.property)")
        }
        return remarks
    }
}

extension PluginParameter {
    /// Whether it merely stands for a MIDI controller, of which there may be thousands.
    fileprivate var isDummy: Bool { designation == "midi-controller" && isHidden }

    fileprivate var extent: Double? {
        guard let minimum, let maximum else { return nil }
        return maximum - minimum
    }
}
