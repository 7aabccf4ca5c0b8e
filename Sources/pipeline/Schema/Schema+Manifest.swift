import BuildEngine
import ControlMap
import Diagnostics
import MapGenerators
import PipelineTasks
import PluginCatalog
import SourceText

extension Schema {
    /// `pipeline.toml`.
    static var manifest: JSONValue {
        object(
            required: ["schema"],
            [
                ("schema", constant(1).described("The dialect; always 1.")),
                ("workspace", object([("name", text.described("For people."))])),
                ("plugins", list(of: plugins).described("What to extract, and what is pinned.")),
                (
                    "maps",
                    object(
                        required: ["include"],
                        [
                            ("include", paths.described("Patterns of maps.")),
                            ("registry", path.described("Path of the channel registry.")),
                        ])
                ),
                (
                    "controllers",
                    object(
                        required: ["include"],
                        [("include", paths.described("Patterns of controller profiles."))])
                ),
                ("rules", rules),
                ("output", list(of: output).described("Where maps may send messages.")),
                ("generate", list(of: generate).described("What to generate.")),
                ("task", list(of: task).described("Commands of your own.")),
                (
                    "extract",
                    object([
                        (
                            "timeout_seconds",
                            whole(1...3600).described("Limit of one plugin bundle; default 30.")
                        ),
                        (
                            "memory_mb",
                            whole(64...65536).described("Limit of one bundle; default 1024.")
                        ),
                    ])
                ),
                (
                    "cache",
                    object([
                        (
                            "limit_mb",
                            whole(16...1_048_576).described("What the store may grow to.")
                        ),
                        (
                            "shared",
                            matching("^(/|~/)").described("A folder that checkouts share.")
                        ),
                    ])
                ),
            ]
        ).described("What a workspace is made of.").document("pipeline.toml, schema 1")
    }

    private static let plugins = object([
        (
            "format",
            choice(of: PluginFormat.self).described("Of installed plugins to extract.")
        ),
        ("include", texts.described("Patterns of URIs; * stands for any text.")),
        ("paths", texts.described("Folders with bundles besides the usual ones.")),
        ("descriptors", paths.described("Patterns of pinned descriptors.")),
    ])
    .adding("anyOf", has("format", "descriptors"))
    .adding("dependentRequired", .object([JSONValue.Member("format", .array(["include".json]))]))

    /// Severities by the codes of findings.
    private static var rules: Schema {
        object(
            RuleCatalog.entries.map { entry in
                (
                    entry.code,
                    choice(Severity.allCases.map(\.rawValue))
                        .adding("default", entry.severity.rawValue.json)
                        .described(entry.summary + ".")
                )
            }
        ).described("Severities of findings, by code.")
    }

    private static var generate: Schema {
        var keys = [
            (
                "target",
                choice(GenerationTarget.all.map(\.name)).described("Which kind of files.")
            ),
            ("output", path.described("The folder of its files, and nobody else's.")),
            ("name", matching("^[A-Za-z0-9_-]+$").described("Names its nodes.")),
        ]
        for option in GenerationTarget.all.flatMap(\.options)
        where !keys.contains(where: { $0.0 == option.name }) {
            keys.append((option.name, schema(of: option)))
        }
        let options = keys.dropFirst(3).map(\.0)
        return object(required: ["target", "output"], keys)
            .adding(
                "allOf", .array(GenerationTarget.all.compactMap { refusal(of: options, by: $0) }))
    }

    private static func schema(of option: TargetOption) -> Schema {
        let values =
            switch option.values {
            case .text(let pattern): pattern.map { matching($0) } ?? word
            case .number(let range): whole(range)
            case .table(let table): schema(of: table)
            }
        return values.described(option.summary)
    }

    private static func schema(of table: TargetTable) -> Schema {
        let keys = table.keys.map { key in
            let values =
                switch key.kind {
                case .text: word
                case .word(let words): choice(words)
                case .number(let range): whole(range)
                case .list: Schema([("type", "array".json)])
                }
            return (key.name, values.described(key.summary))
        }
        return Schema.object(required: table.required, keys)
    }

    private static let output = object(
        required: ["name"],
        [
            ("name", word.described("What maps call it.")),
            ("port", word.described("A MIDI port: its name, or a part of it.")),
            (
                "rate",
                any(choice(["din", "software"]), whole(1...100_000_000))
                    .described("How fast the port may be fed: bytes a second.")
            ),
            (
                "osc",
                matching(#"^((udp|tcp|tcp\+slip)://[^/]+:[0-9]+|unix:///.+)$"#)
                    .described("A program that takes OSC: udp://HOST:PORT, for example.")
            ),
            (
                "timing",
                choice(of: OutputDeclaration.Timing.self)
                    .described("How the program learns when a message is meant.")
            ),
            (
                "bundling",
                choice(of: OutputDeclaration.Bundling.self)
                    .described("Whether messages due together share a packet.")
            ),
        ]
    ).adding(
        "oneOf", .array([requiring("port").json, requiring("osc").json]))

    /// A target takes no options of others.
    private static func refusal(of options: [String], by target: GenerationTarget) -> JSONValue? {
        let unused = options.filter { name in !target.options.contains { $0.name == name } }
        if unused.isEmpty { return nil }
        let isMeant = requiring("target").adding(
            "properties", .object([JSONValue.Member("target", choice([target.name]).json)]))
        let refused = JSONValue.object(unused.map { JSONValue.Member($0, .bool(false)) })
        return .object([
            JSONValue.Member("if", isMeant.json),
            JSONValue.Member("then", .object([JSONValue.Member("properties", refused)])),
        ])
    }

    private static let task = object(
        required: ["name", "command"],
        [
            ("name", matching(#"^(?!\.{1,2}$)[A-Za-z0-9_.-]+$"#).described("Names its node.")),
            (
                "command",
                any(
                    matching("[^ ]"),
                    Schema([
                        ("type", "array".json), ("items", text.json), ("minItems", .integer(1)),
                    ])
                ).described("Words, run without a shell; or a text for /bin/sh.")
            ),
            (
                "inputs",
                listOrOne(of: any(matching("^task:"), path))
                    .described("Patterns of paths, 'folder/', or 'task:NAME'.")
            ),
            ("outputs", paths.described("Files, and folders as 'folder/'.")),
            ("environment", environment),
            ("directory", text.described("Working directory, a folder of the workspace.")),
            ("timeout_seconds", whole(1...86400).described("How long the command may take.")),
            ("depfile", path.described("What the command writes about its inputs, for make.")),
            ("sandbox", flag.described("true: it sees nothing but what it declares.")),
            ("after", texts.described("Tasks that come first.")),
            (
                "jobserver",
                choice(of: JobServerStyle.self).described("How make's job server is offered.")
            ),
        ])

    private static let environment = Schema([
        ("type", "object".json),
        (
            "properties",
            .object([JSONValue.Member("inherit", texts.described("Variables taken over.").json)])
        ),
        (
            "patternProperties",
            .object([
                JSONValue.Member("^(?!inherit$)[A-Za-z_][A-Za-z0-9_]*$", Schema.text.json)
            ])
        ),
        ("additionalProperties", .bool(false)),
    ]).described("Variables with their values.")
}
