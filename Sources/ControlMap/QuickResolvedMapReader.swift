import PluginCatalog
import SourceText

/// Reads resolved maps that were written by `ResolvedMap.json`, several times faster than over a tree.
///
/// It knows the order in which keys are written. At the first thing that is not as expected it gives
/// up, and the tree has the word; a test holds both against each other.
struct QuickResolvedMapReader: ~Copyable {
    typealias Unusual = JSONScanner.Unusual
    var scanner: JSONScanner
    private var mapChannel = 1

    /// - Returns: `nil` when the text is not for this reader.
    static func read(_ bytes: [UInt8]) -> ResolvedMap? {
        guard let scanner = JSONScanner(bytes) else { return nil }
        var reader = QuickResolvedMapReader(scanner: scanner)
        do throws(Unusual) { return try reader.map() } catch { return nil }
    }

    private init(scanner: consuming JSONScanner) { self.scanner = scanner }

    // MARK: - The map

    private enum MapKey: String, CaseIterable {
        case format, version, path, name, device, port, plugin, channel, layers, controls
    }
    private static let mapKeys = KeyOrder<MapKey>(optional: [.port, .plugin, .layers])

    private mutating func map() throws(Unusual) -> ResolvedMap {
        var map = ResolvedMap(
            path: "", name: "", device: DeviceIdentity(profile: "", manufacturer: "", model: ""),
            plugin: nil, channel: 0, controls: [])
        var order = Self.mapKeys
        try scanner.beginObject()
        while let key = try order.next(in: &scanner) {
            switch key {
            case .format:
                guard try scanner.string() == ResolvedMap.jsonFormat else { throw Unusual() }
            case .version:
                guard try scanner.count() == ResolvedMap.jsonVersion else { throw Unusual() }
            case .path: map.path = try scanner.string()
            case .name: map.name = try scanner.string()
            case .device: map.device = try device()
            case .port: map.port = try scanner.string()
            case .plugin: map.plugin = try plugin()
            case .layers: map.layers = try texts()
            case .channel:
                map.channel = try scanner.count()
                mapChannel = map.channel
            case .controls:
                try scanner.beginArray()
                while try scanner.nextElement() { map.controls.append(try control()) }
            }
        }
        try scanner.finish()
        return map
    }

    private enum DeviceKey: String, CaseIterable {
        case profile, manufacturer, model
        case bankSize = "bank-size"
    }
    private static let deviceKeys = KeyOrder<DeviceKey>(optional: [.profile, .bankSize])

    private mutating func device() throws(Unusual) -> DeviceIdentity {
        var device = DeviceIdentity(profile: "", manufacturer: "", model: "")
        var order = Self.deviceKeys
        try scanner.beginObject()
        while let key = try order.next(in: &scanner) {
            switch key {
            case .profile: device.profile = try scanner.string()
            case .manufacturer: device.manufacturer = try scanner.string()
            case .model: device.model = try scanner.string()
            case .bankSize: device.bankSize = try scanner.count()
            }
        }
        return device
    }

    private enum PluginKey: String, CaseIterable {
        case format, uri, id, name, manufacturer, uncounted
    }
    private static let pluginKeys = KeyOrder<PluginKey>(optional: [
        .uri, .id, .manufacturer, .uncounted,
    ])

    private mutating func plugin() throws(Unusual) -> MappedPlugin {
        var plugin = MappedPlugin(
            identity: PluginIdentity(format: .lv2, id: ""), name: "", manufacturer: "")
        var isNamed = false
        var order = Self.pluginKeys
        try scanner.beginObject()
        while let key = try order.next(in: &scanner) {
            switch key {
            case .format: plugin.identity.format = try word()
            case .uri, .id:
                plugin.identity.id = try scanner.string()
                isNamed = true
            case .name: plugin.name = try scanner.string()
            case .manufacturer: plugin.manufacturer = try scanner.string()
            case .uncounted:
                try scanner.beginArray()
                while try scanner.nextElement() { plugin.uncounted.spans.append(try span()) }
            }
        }
        guard isNamed else { throw Unusual() }
        return plugin
    }

    private enum SpanKey: String, CaseIterable { case kind, first, count }
    private static let spanKeys = KeyOrder<SpanKey>(optional: [])

    private mutating func span() throws(Unusual) -> UncountedParameters.Span {
        var span = UncountedParameters.Span(.program, first: 0, count: 0)
        var order = Self.spanKeys
        try scanner.beginObject()
        while let key = try order.next(in: &scanner) {
            switch key {
            case .kind: span.kind = try word()
            case .first: span.first = try scanner.count()
            case .count: span.count = try scanner.count()
            }
        }
        return span
    }
}

// MARK: - Controls

