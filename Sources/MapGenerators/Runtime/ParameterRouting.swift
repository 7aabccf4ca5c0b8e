import ControlMap
import PluginCatalog
import SourceText

/// How the runtime moves plugins' parameters: by an OSC message to the program that hosts them.
struct ParameterRouting: Sendable, Equatable {
    /// An argument that depends on the parameter, or does not.
    enum Argument: Sendable, Equatable {
        case fixed(OSCArgument)
        /// The place among the plugin's control ports, from 1 or from 0.
        case number, index
        case symbol, name
    }

    /// What is asked of a parameter beyond its message.
    enum Host: String, Sendable {
        case any
        /// Ardour's OSC surface takes values in the parameter's own unit, and numbers parameters as the
        /// MIDI maps of its version do.
        ///
        /// - Source: Ardour 7.3, `/strip/plugin/parameter` with strip, plugin, parameter, value; what
        ///   lies outside the parameter's bounds is refused there.
        case ardour
    }

    var output: String
    var host = Host.any
    var address: String
    var arguments: [Argument]
    /// Of the host's session; `nil` when it may be any.
    var sampleRate: Int?
    /// Of Ardour, where the host is that; `nil` where it is not said.
    var version: ArdourVersion?

    static let words: [(word: String, argument: Argument)] = [
        ("number", .number), ("index", .index), ("symbol", .symbol), ("name", .name),
    ]

    init(output: String, host: Host = .any, address: String, arguments: [Argument]) {
        self.output = output
        self.host = host
        self.address = address
        self.arguments = arguments
    }

    /// Whether a message tells the value in the parameter's own unit.
    var tellsValue: Bool {
        arguments.contains { argument in
            switch argument {
            case .fixed(.value), .fixed(.valueAsDouble), .fixed(.valueAsInt): true
            default: false
            }
        }
    }
}

extension ParameterRouting {
    /// Reads the table `parameters`, and gives it as a text.
    static func read(_ fields: inout FieldReader) -> String? {
        let told = fields.diagnostics.count
        let output = fields.string("output", .required)?.value
        var routing: ParameterRouting?
        if let preset = fields.string("preset") {
            if preset.value != Host.ardour.rawValue {
                fields.reportUnknown(preset, key: "preset", [Host.ardour.rawValue])
            }
            let strip = fields.integer("strip", in: 1...9999)?.value ?? 1
            let plugin = fields.integer("plugin", in: 1...999)?.value ?? 1
            routing = output.map { .ardour(output: $0, strip: strip, plugin: plugin) }
            routing?.version = readVersion(&fields)
        } else {
            let address = fields.string("address", .required)
            if let address, !isOSCAddress(address.value) {
                fields.report(
                    .error, "unknown-value",
                    "'address' must begin with '/' and have no blanks and none of # * , ? [ ] { }",
                    at: address.range)
            }
            let arguments = readArguments(&fields)
            routing = output.flatMap { output in
                address.map {
                    ParameterRouting(output: output, address: $0.value, arguments: arguments)
                }
            }
        }
        if let rate = fields.integer("sample_rate", in: 8_000...768_000)?.value {
            routing?.sampleRate = rate
        }
        return fields.diagnostics.count == told ? routing?.text : nil
    }

    private static func readVersion(_ fields: inout FieldReader) -> ArdourVersion? {
        guard let version = fields.string("version") else { return nil }
        do throws(TargetOptionError) { return try ArdourVersion(parsing: version.value) } catch {
            fields.report(.error, "unknown-value", error.message, at: version.range)
            return nil
        }
    }

    private static func readArguments(_ fields: inout FieldReader) -> [Argument] {
        guard let items = fields.list("arguments", .required) else { return [] }
        return items.value.compactMap { item in
            if let word = item.string, let known = words.first(where: { $0.word == word }) {
                return known.argument
            }
            if let fixed = OSCArgument(item) { return .fixed(fixed) }
            fields.report(
                .error, "unknown-value",
                "an argument must be a number, a text, 'number', 'index', 'symbol', 'name', 'value', "
                    + "'value:int', 'value:double', 'value:bool' or 'position'", at: item.range)
            return nil
        }
    }

