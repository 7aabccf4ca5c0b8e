import SourceText

/// Reads the descriptors that nothing is wrong with, several times faster than over a tree.
///
/// It knows what `ParameterNodeReader` and `DescriptorReader` know, but no places: at the first thing
/// that would be worth a finding it gives up, and they read the text again. A test holds both
/// against each other.
struct QuickDescriptorReader: ~Copyable {
    private typealias Unusual = JSONScanner.Unusual
    private var scanner: JSONScanner
    private var descriptor = PluginDescriptor(
        identity: PluginIdentity(format: .lv2, id: ""), name: "", parameters: [])
    private var statedCount: Int?
    /// The fields of the last parameter in their order: the objects of a list are alike.
    private var remembered: [(word: JSONScanner.Word, field: Field)] = []
    private var lastDirection: (word: JSONScanner.Word?, value: PluginParameter.Direction) =
        (nil, .input)
    private var lastKind: (word: JSONScanner.Word?, value: PluginParameter.Kind) =
        (nil, .continuous)

    /// Bytes of a parameter that says no more than it must.
    private static let shortestParameter = 22
    private static let directions = words(PluginParameter.Direction.allCases, \.rawValue)
    private static let kinds = words(PluginParameter.Kind.allCases, \.rawValue)
    private static let fields = words(Field.allCases, \.key)

    /// - Returns: `nil` when the text is not for this reader.
    static func read(_ bytes: [UInt8]) -> (descriptor: PluginDescriptor, statedCount: Int?)? {
        guard let scanner = JSONScanner(bytes) else { return nil }
        var reader = QuickDescriptorReader(scanner: scanner)
        do throws(Unusual) { try reader.root() } catch { return nil }
        return (reader.descriptor, reader.statedCount)
    }

    private init(scanner: consuming JSONScanner) { self.scanner = scanner }

    private mutating func root() throws(Unusual) {
        var seen = SeenFields()
        try scanner.beginObject()
        while let field = try nextField(&seen) {
            switch field {
            case .plugin: try plugin()
            case .metadata: try metadata()
            case .parameters: try parameters()
            case .groups: try groups()
            default: throw Unusual()
            }
        }
        guard seen.has(.plugin), seen.has(.parameters) else { throw Unusual() }
        try scanner.finish()
    }

    private mutating func plugin() throws(Unusual) {
        var seen = SeenFields()
        var uid = ""
        try scanner.beginObject()
        while let field = try nextField(&seen) {
            switch field {
            case .format:
                let word = try scanner.string().lowercased()
                guard let format = PluginFormat(rawValue: word) else { throw Unusual() }
                descriptor.identity.format = format
            case .name: descriptor.name = try scanner.string()
            case .manufacturer:
                descriptor.manufacturer = try scanner.string()
            case .version: descriptor.version = try scanner.string()
            case .category: descriptor.category = try scanner.string()
            case .uri: descriptor.identity.id = try scanner.string()
            case .uid: uid = try scanner.string()
            case .hostEdits: descriptor.takesHostEdits = try scanner.boolean()
            default: throw Unusual()
            }
        }
        guard seen.has(.format), seen.has(.name), seen.has(.uri) || seen.has(.uid) else {
            throw Unusual()
        }
        if !seen.has(.uri) { descriptor.identity.id = uid }
    }

    private mutating func metadata() throws(Unusual) {
        var seen = SeenFields()
        try scanner.beginObject()
        while let field = try nextField(&seen) {
            switch field {
            case .count: statedCount = try scanner.count()
            case .base: guard try scanner.count() == 0 else { throw Unusual() }
            case .version, .author,
                .created, .updated:
                try scanner.skipValue()
            default: throw Unusual()
            }
        }
    }

    private mutating func parameters() throws(Unusual) {
        // What the text says of itself is only trusted as far as it can be true.
        let likely = min(statedCount ?? 0, scanner.remainingBytes / Self.shortestParameter)
        descriptor.parameters.reserveCapacity(likely)
        try scanner.beginArray()
        while try scanner.nextElement() { descriptor.parameters.append(try parameter()) }
    }

    private mutating func groups() throws(Unusual) {
        try scanner.beginObject()
        while let symbol = try scanner.nextName() {
            guard !descriptor.groups.contains(where: { $0.symbol == symbol }) else {
                throw Unusual()
            }
            var seen = SeenFields()
            var group = ParameterGroup(symbol: symbol, name: symbol, parameters: [])
            try scanner.beginObject()
            while let field = try nextField(&seen) {
                switch field {
                case .name: group.name = try scanner.string()
                case .parameters:
                    try scanner.beginArray()
                    while try scanner.nextElement() { group.parameters.append(try scanner.count()) }
                default: throw Unusual()
                }
            }
            guard seen.has(.parameters) else { throw Unusual() }
            descriptor.groups.append(group)
        }
    }

    // MARK: - Parameters

    private mutating func parameter() throws(Unusual) -> PluginParameter {
        var parameter = PluginParameter(
            index: -1, port: -1, symbol: "", name: "", minimum: nil, maximum: nil,
            defaultValue: nil)
        var seen = SeenFields()
        try scanner.beginObject()
        while let field = try nextParameterField(&seen) {
            switch field {
            case .index: parameter.index = try scanner.count()
            case .symbol: parameter.symbol = try scanner.string()
            case .name: parameter.name = try scanner.string()
            case .port: parameter.port = try scanner.count()
            case .direction: parameter.direction = try direction()
            case .type: parameter.kind = try kind()
            case .minimum: parameter.minimum = try scanner.number()
            case .maximum: parameter.maximum = try scanner.number()
            case .defaultValue:
                parameter.defaultValue = try scanner.number()
            case .unit: parameter.unit = try scanner.string()
            case .automatable:
                parameter.isAutomatable = try scanner.boolean()
            default: try rareField(field, &parameter)
            }
        }
        guard seen.has(.index), seen.has(.name) else { throw Unusual() }
        if parameter.port < 0 { parameter.port = parameter.index }
        return parameter
    }