extension QuickResolvedMapReader {
    private enum ControlKey: String, CaseIterable {
        case id, name, layers, send, group, acceleration, feedback, targets
    }
    private static let controlKeys = KeyOrder<ControlKey>(
        optional: [.name, .layers, .group, .acceleration, .feedback])

    private mutating func control() throws(Unusual) -> ResolvedControl {
        var control = ResolvedControl(
            id: "", name: "", channel: mapChannel, message: .pitchBend, behaviour: .absolute,
            targets: [])
        var order = Self.controlKeys
        try scanner.beginObject()
        while let key = try order.next(in: &scanner) {
            switch key {
            case .id:
                control.id = try scanner.string()
                control.name = control.id
            case .name: control.name = try scanner.string()
            case .layers: control.layers = try texts()
            case .send: try send(&control)
            case .group: control.group = try scanner.string()
            case .acceleration: control.acceleration = try number()
            case .feedback: control.feedback = try feedback()
            case .targets:
                try scanner.beginArray()
                while try scanner.nextElement() { control.targets.append(try target()) }
            }
        }
        return control
    }

    private enum FeedbackKey: String, CaseIterable { case style, on, off, send, channel }
    private static let feedbackKeys = KeyOrder<FeedbackKey>(optional: [.style, .send, .channel])

    private mutating func feedback() throws(Unusual) -> Feedback {
        var feedback = Feedback(on: 0, off: 0)
        var order = Self.feedbackKeys
        try scanner.beginObject()
        while let key = try order.next(in: &scanner) {
            switch key {
            case .on: feedback.on = try scanner.count()
            case .off: feedback.off = try scanner.count()
            case .style: feedback.style = try word()
            case .send: feedback.message = try sentMessage()
            case .channel: feedback.channel = try scanner.count()
            }
        }
        return feedback
    }

    /// Without what is seldom sent: the tree reads that.
    private enum SendKey: String, CaseIterable {
        case channel, cc, bits, note, nrpn, rpn, bend, encoder, button, on, off
    }
    private static let sendKeys = KeyOrder<SendKey>(optional: SendKey.allCases)

    private mutating func send(_ control: inout ResolvedControl) throws(Unusual) {
        var message: ControllerMessage?
        var button: ButtonBehaviour?
        var order = Self.sendKeys
        try scanner.beginObject()
        while let key = try order.next(in: &scanner) {
            switch key {
            case .channel: control.channel = try scanner.count()
            case .cc, .note, .nrpn, .rpn, .bend:
                guard message == nil else { throw Unusual() }
                message = try self.message(key)
            case .bits:
                guard case .controlChange(let number, _)? = message else { throw Unusual() }
                message = .controlChange(number: number, bits: try scanner.count())
            case .encoder: control.behaviour = .relative(try word())
            case .button: button = ButtonBehaviour(try word(), on: 127, off: 0)
            case .on: button?.on = try scanner.count()
            case .off: button?.off = try scanner.count()
            }
        }
        guard let message else { throw Unusual() }
        control.message = message
        guard let button else { return }
        guard control.behaviour == .absolute else { throw Unusual() }
        control.behaviour = .button(button)
    }

    private mutating func message(_ key: SendKey) throws(Unusual) -> ControllerMessage {
        switch key {
        case .cc: return .controlChange(number: try scanner.count(), bits: 7)
        case .note: return .note(number: try scanner.count())
        case .nrpn: return .nrpn(number: try scanner.count())
        case .rpn: return .rpn(number: try scanner.count())
        case .bend:
            guard try scanner.boolean() else { throw Unusual() }
            return .pitchBend
        default: throw Unusual()
        }
    }

    /// A word out of a fixed set.
    mutating func word<Value: RawRepresentable<String>>() throws(Unusual) -> Value {
        guard let value = Value(rawValue: try scanner.string()) else { throw Unusual() }
        return value
    }
}

// MARK: - Targets

extension QuickResolvedMapReader {
    private enum TargetKey: String, CaseIterable {
        case parameter, midi, osc
        case layer = "switch"
        case range, invert, curve, bipolar, mode, pickup, steps
        case deadZone = "dead-zone"
        case smoothing
    }
    private static let targetKeys = KeyOrder<TargetKey>(
        optional: TargetKey.allCases)

    private mutating func target() throws(Unusual) -> ResolvedTarget {
        var target = ResolvedTarget(
            parameter: PluginParameter(index: 0, port: 0, symbol: "", name: ""))
        var order = Self.targetKeys
        var found = 0
        try scanner.beginObject()
        while let key = try order.next(in: &scanner) {
            switch key {
            case .parameter: target.destination = .parameter(try parameter())
            case .midi: target.destination = .midi(try midi())
            case .osc: target.destination = .osc(try osc())
            case .layer: target.destination = .layer(try scanner.string())
            default:
                try shaping(key, &target.shaping)
                continue
            }
            found += 1
        }
        guard found == 1 else { throw Unusual() }
        return target
    }

