import CPluginABI
import PluginCatalog

/// Reads the parameters of one VST3 plugin by questions that change nothing.
struct VST3ParameterReader {
    private let controller: VST3Object<vst3_controller_table>
    /// The plugin's name, for findings.
    private let title: String
    private let units: VST3Units
    private let midi: VST3MIDIParameters
    private(set) var answer: LibraryAnswer
    private(set) var list = ParameterList()

    /// What plugins that reckon in single precision make of a default of 0, as part of the range.
    private static let nothing = 1e-7

    /// Room for a record or text, and for plugins that write beyond what they were given.
    private static let spaceBytes = 4096
    private let space = UnsafeMutableRawPointer.allocate(byteCount: spaceBytes, alignment: 16)

    init(
        _ controller: VST3Object<vst3_controller_table>, title: String, answer: LibraryAnswer
    ) {
        self.controller = controller
        self.title = title
        self.answer = answer
        units = VST3Units(of: controller, title: title, &self.answer)
        midi = VST3MIDIParameters(of: controller)
    }

    mutating func read() {
        let what = "parameters of '\(title)'"
        let places = CountedItems.places(
            Int(controller.table.count?(controller.pointer) ?? 0), what, &answer)
        for place in places {
            clearSpace()
            let record = space.bindMemory(to: vst3_param.self, capacity: 1)
            if controller.table.describe?(controller.pointer, Int32(place), record) == 0 {
                add(record.pointee)
            }
        }
        CountedItems.compare(list.count, with: places, what, &answer)
    }

    private mutating func add(_ param: vst3_param) {
        let flags = Int(param.flags)
        let what = "parameter \(param.id) of '\(title)'"
        var name = answer.text(units: param.name, "the name of \(what)")
        if name.isEmpty { name = answer.text(units: param.short_name, "the short name of \(what)") }
        let group = units.path(of: param.group)
        var parameter = PluginParameter(
            index: list.count, port: list.count, symbol: "\(param.id)",
            name: name.isEmpty ? "Parameter \(list.count + 1)" : name,
            direction: flags & vst3_param_read_only != 0 ? .output : .input,
            minimum: nil, maximum: nil, defaultValue: nil,
            isPeriodic: flags & vst3_param_wraps != 0,
            unit: answer.text(units: param.unit, "the unit of \(what)").trimmed,
            group: group == nil ? "" : "\(param.group)",
            isAutomatable: flags & vst3_param_automatable != 0,
            isHidden: flags & vst3_param_hidden != 0)
        parameter.designation = designation(of: param, parameter)
        if parameter.designation == "midi-controller" { parameter.isHidden = true }
        readRange(param, &parameter)
        readSteps(param, &parameter)
        list.add(parameter, groupName: group ?? "", &answer)
    }

    /// What the plugin says of a parameter itself goes before what it assigns to controllers.
    private func designation(of param: vst3_param, _ parameter: PluginParameter) -> String {
        let flags = Int(param.flags)
        if flags & vst3_param_program != 0 { return "program" }
        if flags & vst3_param_bypass != 0 { return "bypass" }
        let isShown = parameter.isAutomatable && !parameter.isHidden
        return midi.has(param.id, isShownAndAutomatable: isShown) ? "midi-controller" : ""
    }

    /// The ends and the default in the parameter's own unit. Where the plugin's conversion makes no
    /// range, they are those of hosts, 0 and 1.
    private mutating func readRange(_ param: vst3_param, _ parameter: inout PluginParameter) {
        let what = "'\(parameter.name)' of '\(title)'"
        let initial = answer.number(param.initial, "the default of \(what)")
        if let lower = answer.number(plain(param.id, 0), "the lower bound of \(what)"),
            let upper = answer.number(plain(param.id, 1), "the upper bound of \(what)")
        {
            if lower < upper, (upper - lower).isFinite {
                (parameter.minimum, parameter.maximum) = (lower, upper)
                if let initial {
                    parameter.defaultValue = answer.number(
                        plain(param.id, initial), "the default of \(what)"
                    ).map { abs($0) < (upper - lower) * Self.nothing ? 0 : $0 }
                }
                return
            }
            if !parameter.isHidden {
                answer.report(
                    .info, "plugin.no-range",
                    "the range of \(what) goes from \(lower) to \(upper); it is taken as 0 to 1")
            }
        }
        (parameter.minimum, parameter.maximum, parameter.defaultValue) = (0, 1, initial)
    }

