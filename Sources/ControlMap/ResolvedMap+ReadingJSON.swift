import PluginCatalog
import SourceText

extension ResolvedMap {
    /// Reads what `json()` wrote.
    ///
    /// - Throws: `ResolvedMapFormatError` when a value is missing or of another type; unknown keys
    ///   are ignored.
    public init(json bytes: [UInt8]) throws(ResolvedMapFormatError) {
        if let map = QuickResolvedMapReader.read(bytes) {
            self = map
            return
        }
        try self.init(treeOf: bytes)
    }

    /// Reads by way of a tree, which takes whatever there is.
    init(treeOf bytes: [UInt8]) throws(ResolvedMapFormatError) {
        let reading = JSONReader.read(bytes, path: "")
        guard let root = reading.root, reading.diagnostics.isEmpty else {
            throw ResolvedMapFormatError(message: reading.diagnostics.first?.message ?? "no JSON")
        }
        let fields = try JSONFields(root)
        guard try fields.text("format") == Self.jsonFormat,
            try fields.integer("version") == Self.jsonVersion
        else {
            throw ResolvedMapFormatError(
                message: "the text is no \(Self.jsonFormat) of version \(Self.jsonVersion)")
        }
        let channel = try fields.integer("channel")
        var controls: [ResolvedControl] = []
        for node in try fields.list("controls") {
            controls.append(try ResolvedControl(JSONFields(node), mapChannel: channel))
        }
        self.init(
            path: try fields.text("path"), name: try fields.text("name"),
            device: try DeviceIdentity(JSONFields(fields.required("device"))),
            plugin: try fields["plugin"].map { node throws(ResolvedMapFormatError) in
                try MappedPlugin(JSONFields(node))
            }, channel: channel, controls: controls)
        port = try fields.text("port", else: "")
        layers = try fields.texts("layers")
    }
}

extension DeviceIdentity {
    fileprivate init(_ fields: JSONFields) throws(ResolvedMapFormatError) {
        self.init(
            profile: try fields.text("profile", else: ""),
            manufacturer: try fields.text("manufacturer"), model: try fields.text("model"),
            bankSize: fields["bank-size"] == nil ? nil : try fields.integer("bank-size"))
    }
}

extension MappedPlugin {
    fileprivate init(_ fields: JSONFields) throws(ResolvedMapFormatError) {
        self.init(
            identity: PluginIdentity(
                format: try fields.word("format"),
                id: try fields.text(fields["uri"] == nil ? "id" : "uri")),
            name: try fields.text("name"),
            manufacturer: try fields.text("manufacturer", else: ""))
        guard fields["uncounted"] != nil else { return }
        for node in try fields.list("uncounted") {
            let span = try JSONFields(node)
            uncounted.spans.append(
                UncountedParameters.Span(
                    try span.word("kind"), first: try span.integer("first"),
                    count: try span.integer("count")))
        }
    }
}

extension ResolvedControl {
    fileprivate init(_ fields: JSONFields, mapChannel: Int) throws(ResolvedMapFormatError) {
        let id = try fields.text("id")
        let send = try JSONFields(fields.required("send"))
        var feedback: Feedback?
        if let node = fields["feedback"] {
            feedback = try Feedback(JSONFields(node))
        }
        var targets: [ResolvedTarget] = []
        for node in try fields.list("targets") {
            targets.append(try ResolvedTarget(JSONFields(node)))
        }
        self.init(
            id: id, name: try fields.text("name", else: id),
            channel: try send.integer("channel", else: mapChannel),
            message: try ControllerMessage(send), behaviour: try ElementBehaviour(send),
            feedback: feedback, targets: targets)
        layers = try fields.texts("layers")
        group = try fields.text("group", else: "")
        acceleration = try fields.number("acceleration") ?? 0
    }
}

extension Feedback {
    fileprivate init(_ fields: JSONFields) throws(ResolvedMapFormatError) {
        self.init(
            on: try fields.integer("on"), off: try fields.integer("off"),
            style: try fields.word("style", else: .lamp),
            message: try fields["send"].map { node throws(ResolvedMapFormatError) in
                try ControllerMessage(JSONFields(node))
            }, channel: fields["channel"] == nil ? nil : try fields.integer("channel"))
    }
}

extension ResolvedTarget.Destination {
    fileprivate init(_ fields: JSONFields) throws(ResolvedMapFormatError) {
        if let node = fields["midi"] {
            let midi = try JSONFields(node)
            let (minimum, maximum) = try midi.values()
            self = .midi(
                MIDIDestination(
                    output: try midi.text("output"), channel: try midi.integer("channel"),
                    message: try ControllerMessage(midi), minimum: minimum, maximum: maximum))
        } else if let node = fields["osc"] {
            let osc = try JSONFields(node)
            let (minimum, maximum) = try osc.values()
            var arguments: [OSCArgument] = []
            for node in try osc.list("arguments") {
                guard let argument = OSCArgument(node) else {
                    throw ResolvedMapFormatError(message: "'arguments' holds what is none")
                }
                arguments.append(argument)
            }
            self = .osc(
                OSCDestination(
                    output: try osc.text("output"), address: try osc.text("address"),
                    arguments: arguments, minimum: minimum, maximum: maximum))
        } else if fields["switch"] != nil {
            self = .layer(try fields.text("switch"))
        } else {
            self = .parameter(try PluginParameter(JSONFields(fields.required("parameter"))))
        }
    }
}

