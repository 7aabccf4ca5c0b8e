import ControlMap
import PluginCatalog
import SourceText

extension Schema {
    /// A map in our own dialect, `schema: 2`.
    static var map: JSONValue {
        object(
            required: ["schema", "name"], allowsForeign: true,
            [
                ("schema", constant(2).described("The dialect; always 2.")),
                ("name", text.described("What the map is called.")),
                ("description", text.described("For people.")),
                ("author", text.described("For people.")),
                ("date", text.described("For people.")),
                ("tags", texts.described("For people.")),
                ("notes", text.described("For people.")),
                ("device", device),
                (
                    "layers",
                    texts.described("Names of layers; the first is in force from the start.")
                ),
                ("channel", channel.described("MIDI channel of all controls, 1 to 16.")),
                ("plugin", plugin),
                (
                    "template",
                    flag.described("true: only there to be extended; nothing is generated.")
                ),
                (
                    "extends",
                    text.described("Path of a map, relative to this one, whose values hold here.")
                ),
                ("controls", list(of: control).described("What each element moves.")),
            ]
        ).described("Which element of a controller moves which parameter of a plugin.")
            .document("pipeline map, schema 2")
    }

    /// A profile of a controller.
    static var controller: JSONValue {
        object(
            required: ["profile", "id", "manufacturer", "model", "elements"],
            [
                ("profile", constant(1).described("The dialect; always 1.")),
                ("id", text.described("What maps name under 'device', as 'maker/model'.")),
                ("manufacturer", text.described("Who makes it.")),
                ("model", text.described("What it is called.")),
                ("port", port),
                ("channel", channel.described("MIDI channel where no element says another.")),
                ("bank-size", whole(1...1024).described("How many strips a bank has.")),
                ("template", text.described("Which of the device's own modes this describes.")),
                ("sources", texts.described("Where the numbers come from.")),
                ("notes", text.described("For people.")),
                ("elements", list(of: element).described("What can be moved or pressed.")),
            ]
        ).described("What each element of a controller sends.")
            .document("pipeline controller profile")
    }

    private static let channel = whole(1...16)

    private static let kind = choice(of: ElementKind.self).described("What the element is.")

    private static let device = any(
        text,
        object(
            required: ["manufacturer", "model"], allowsForeign: true,
            [("manufacturer", text), ("model", text), ("port", port)]),
        object(required: ["profile"], allowsForeign: true, [("profile", text), ("port", port)])
    ).described("Id of a controller profile, or manufacturer and model when there is none.")

    private static let port = text.described("The MIDI port it has: a name, or a part of it.")

    private static let plugin = object(
        required: ["format"], allowsForeign: true,
        [
            ("format", choice(of: PluginFormat.self).described("The plugin's standard.")),
            ("uri", text.described("Of an LV2 plugin, as 'pipeline plugins list' shows it.")),
            ("id", text.described("Of other plugins, as 'pipeline plugins list' shows it.")),
            ("name", text.described("For readers.")),
            ("manufacturer", text.described("For readers.")),
            ("version", text.described("For readers.")),
        ]
    ).adding("anyOf", has("uri", "id")).described("The plugin that the map is for.")

    private static let control = object(
        required: ["id"], allowsForeign: true,
        [
            ("id", text.described("Unique in the map; an element's id says what is sent.")),
            ("name", text.described("Shown to people, and compared with the parameter's name.")),
            ("description", text.described("For people.")),
            ("kind", kind),
            ("group", text.described("For people: what the control belongs to.")),
            ("send", send(isWhole: false)),
            (
                "layers",
                texts.described(
                    "In which layers it is heard; else in all that do not bind it anew.")
            ),
            (
                "targets",
                list(of: target).described(
                    "More that it moves; what one leaves out, the control says.")
            ),
            (
                "acceleration",
                number(0...100).described("How many times further a fast turn of an encoder goes.")
            ),
            ("feedback", feedback),
        ] + destinations + shaping)

    private static let target = object(allowsForeign: true, destinations + shaping)
        .adding(
            "oneOf",
            .array(["parameter", "midi", "osc", "switch"].map { Schema.requiring($0).json }))

    private static let destinations: [(String, Schema)] = [
        ("parameter", parameter), ("midi", midi), ("osc", osc),
        ("switch", text.described("The layer that is put in force; 'none': nothing.")),
    ]

    private static let shaping: [(String, Schema)] = [
        (
            "range",
            Schema([
                ("type", "array".json), ("items", number(0...1).json),
                ("minItems", .integer(2)), ("maxItems", .integer(2)),
            ]).described("[lower, upper]: the part of the parameter's range that is used.")
        ),
        ("invert", flag.described("true: up is down.")),
        ("curve", curve),
        ("bipolar", flag.described("true: the middle value sent is exactly the middle.")),
        ("mode", choice(of: Shaping.Mode.self).described("What a button does.")),
        (
            "pickup",
            choice(of: Shaping.PickUp.self).described("When a moved element takes over.")
        ),
        ("steps", whole(2...16384).described("How many values there are.")),
        (
            "dead-zone",
            Schema([
                ("type", "number".json), ("minimum", .integer(0)),
                ("exclusiveMaximum", .integer(1)),
            ]).described("Part of the way around the middle that does nothing.")
        ),
        ("smoothing", number(0...60000).described("Milliseconds.")),
    ]