    private mutating func readSteps(_ param: vst3_param, _ parameter: inout PluginParameter) {
        if param.steps < 0 {
            answer.report(
                .warning, "plugin.absurd-count",
                "the number of steps of '\(parameter.name)' of '\(title)' is \(param.steps); "
                    + "it is taken as not given")
        }
        parameter.steps = max(0, Int(param.steps))
        // Of thousands of stand-ins for MIDI controllers no one reads a text.
        guard parameter.designation != "midi-controller" else {
            if isWhole(parameter) { parameter.kind = .discrete }
            return
        }
        parameter.textAtMinimum = text(param.id, 0)
        parameter.textAtMaximum = text(param.id, 1)
        guard parameter.steps > 0 else { return }
        let isList = Int(param.flags) & vst3_param_list != 0
        if parameter.steps < StepTexts.most {
            let texts = texts(param, parameter)
            if texts.areWhole,
                isList || parameter.steps > 1 && (texts.sayMoreThanNumbers || !isWhole(parameter))
            {
                parameter.kind = .choice
                parameter.choices = texts.choices
                return
            }
        } else if isList {
            answer.report(
                .info, "plugin.long-list",
                "'\(parameter.name)' of '\(title)' has \(parameter.steps + 1) choices; "
                    + "lists are read up to \(StepTexts.most)")
        }
        if parameter.steps == 1, parameter.minimum == 0 {
            parameter.kind = .boolean
        } else if isWhole(parameter) {
            parameter.kind = .discrete
        }
    }

    /// Whether the steps are whole numbers in the parameter's unit: some plugins know only 0 to 1.
    private func isWhole(_ parameter: PluginParameter) -> Bool {
        guard parameter.steps > 0, let lower = parameter.minimum, let upper = parameter.maximum
        else { return false }
        let step = (upper - lower) / Double(parameter.steps)
        return step >= 1 && step == step.rounded() && lower == lower.rounded()
    }

    private mutating func texts(_ param: vst3_param, _ parameter: PluginParameter) -> StepTexts {
        let parts = (0...parameter.steps).map { Double($0) / Double(parameter.steps) }
        var values = parts.map { plain(param.id, $0) }
        let rises = zip(values, values.dropFirst()).allSatisfy { $0 < $1 }
        if !rises || !values.allSatisfy(\.isFinite) || parameter.minimum != values[0],
            let lower = parameter.minimum, let upper = parameter.maximum
        {
            values = parts.map { lower + (upper - lower) * $0 }
        }
        return StepTexts(values: values) { text(param.id, parts[$0]) }
    }

    private func plain(_ id: UInt32, _ normalised: Double) -> Double {
        controller.table.plain?(controller.pointer, id, normalised) ?? normalised
    }

    /// What the plugin shows at a place between 0 and 1; empty when it shows nothing.
    private mutating func text(_ id: UInt32, _ normalised: Double) -> String {
        clearSpace()
        let units = space.bindMemory(to: UInt16.self, capacity: 128)
        guard controller.table.text?(controller.pointer, id, normalised, units) == 0 else {
            return ""
        }
        return answer.text(
            field: UnsafeBufferPointer(start: units, count: 128),
            "the text at \(normalised) of parameter \(id) of '\(title)'")
    }

    private func clearSpace() {
        space.initializeMemory(as: UInt8.self, repeating: 0, count: Self.spaceBytes)
    }
}