extension JSONFields {
    /// The two numbers of `values`.
    fileprivate func values() throws(ResolvedMapFormatError) -> (Double, Double) {
        let ends = try list("values").compactMap(\.number)
        guard ends.count == 2 else {
            throw ResolvedMapFormatError(message: "'values' does not hold two numbers")
        }
        return (ends[0], ends[1])
    }

    /// A list of texts; empty when there is none.
    fileprivate func texts(_ key: String) throws(ResolvedMapFormatError) -> [String] {
        if self[key] == nil { return [] }
        let nodes = try list(key)
        let texts = nodes.compactMap(\.string)
        guard texts.count == nodes.count else {
            throw ResolvedMapFormatError(message: "'\(key)' holds what is no text")
        }
        return texts
    }
}

extension ControllerMessage {
    fileprivate init(_ send: JSONFields) throws(ResolvedMapFormatError) {
        if send["cc"] != nil {
            self = .controlChange(
                number: try send.integer("cc"), bits: try send.integer("bits", else: 7))
        } else if send["note"] != nil {
            self = .note(number: try send.integer("note"))
        } else if send["nrpn"] != nil {
            self = .nrpn(number: try send.integer("nrpn"))
        } else if send["rpn"] != nil {
            self = .rpn(number: try send.integer("rpn"))
        } else if send["bend"] != nil {
            self = .pitchBend
        } else if send["pressure"] != nil {
            self = .channelPressure
        } else {
            self = try Self.seldom(send)
        }
    }

    private static func seldom(
        _ send: JSONFields
    ) throws(ResolvedMapFormatError) -> ControllerMessage {
        if let node = send["program"] {
            return .programChange(program: node.isNull ? nil : try send.integer("program"))
        }
        if send["sysex"] != nil {
            let pairs = try send.text("sysex").split(separator: " ")
            let bytes = pairs.compactMap { systemExclusiveByte($0) }
            guard bytes.count == pairs.count else {
                throw ResolvedMapFormatError(message: "'sysex' holds what is no byte")
            }
            return .systemExclusive(bytes)
        }
        return .polyPressure(note: try send.integer("poly-pressure"))
    }
}

extension ElementBehaviour {
    fileprivate init(_ send: JSONFields) throws(ResolvedMapFormatError) {
        if send["encoder"] != nil {
            self = .relative(try send.word("encoder"))
        } else if send["button"] != nil {
            self = .button(
                ButtonBehaviour(
                    try send.word("button"), on: try send.integer("on", else: 127),
                    off: try send.integer("off", else: 0)))
        } else {
            self = .absolute
        }
    }
}

extension ResolvedTarget {
    fileprivate init(_ fields: JSONFields) throws(ResolvedMapFormatError) {
        var shaping = Shaping()
        if fields["range"] != nil {
            let ends = try fields.list("range").compactMap(\.number)
            guard ends.count == 2 else {
                throw ResolvedMapFormatError(message: "'range' does not hold two numbers")
            }
            (shaping.lower, shaping.upper) = (ends[0], ends[1])
        }
        shaping.isInverted = try fields.flag("invert", else: false)
        if let points = fields["curve"]?.sequence {
            shaping.curvePoints = points.compactMap(\.number)
            guard shaping.curvePoints.count == points.count else {
                throw ResolvedMapFormatError(message: "'curve' holds what is no number")
            }
        } else {
            shaping.curve = try fields.word("curve", else: .natural)
        }
        shaping.isBipolar = try fields.flag("bipolar", else: false)
        shaping.mode = try fields.word("mode", else: .direct)
        shaping.pickUp = try fields.word("pickup", else: .jump)
        if fields["steps"] != nil { shaping.steps = try fields.integer("steps") }
        shaping.deadZone = try fields.number("dead-zone") ?? 0
        shaping.smoothingMilliseconds = try fields.number("smoothing") ?? 0
        self.init(try Destination(fields), shaping: shaping)
    }
}

extension PluginParameter {
    fileprivate init(_ fields: JSONFields) throws(ResolvedMapFormatError) {
        let index = try fields.integer("index")
        let symbol = try fields.text("symbol")
        var choices: [Choice] = []
        if fields["choices"] != nil {
            for node in try fields.list("choices") {
                let choice = try JSONFields(node)
                choices.append(
                    Choice(label: try choice.text("label"), value: try choice.number("value") ?? 0))
            }
        }
        self.init(
            index: index, port: try fields.integer("port", else: index), symbol: symbol,
            name: try fields.text("name", else: symbol),
            direction: try fields.word("direction", else: .input), kind: try fields.word("kind"),
            minimum: try fields.number("minimum"), maximum: try fields.number("maximum"),
            defaultValue: try fields.number("default"),
            isLogarithmic: try fields.flag("logarithmic", else: false),
            scalesWithSampleRate: try fields.flag("scales-with-sample-rate", else: false),
            unit: try fields.text("unit", else: ""), choices: choices,
            group: try fields.text("group", else: ""),
            designation: try fields.text("designation", else: ""),
            isAutomatable: try fields.flag("automatable", else: true),
            isHidden: try fields.flag("hidden", else: false),
            property: try fields.text("property", else: ""))
    }
}