    private mutating func rareField(
        _ field: Field, _ parameter: inout PluginParameter
    ) throws(Unusual) {
        switch field {
        case .choices: parameter.choices = try choices()
        case .defaultHint: parameter.defaultHint = try scanner.string()
        case .steps: parameter.steps = try scanner.count()
        case .minimumText: parameter.textAtMinimum = try scanner.string()
        case .maximumText: parameter.textAtMaximum = try scanner.string()
        case .property: parameter.property = try scanner.string()
        case .group: parameter.group = try scanner.string()
        case .designation: parameter.designation = try scanner.string()
        case .logarithmic:
            parameter.isLogarithmic = try scanner.boolean()
        case .sampleRate:
            parameter.scalesWithSampleRate = try scanner.boolean()
        case .periodic: parameter.isPeriodic = try scanner.boolean()
        case .optional: parameter.isOptional = try scanner.boolean()
        case .hidden: parameter.isHidden = try scanner.boolean()
        default: throw Unusual()
        }
    }

    private mutating func direction() throws(Unusual) -> PluginParameter.Direction {
        let word = try scanner.word()
        if word == lastDirection.word { return lastDirection.value }
        guard let value = Self.directions[word] else { throw Unusual() }
        lastDirection = (word, value)
        return value
    }

    private mutating func kind() throws(Unusual) -> PluginParameter.Kind {
        let word = try scanner.word()
        if word == lastKind.word { return lastKind.value }
        guard let value = Self.kinds[word] else { throw Unusual() }
        lastKind = (word, value)
        return value
    }

    private mutating func choices() throws(Unusual) -> [PluginParameter.Choice] {
        var choices: [PluginParameter.Choice] = []
        try scanner.beginArray()
        while try scanner.nextElement() {
            guard scanner.isAtObject else {
                let label = try scanner.string()
                choices.append(.init(label: label, value: Double(choices.count)))
                continue
            }
            var seen = SeenFields()
            var choice = PluginParameter.Choice(label: "", value: 0)
            try scanner.beginObject()
            while let field = try nextField(&seen) {
                switch field {
                case .label: choice.label = try scanner.string()
                case .value:
                    guard let value = try scanner.number() else { throw Unusual() }
                    choice.value = value
                default: throw Unusual()
                }
            }
            guard seen.has(.label), seen.has(.value) else { throw Unusual() }
            choices.append(choice)
        }
        return choices
    }
}

// MARK: - Keys

/// The keys of the descriptor format, those of all its objects together.
private enum Field: UInt8, CaseIterable {
    case plugin, metadata, parameters, groups
    case format, name, manufacturer, version, category, uri, uid
    case count, base, author, created, updated
    case index, symbol, port, direction, type, unit, automatable
    case minimum, maximum, defaultValue
    case choices, label, value, group, designation, logarithmic, optional, hidden, sampleRate
    case defaultHint, steps, minimumText, maximumText, property, periodic, hostEdits

    /// As it is written.
    var key: String {
        switch self {
        case .count: "parameter_count"
        case .base: "index_base"
        case .minimum: "min"
        case .maximum: "max"
        case .defaultValue: "default"
        case .sampleRate: "sample_rate"
        case .hostEdits: "host_edits"
        case .defaultHint: "default_hint"
        case .minimumText: "min_text"
        case .maximumText: "max_text"
        default: "\(self)"
        }
    }
}

/// Which fields of an object have been met, and how many.
private struct SeenFields {
    private var bits: UInt64 = 0
    private(set) var count = 0

    /// - Returns: `false` when the field was here before.
    mutating func add(_ field: Field) -> Bool {
        if has(field) { return false }
        bits |= bit(field)
        count += 1
        return true
    }

    func has(_ field: Field) -> Bool { bits & bit(field) != 0 }

    private func bit(_ field: Field) -> UInt64 { 1 << UInt64(field.rawValue) }
}

extension QuickDescriptorReader {
    private mutating func nextField(_ seen: inout SeenFields) throws(Unusual) -> Field? {
        guard let word = try scanner.nextKey() else { return nil }
        guard let field = Self.fields[word], seen.add(field) else { throw Unusual() }
        return field
    }

    private mutating func nextParameterField(_ seen: inout SeenFields) throws(Unusual) -> Field? {
        guard let word = try scanner.nextKey() else { return nil }
        let place = seen.count
        if place < remembered.count, remembered[place].word == word {
            guard seen.add(remembered[place].field) else { throw Unusual() }
            return remembered[place].field
        }
        guard let field = Self.fields[word], seen.add(field) else { throw Unusual() }
        if place < remembered.count {
            remembered[place] = (word, field)
        } else {
            remembered.append((word, field))
        }
        return field
    }
}

private func words<Value>(
    _ values: [Value], _ text: (Value) -> String
) -> [JSONScanner.Word: Value] {
    var table: [JSONScanner.Word: Value] = [:]
    for value in values {
        if let word = JSONScanner.Word(text(value)) { table[word] = value }
    }
    return table
}