    /// `/strip/plugin/parameter` of Ardour's OSC surface.
    static func ardour(output: String, strip: Int, plugin: Int) -> ParameterRouting {
        ParameterRouting(
            output: output, host: .ardour, address: "/strip/plugin/parameter",
            arguments: [
                .fixed(.int(Int32(clamping: strip))), .fixed(.int(Int32(clamping: plugin))),
                .number,
                .fixed(.value),
            ])
    }
}

extension ParameterRouting {
    /// What it says, so that it can be kept among options.
    var text: String {
        var members = [
            JSONValue.Member("output", .string(output)),
            JSONValue.Member("host", .string(host.rawValue)),
            JSONValue.Member("address", .string(address)),
            JSONValue.Member("arguments", .array(arguments.map(\.json))),
        ]
        if let sampleRate {
            members.append(JSONValue.Member("sampleRate", .integer(Int64(sampleRate))))
        }
        if let version {
            members.append(JSONValue.Member("version", .string(version.description)))
        }
        return String(decoding: JSONValue.object(members).encoded(), as: UTF8.self)
    }

    /// Reads what `text` says; `nil` when that is nothing.
    ///
    /// - Throws: `TargetOptionError` when it is something else.
    init?(_ text: String) throws(TargetOptionError) {
        if text.isEmpty { return nil }
        let root = JSONReader.read(Array(text.utf8), path: "").root
        guard let root, let output = root["output"]?.string,
            let host = root["host"]?.string.flatMap(Host.init),
            let address = root["address"]?.string, let items = root["arguments"]?.sequence
        else { throw TargetOptionError("'parameters' must be a table") }
        var arguments: [Argument] = []
        for item in items {
            if let word = item["of"]?.string,
                let known = Self.words.first(where: { $0.word == word })
            {
                arguments.append(known.argument)
            } else if let fixed = OSCArgument(item) {
                arguments.append(.fixed(fixed))
            } else {
                throw TargetOptionError("'arguments' holds what is no argument")
            }
        }
        self.init(output: output, host: host, address: address, arguments: arguments)
        sampleRate = root["sampleRate"]?.integer.map { Int($0) }
        if let text = root["version"]?.string { version = try ArdourVersion(parsing: text) }
    }

    /// A table that leaves Ardour's version open gets that of the files for Ardour beside it.
    ///
    /// - Parameter files: the options of the manifest's other entries, by their targets' names.
    /// - Throws: `TargetOptionError` when those are of several versions.
    static func completed(
        _ text: String, files: [(target: String, options: TargetOptions)]
    ) throws(TargetOptionError) -> String {
        guard var routing = try ParameterRouting(text), routing.host == .ardour,
            routing.version == nil
        else { return text }
        var versions: [ArdourVersion] = []
        for file in files where file.target == GenerationTarget.ardour.name {
            let version = try ArdourVersion(parsing: file.options["version", default: ""])
            if !versions.contains(version) { versions.append(version) }
        }
        guard versions.count < 2 else {
            let listed = versions.sorted().map(\.description).joined(separator: " and ")
            throw TargetOptionError(
                "files for Ardour are made for \(listed), which may number parameters differently; say "
                    + "which one pipeline-runtime moves: version = \"\(versions[0])\"")
        }
        routing.version = versions.first
        return routing.text
    }
}

extension ParameterRouting.Argument {
    fileprivate var json: JSONValue {
        if let word = ParameterRouting.words.first(where: { $0.argument == self })?.word {
            return .object([JSONValue.Member("of", .string(word))])
        }
        guard case .fixed(let argument) = self else { return .null }
        switch argument {
        case .int(let number): return .integer(Int64(number))
        case .float(let number):
            return .object([JSONValue.Member("float", .number(Double(number)))])
        case .string(let text): return .object([JSONValue.Member("string", .string(text))])
        default: return .string(argument.word)
        }
    }
}
