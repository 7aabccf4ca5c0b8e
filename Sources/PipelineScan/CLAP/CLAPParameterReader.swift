import CPluginABI
import PluginCatalog

/// Reads the parameters of one CLAP plugin by questions that change nothing.
struct CLAPParameterReader {
    let plugin: UnsafePointer<clap_plugin>
    let params: clap_params
    /// The plugin's name, for findings.
    let title: String
    var answer: LibraryAnswer
    private(set) var list = ParameterList()

    /// Room for a text of 256 bytes, and for plugins that write beyond what they were given.
    private let space = UnsafeMutablePointer<CChar>.allocate(capacity: 4096)

    init(
        plugin: UnsafePointer<clap_plugin>, params: clap_params, title: String,
        answer: LibraryAnswer
    ) {
        self.plugin = plugin
        self.params = params
        self.title = title
        self.answer = answer
    }

    mutating func read() {
        let what = "parameters of '\(title)'"
        let places = CountedItems.places(Int(params.count?(plugin) ?? 0), what, &answer)
        for place in places {
            var param = clap_param()
            if params.describe?(plugin, UInt32(place), &param) == true { add(param) }
        }
        CountedItems.compare(list.count, with: places, what, &answer)
        // Where each has a module of its own, modules are no groups: some makers put symbols there.
        if list.groups.allSatisfy({ $0.parameters.count == 1 && !$0.symbol.contains("/") }) {
            list.dropGroups()
        }
    }

    private mutating func add(_ param: clap_param) {
        let flags = Int(param.flags)
        let group = answer.text(
            bytes: param.module, "the module of parameter \(param.id) of '\(title)'"
        ).trimmingSlashes
        let name = answer.text(bytes: param.name, "the name of parameter \(param.id) of '\(title)'")
        var parameter = PluginParameter(
            index: list.count, port: list.count, symbol: "\(param.id)",
            name: name.isEmpty ? "Parameter \(list.count + 1)" : name,
            direction: flags & clap_param_read_only != 0 ? .output : .input,
            minimum: nil, maximum: nil, defaultValue: nil,
            isPeriodic: flags & clap_param_periodic != 0, group: group,
            designation: flags & clap_param_bypass != 0 ? "bypass" : "",
            isAutomatable: flags & clap_param_automatable != 0,
            isHidden: flags & clap_param_hidden != 0)
        let place = "'\(parameter.name)' of '\(title)'"
        parameter.defaultValue = answer.number(param.initial, "the default of \(place)")
        let lower = answer.number(param.minimum, "the lower bound of \(place)")
        let upper = answer.number(param.maximum, "the upper bound of \(place)")
        if let lower, let upper, lower > upper {
            answer.report(
                .warning, "plugin.falling-range",
                "the lower bound of \(place) is \(lower), above the upper, \(upper); "
                    + "both are taken as not given")
        } else {
            (parameter.minimum, parameter.maximum) = (lower, upper)
        }
        readTexts(param, &parameter)
        list.add(parameter, groupName: group, &answer)
    }

    private mutating func readTexts(_ param: clap_param, _ parameter: inout PluginParameter) {
        if let lower = parameter.minimum { parameter.textAtMinimum = text(param.id, lower) }
        if let upper = parameter.maximum { parameter.textAtMaximum = text(param.id, upper) }
        guard Int(param.flags) & (clap_param_stepped | clap_param_enum) != 0 else {
            parameter.unit = ShownNumber.unit(
                of: (parameter.textAtMinimum, parameter.textAtMaximum))
            return
        }
        parameter.kind = .discrete
        guard let lower = parameter.minimum, let upper = parameter.maximum,
            let steps = Int32(exactly: (upper - lower).rounded(.down)), steps > 0
        else { return }
        parameter.steps = Int(steps)
        let isList = Int(param.flags) & clap_param_enum != 0
        if parameter.steps < StepTexts.most {
            let values = (0...parameter.steps).map { lower + Double($0) }
            let texts = StepTexts(values: values) { text(param.id, values[$0]) }
            if texts.areWhole, isList || parameter.steps > 1 && texts.sayMoreThanNumbers {
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
        if (lower, upper) == (0, 1) { parameter.kind = .boolean }
        parameter.unit = ShownNumber.unit(of: (parameter.textAtMinimum, parameter.textAtMaximum))
    }

    /// What the plugin shows for a value; empty when it shows nothing.
    private mutating func text(_ id: UInt32, _ value: Double) -> String {
        space.update(repeating: 0, count: 4096)
        guard params.text?(plugin, id, value, space, 256) == true else { return "" }
        return answer.text(
            field: UnsafeRawBufferPointer(start: space, count: 256),
            "the text for \(value) of parameter \(id) of '\(title)'")
    }
}

extension String {
    fileprivate var trimmingSlashes: String {
        var text = self[...]
        while text.hasPrefix("/") { text.removeFirst() }
        while text.hasSuffix("/") { text.removeLast() }
        return String(text)
    }
}
