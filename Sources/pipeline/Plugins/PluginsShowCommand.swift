import ArgumentParser
import ContentStore
import PipelineTasks
import PluginCatalog

struct PluginsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a plugin's parameters, as maps can name them.",
        discussion: """
            PLUGIN is a URI, a name, or the file of a pinned descriptor. --format json prints the \
            descriptor that builds use, csv the table of parameters.
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Which plugin.", completion: .plugins)
    var plugin: String

    func run() throws {
        let workspace = try Workspace(global)
        let contents = try workspace.contents(
            global, building: [CommandTargets.plugins, [CommandTargets.extract, "pin"]])
        let found = contents.plugins(named: plugin)
        guard let first = found.first else {
            tellUnknownPlugin(plugin, contents)
            throw ExitCode(Outcome.arguments)
        }
        if found.count > 1 {
            let names = found.prefix(8).map { "  \($0.identity.id)\n" }.joined()
            throw fail(
                "'\(plugin)' fits \(found.count) plugins; name one:\n\(names)", Outcome.arguments)
        }
        guard let descriptor = contents.descriptor(of: first) else {
            throw fail(
                "\(first.identity.id) could not be read; 'pipeline plugins health' tells why",
                Outcome.extraction)
        }
        try global.allow(.table, .text, .json, .csv)
        switch global.format {
        case .json: printResult(String(decoding: descriptor.json, as: UTF8.self))
        case .csv, .text: try global.show(parameters(of: descriptor))
        default: printResult(page(descriptor, first))
        }
    }

    private func page(_ descriptor: PluginDescriptor, _ plugin: KnownPlugin) -> String {
        var text = descriptor.name
        if !descriptor.manufacturer.isEmpty { text += ", \(descriptor.manufacturer)" }
        text += "\n\(descriptor.identity.format.rawValue) \(descriptor.identity.id)\n"
        if !descriptor.version.isEmpty { text += "version   \(descriptor.version)\n" }
        if !descriptor.category.isEmpty { text += "category  \(descriptor.category)\n" }
        text += "from      \(plugin.pin.map { "\($0) (pinned)" } ?? plugin.module?.path ?? "")\n\n"
        text += parameters(of: descriptor).text(.table)
        for group in descriptor.groups where !group.parameters.isEmpty {
            text +=
                "group \(group.name): \(group.parameters.map(String.init).joined(separator: ", "))\n"
        }
        return text
    }

    private func parameters(of descriptor: PluginDescriptor) -> Listing {
        var listing = Listing(
            "index", "symbol", "name", "kind", "range", "default", "unit", "choices")
        for parameter in descriptor.parameters {
            var kind = parameter.kind.rawValue
            if parameter.direction == .output { kind += ", output" }
            if parameter.isLogarithmic { kind += ", logarithmic" }
            if !parameter.isAutomatable, parameter.direction == .input {
                kind += ", not automatable"
            }
            let range = [parameter.minimum, parameter.maximum].map { $0.map(Self.short) ?? "?" }
            let scale = parameter.scalesWithSampleRate ? " x sample rate" : ""
            listing.rows.append([
                .number(parameter.index), .text(parameter.symbol), .text(parameter.name),
                .text(kind), .text(range.joined(separator: " ... ") + scale),
                .text(parameter.defaultValue.map(Self.short) ?? ""), .text(parameter.unit),
                .text(
                    parameter.choices.map { "\(Self.short($0.value)) = \($0.label)" }
                        .joined(separator: ", ")),
            ])
        }
        listing.total = counted(descriptor.parameters.count, "parameter")
        return listing
    }

    /// A number without a needless fraction.
    private static func short(_ number: Double) -> String {
        number.magnitude < 1e15 && number == number.rounded() ? String(Int64(number)) : "\(number)"
    }
}
