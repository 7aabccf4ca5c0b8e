import ArgumentParser
import SourceText

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of a kind of file, for editors.",
        discussion: """
            KIND is map, manifest, descriptor or controller. Editors with a YAML or TOML language \
            server complete keys and mark mistakes by it. A map's is that of 'schema: 2'.
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case map, manifest, descriptor, controller
    }

    @OptionGroup var global: GlobalOptions

    @Argument(help: "Which kind of file.")
    var kind: Kind

    func run() throws {
        try global.allow(.table, .text, .json)
        let schema =
            switch kind {
            case .map: Schema.map
            case .manifest: Schema.manifest
            case .descriptor: Schema.descriptor
            case .controller: Schema.controller
            }
        printResult(String(decoding: schema.encoded(indent: 2), as: UTF8.self))
    }
}