    private static let feedback = object(
        allowsForeign: true,
        [
            ("style", choice(of: Feedback.Style.self).described("What the element shows.")),
            ("on", whole(0...16383).described("Value for on, or the upper end.")),
            ("off", whole(0...16383).described("Value for off, or the lower end.")),
            ("send", send(isWhole: false)),
            ("channel", channel),
        ]
    ).described("What is sent back, so that the element shows the first target's value.")

    private static let parameter = any(
        text,
        object(required: ["symbol"], allowsForeign: true, [("symbol", text)]),
        object(required: ["name"], allowsForeign: true, [("name", text)]),
        object(
            required: ["index", "base"], allowsForeign: true,
            [("index", whole(0...1_000_000)), ("base", whole(0...1))])
    ).described("What is moved: a symbol, a name, or an index with its base; 'none': nothing.")

    private static let ends = Schema([
        ("type", "array".json), ("items", Schema([("type", "number".json)]).json),
        ("minItems", .integer(2)), ("maxItems", .integer(2)),
    ]).described("[lower, upper]: the values at the ends.")

    private static let outputName = word.described("An [[output]] of pipeline.toml.")

    private static let sentMessages: [(String, Schema)] =
        messages.filter { $0.0 != "program" && $0.0 != "sysex" } + [
            (
                "program",
                any(whole(0...127), choice(["value"]))
                    .described("A program, or 'value': the value is the program.")
            ),
            (
                "sysex",
                matching("^[ ,]*[Ff]0([ ,]+([0-7]?[0-9A-Fa-f]|vv|vh|vl))+[ ,]+[Ff]7[ ,]*$")
                    .described("A whole message; vv, or vh and vl, stand for the value.")
            ),
        ]

    private static let midi = any(
        choice(["none"]),
        object(
            required: ["output"], allowsForeign: true,
            sentMessages + [
                ("output", outputName),
                ("channel", channel.described("Where it differs from the control's.")),
                ("bits", Schema([("enum", .array([.integer(7), .integer(14)]))])),
                ("values", ends),
            ]
        ).adding("oneOf", .array(messages.map { Schema.requiring($0.0).json }))
    ).described("A MIDI message that is sent.")

    private static let osc = any(
        choice(["none"]),
        object(
            required: ["output", "address"], allowsForeign: true,
            [
                ("output", outputName),
                ("address", matching(#"^/[^ #*,?\[\]{}]*$"#).described("Where the message goes.")),
                (
                    "arguments",
                    Schema([("type", "array".json)]).described(
                        "Constants, 'value', 'value:int', 'value:double', 'value:bool', 'position'."
                    )
                ),
                ("values", ends),
            ])
    ).described("An OSC message that is sent.")

    private static let curve = any(
        choice(of: Shaping.Curve.self),
        Schema([
            ("type", "array".json), ("items", number(0...1).json), ("minItems", .integer(2)),
            ("maxItems", .integer(1024)),
        ])
    ).described("How the way of the element becomes that of the parameter: a word, or points.")

    private static let element = object(
        required: ["id", "kind", "send"],
        [
            ("id", text.described("What maps name.")),
            ("name", text.described("Shown to people.")),
            ("kind", kind),
            (
                "shows",
                choice(of: ControllerElement.Display.self).described("What feedback it can show.")
            ),
            ("send", send(isWhole: true)),
        ])

    private static let messages: [(String, Schema)] = [
        ("cc", whole(0...127).described("Controller number.")),
        ("note", whole(0...127).described("Note number.")),
        ("nrpn", whole(0...16383).described("Non-registered parameter.")),
        ("rpn", whole(0...16383).described("Registered parameter.")),
        ("poly-pressure", whole(0...127).described("Pressure of this note.")),
        ("program", whole(0...127).described("Program number.")),
        ("bend", yes.described("Pitch bend.")),
        ("pressure", yes.described("Channel pressure.")),
        (
            "sysex",
            matching("^[ ,]*[Ff]0([ ,]+[0-7]?[0-9A-Fa-f])+[ ,]+[Ff]7[ ,]*$")
                .described("A whole message in hexadecimal, from F0 to F7.")
        ),
    ]

    /// What an element sends.
    ///
    /// - Parameter isWhole: whether it must say a message; else it may change only the rest.
    private static func send(isWhole: Bool) -> Schema {
        let alternatives = messages.map { requiring($0.0) }
        let one = Schema([("oneOf", .array(alternatives.map(\.json)))])
        let none = Schema([("not", Schema([("anyOf", .array(alternatives.map(\.json)))]).json)])
        let counted = isWhole ? [one] : [any(one, none)]
        let fourteen = Schema([
            (
                "if",
                requiring("bits").adding(
                    "properties", .object([JSONValue.Member("bits", constant(14).json)])
                ).json
            ),
            (
                "then",
                .object([
                    JSONValue.Member(
                        "properties", .object([JSONValue.Member("cc", whole(0...31).json)]))
                ])
            ),
        ])
        return object(
            allowsForeign: !isWhole,
            messages + [
                ("channel", channel.described("Where it differs from the map's.")),
                (
                    "bits",
                    Schema([("enum", .array([.integer(7), .integer(14)]))])
                        .described("14 only with cc 0 to 31.")
                ),
                (
                    "encoder",
                    choice(of: RelativeEncoding.self).described("How an endless encoder counts.")
                ),
                (
                    "button",
                    choice(of: ButtonBehaviour.Action.self).described("What pressing sends.")
                ),
                ("on", whole(0...127).described("Value of a pressed button.")),
                ("off", whole(0...127).described("Value of a released button.")),
            ]
        ).adding("allOf", .array((counted + [fourteen]).map(\.json)))
            .described("What the element sends.")
    }
}