    private mutating func shaping(
        _ key: TargetKey, _ shaping: inout Shaping
    ) throws(Unusual) {
        switch key {
        case .parameter, .midi, .osc, .layer: throw Unusual()
        case .range:
            let ends = try numbers()
            guard ends.count == 2 else { throw Unusual() }
            (shaping.lower, shaping.upper) = (ends[0], ends[1])
        case .invert: shaping.isInverted = try scanner.boolean()
        case .curve:
            if scanner.isAtArray {
                shaping.curvePoints = try numbers()
            } else {
                shaping.curve = try word()
            }
        case .bipolar: shaping.isBipolar = try scanner.boolean()
        case .mode: shaping.mode = try word()
        case .pickup: shaping.pickUp = try word()
        case .steps: shaping.steps = try scanner.count()
        case .deadZone: shaping.deadZone = try number()
        case .smoothing: shaping.smoothingMilliseconds = try number()
        }
    }

    mutating func number() throws(Unusual) -> Double {
        guard let number = try scanner.number() else { throw Unusual() }
        return number
    }

    mutating func numbers() throws(Unusual) -> [Double] {
        var numbers: [Double] = []
        try scanner.beginArray()
        while try scanner.nextElement() { numbers.append(try number()) }
        return numbers
    }
}

// MARK: - Parameters

extension QuickResolvedMapReader {
    /// Without `scales-with-sample-rate`, which is seldom and longer than the scanner's words.
    private enum ParameterKey: String, CaseIterable {
        case index, port, symbol, name, direction, kind, minimum, maximum
        case defaultValue = "default"
        case logarithmic, unit, choices, group, designation, property, automatable, hidden
    }
    private static let parameterKeys = KeyOrder<ParameterKey>(
        optional: ParameterKey.allCases.filter { ![.index, .symbol, .kind].contains($0) })
    private static let kinds = PluginParameter.Kind.allCases.compactMap { kind in
        JSONScanner.Word(kind.rawValue).map { (word: $0, kind: kind) }
    }

    private mutating func parameter() throws(Unusual) -> PluginParameter {
        var parameter = PluginParameter(
            index: 0, port: 0, symbol: "", name: "", minimum: nil, maximum: nil, defaultValue: nil)
        var order = Self.parameterKeys
        try scanner.beginObject()
        while let key = try order.next(in: &scanner) {
            switch key {
            case .index:
                parameter.index = try scanner.count()
                parameter.port = parameter.index
            case .port: parameter.port = try scanner.count()
            case .symbol:
                parameter.symbol = try scanner.string()
                parameter.name = parameter.symbol
            case .name: parameter.name = try scanner.string()
            case .kind: parameter.kind = try kind()
            case .minimum: parameter.minimum = try scanner.number()
            case .maximum: parameter.maximum = try scanner.number()
            case .defaultValue: parameter.defaultValue = try scanner.number()
            case .unit: parameter.unit = try scanner.string()
            default: try rareField(key, &parameter)
            }
        }
        return parameter
    }

    private mutating func rareField(
        _ key: ParameterKey, _ parameter: inout PluginParameter
    ) throws(Unusual) {
        switch key {
        case .direction: parameter.direction = try word()
        case .logarithmic: parameter.isLogarithmic = try scanner.boolean()
        case .choices:
            try scanner.beginArray()
            while try scanner.nextElement() { parameter.choices.append(try choice()) }
        case .group: parameter.group = try scanner.string()
        case .designation: parameter.designation = try scanner.string()
        case .property: parameter.property = try scanner.string()
        case .automatable: parameter.isAutomatable = try scanner.boolean()
        case .hidden: parameter.isHidden = try scanner.boolean()
        default: throw Unusual()
        }
    }

    private mutating func kind() throws(Unusual) -> PluginParameter.Kind {
        let word = try scanner.word()
        for known in Self.kinds where known.word == word { return known.kind }
        throw Unusual()
    }

    private enum ChoiceKey: String, CaseIterable { case label, value }
    private static let choiceKeys = KeyOrder<ChoiceKey>()

    private mutating func choice() throws(Unusual) -> PluginParameter.Choice {
        var choice = PluginParameter.Choice(label: "", value: 0)
        var order = Self.choiceKeys
        try scanner.beginObject()
        while let key = try order.next(in: &scanner) {
            switch key {
            case .label: choice.label = try scanner.string()
            case .value: choice.value = try number()
            }
        }
        return choice
    }
}
