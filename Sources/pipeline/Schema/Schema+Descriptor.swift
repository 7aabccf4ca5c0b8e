import PluginCatalog
import SourceText

extension Schema {
    /// The descriptor of a plugin, as `plugins pin` writes it.
    static var descriptor: JSONValue {
        object(
            required: ["plugin", "parameters"],
            [
                ("$schema", text),
                ("plugin", describedPlugin),
                ("metadata", metadata),
                ("parameters", list(of: describedParameter).described("In the plugin's order.")),
                ("groups", groups),
                ("presets", Schema([]).described("Not read.")),
            ]
        ).described("The parameters of a plugin.").document("pipeline plugin descriptor")
    }

    private static let describedPlugin = object(
        required: ["format", "name"],
        [
            ("manufacturer", text),
            ("name", text),
            ("version", text),
            (
                "format",
                choice(PluginFormat.allCases.flatMap { [$0.rawValue.uppercased(), $0.rawValue] })
            ),
            (
                "uid",
                text.described(
                    "Identity in the plugin's format: LADSPA, DSSI 'FILE#LABEL', CLAP the id, VST3 32 and VST2 8 "
                        + "hexadecimal digits.")
            ),
            ("uri", text.described("Identity of an LV2 plugin.")),
            (
                "host_edits",
                flag.described("VST3: whether the plugin is told of edits by its host.")
            ),
            ("category", text),
            ("description", text),
            ("label", text),
        ]
    ).adding("anyOf", has("uri", "uid"))

    private static let metadata = object([
        ("version", Schema([])), ("created", Schema([])), ("updated", Schema([])),
        ("author", Schema([])), ("description", Schema([])), ("tags", Schema([])),
        (
            "parameter_count",
            whole(0...Int.max).described("Held against the number of parameters.")
        ),
        ("index_base", constant(0)),
    ])

    private static let natural = Schema([("type", "integer".json), ("minimum", .integer(0))])
    private static let bound = Schema([("type", .array(["number".json, "null".json]))])

    private static let describedParameter = object(
        required: ["index", "name"],
        [
            ("index", natural.described("Place among the parameters, from 0.")),
            ("symbol", text.described("What hosts keep it by; unique in the plugin.")),
            ("name", text.described("Name as people see it.")),
            ("port", natural.described("Number of the port, audio counted; else the index.")),
            (
                "direction",
                choice(of: PluginParameter.Direction.self).described(
                    "An output is only shown by the plugin.")
            ),
            (
                "type",
                choice(of: PluginParameter.Kind.self).described(
                    "Discrete: whole numbers. Boolean: off at or below 0. Choice: one of 'choices'."
                )
            ),
            ("min", bound), ("max", bound), ("default", bound),
            (
                "default_hint",
                text.described("What a LADSPA port's default was computed from, such as 'low'.")
            ),
            ("steps", natural.described("From the lower to the upper end.")),
            ("min_text", text.described("What the plugin shows at the lower end.")),
            ("max_text", text.described("What the plugin shows at the upper end.")),
            ("property", text.described("URI of the LV2 property that stands in place of a port.")),
            ("unit", text),
            ("label", Schema([]).described("Not read.")),
            (
                "choices",
                list(
                    of: any(
                        text,
                        Schema([
                            ("type", "object".json),
                            ("required", .array(["label".json, "value".json])),
                            (
                                "properties",
                                .object([
                                    JSONValue.Member("label", text.json),
                                    JSONValue.Member("value", number.json),
                                ])
                            ),
                        ])))
            ),
            ("group", text.described("Key of its group in 'groups'.")),
            (
                "designation",
                text.described(
                    "Role that hosts know: 'bypass', 'program', 'midi-controller', or LV2's names.")
            ),
            ("logarithmic", flag.described("Whether the range is to be spread so.")),
            (
                "sample_rate",
                flag.described("Whether 'min' and 'max' are multiples of the sample rate.")
            ),
            (
                "periodic", flag.described("Whether the upper end is next to the lower one.")
            ),
            ("optional", flag.described("Whether a host may leave the port unconnected.")),
            ("hidden", flag.described("Whether hosts are asked not to show it.")),
            ("automatable", flag.described("Whether hosts may move it by automation.")),
            ("description", Schema([]).described("Not read.")),
        ])

    private static let groups = Schema([
        ("type", "object".json),
        (
            "additionalProperties",
            object(
                required: ["parameters"],
                [
                    ("name", text), ("description", Schema([])),
                    ("parameters", list(of: natural)),
                ]
            ).json
        ),
    ])
}
