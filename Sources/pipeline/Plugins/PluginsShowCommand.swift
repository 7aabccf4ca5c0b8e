import ArgumentParser
import MapGenerators
import PipelineTasks
import PluginCatalog

struct PluginsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a plugin's parameters, as maps can name them.",
        discussion: """
            PLUGIN is an id, a name, a pattern that only one fits, a plugin's file or that of a pinned descriptor; \
            'vst3:ZamComp' is the one of that format. Maps name a parameter by its symbol, name or \
            index; below it stands what else is known of it. --format json prints the descriptor \
            that builds use, csv a table with every field.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Which plugin.", completion: .plugins)
    var plugin: String

    func run() throws {
        try global.allow(.table, .text, .json, .csv)
        let workspace = try Workspace(global)
        let contents = try workspace.contents(
            global, building: [CommandTargets.plugins, [CommandTargets.extract, "pin"]])
        let known = try contents.onlyPlugin(named: plugin)
        guard let descriptor = contents.descriptor(of: known) else { throw tellUnread(known) }
        switch global.format {
        case .json: printResult(String(decoding: descriptor.json, as: UTF8.self))
        case .csv, .text: try global.show(fields(of: descriptor))
        default: printResult(PluginPage(descriptor, known, width: Console.resultWidth).text)
        }
    }

    /// Every field, for other programs.
    private func fields(of descriptor: PluginDescriptor) -> Listing {
        var listing = Listing(
            "index", "symbol", "name", "direction", "kind", "min", "max", "default", "unit",
            "steps",
            "min text", "max text", "choices", "group", "designation", "flags", "port", "property")
        for parameter in descriptor.parameters {
            listing.rows.append([
                .number(parameter.index), .text(parameter.symbol), .text(parameter.name),
                .text(parameter.direction.rawValue), .text(parameter.kind.rawValue),
                .text(exact(parameter.minimum)), .text(exact(parameter.maximum)),
                .text(exact(parameter.defaultValue)), .text(parameter.unit),
                .number(parameter.steps), .text(parameter.textAtMinimum),
                .text(parameter.textAtMaximum),
                .text(
                    parameter.choices.map { "\(exact($0.value)) = \($0.label)" }
                        .joined(separator: ", ")),
                .text(parameter.group), .text(parameter.designation),
                .text(flags(of: parameter).joined(separator: " ")), .number(parameter.port),
                .text(parameter.property),
            ])
        }
        return listing
    }

    /// By the names that descriptors give them.
    private func flags(of parameter: PluginParameter) -> [String] {
        [
            ("automatable", parameter.isAutomatable), ("hidden", parameter.isHidden),
            ("logarithmic", parameter.isLogarithmic), ("optional", parameter.isOptional),
            ("periodic", parameter.isPeriodic), ("sample_rate", parameter.scalesWithSampleRate),
        ].filter(\.1).map(\.0)
    }

    private func exact(_ number: Double?) -> String {
        guard let number else { return "" }
        return number.magnitude < 1e15 && number == number.rounded()
            ? String(Int64(number)) : "\(number)"
    }
}
