import PluginCatalog
import PluginExtraction
import Testing

/// Descriptors against what the independent program `lv2info` prints.
///
/// Tolerances: lv2info prints floats with six decimals, scale points in no order and as they are
/// written, and a missing or non-numeric bound not at all. Nothing else may differ.
@Suite struct LV2InfoComparisonTests {
    @Test func `every installed plugin's ports are those that lv2info prints`() throws {
        _ = try requireBundle("a-comp.lv2", package: "ardour-lv2-plugins")
        _ = try requireBundle("amp-swh.lv2", package: "swh-lv2")
        _ = try requireBundle("fil4.lv2", package: "x42-plugins")
        _ = try requireBundle("mda.lv2", package: "mda-lv2")
        try #require(!output(of: "command -v lv2info").isEmpty, "apt-get install lilv-utils")
        let pool = WorkerPool(program: workerProgram)
        var plugins = 0
        for bundle in installedBundles() {
            for plugin in try pool.describe(PluginModule(.lv2, bundle)).plugins {
                let bytes = try #require(plugin.descriptor, "\(plugin.id)")
                let info = LV2Info(
                    output(of: "env -i PATH=/usr/bin lv2info '\(plugin.id)' 2>/dev/null"))
                let (descriptor, _) = DescriptorReader.read(bytes, path: "")
                try compare(try #require(descriptor), with: info)
                plugins += 1
            }
        }
        #expect(plugins >= 268)
    }

    private func compare(_ descriptor: PluginDescriptor, with info: LV2Info) throws {
        #expect(descriptor.name == info.name)
        #expect(descriptor.manufacturer == info.author)
        if info.pluginClass != "Plugin" { #expect(!descriptor.category.isEmpty) }
        let ports = info.ports.filter(\.isControl)
        try #require(ports.count == descriptor.parameters.count, "\(descriptor.identity.id)")
        for (port, parameter) in zip(ports, descriptor.parameters) {
            let place: Comment = "\(descriptor.identity.id) \(parameter.symbol)"
            #expect(port.fields["Symbol"] == [parameter.symbol], place)
            #expect(port.fields["Name"] == [parameter.name], place)
            #expect(port.number == parameter.port, place)
            #expect(port.isInput == (parameter.direction == .input), place)
            #expect(agree(port.fields["Minimum"], parameter.minimum), place)
            #expect(agree(port.fields["Maximum"], parameter.maximum), place)
            #expect(agree(port.fields["Default"], parameter.defaultValue), place)
            let designation = port.fields["Designation"]?.first.map {
                $0.split(separator: "#").last
            }
            #expect(designation ?? "" == parameter.designation[...], place)
            #expect((port.fields["Group"] == nil) == parameter.group.isEmpty, place)
            let properties = Set(port.fields["Properties"] ?? [])
            func has(_ name: String) -> Bool { properties.contains { $0.hasSuffix("#" + name) } }
            #expect(has("logarithmic") == parameter.isLogarithmic, place)
            #expect(has("sampleRate") == parameter.scalesWithSampleRate, place)
            #expect(has("notOnGUI") == parameter.isHidden, place)
            #expect(has("connectionOptional") == parameter.isOptional, place)
            let choices = parameter.choices.map { Point(label: $0.label, value: $0.value) }
            #expect(agree(port.points.sorted(), choices), place)
        }
    }

    private func agree(_ printed: [String]?, _ value: Double?) -> Bool {
        guard let text = printed?.first, let number = Double(text) else { return value == nil }
        guard let value else { return false }
        return abs(number - value) <= 0.000_000_6 + abs(value) * 0.000_000_2
    }

    private func agree(_ printed: [Point], _ choices: [Point]) -> Bool {
        printed.count == choices.count
            && zip(printed, choices.sorted()).allSatisfy {
                $0.label == $1.label && agree(["\($0.value)"], $1.value)
            }
    }
}

private struct Point: Comparable {
    var label: String
    var value: Double

    static func < (left: Point, right: Point) -> Bool {
        (left.value, left.label) < (right.value, right.label)
    }
}

/// The text that lv2info prints, taken apart.
private struct LV2Info {
    struct Port {
        var number: Int
        var fields: [String: [String]] = [:]
        var points: [Point] = []

        private func isA(_ name: String) -> Bool {
            fields["Type"]?.contains("http://lv2plug.in/ns/lv2core#" + name) ?? false
        }
        var isControl: Bool { isA("ControlPort") }
        var isInput: Bool { isA("InputPort") }
    }

    var name = ""
    var author = ""
    var pluginClass = ""
    var ports: [Port] = []

    init(_ text: String) {
        var field = ""
        for line in text.split(separator: "\n") {
            let body = String(line.drop { $0 == "\t" || $0 == " " })
            if line.hasPrefix("\tPort ") {
                ports.append(Port(number: Int(body.dropFirst(5).dropLast()) ?? -1))
            } else if ports.isEmpty {
                if line.hasPrefix("\tName:") { name = value(body) }
                if line.hasPrefix("\tClass:") { pluginClass = value(body) }
                if line.hasPrefix("\tAuthor:") { author = value(body) }
            } else if line.hasPrefix("\t\t\t") {
                point(body)
            } else if line.hasPrefix("\t\t "), !field.isEmpty {
                ports[ports.count - 1].fields[field, default: []].append(body)
            } else if let colon = body.firstIndex(of: ":") {
                field = String(body[..<colon])
                if field != "Scale Points" {
                    ports[ports.count - 1].fields[field, default: []].append(value(body))
                }
            }
        }
    }

    private func value(_ line: String) -> String {
        guard let colon = line.firstIndex(of: ":") else { return "" }
        return String(line[colon...].dropFirst().drop { $0 == " " })
    }

    /// A line such as `1.0 = "Triangle"`.
    private mutating func point(_ line: String) {
        guard let space = line.firstIndex(of: " "), let value = Double(line[..<space]) else {
            return
        }
        let label = String(line[space...].dropFirst(4).dropLast())
        ports[ports.count - 1].points.append(Point(label: label, value: value))
    }
}
