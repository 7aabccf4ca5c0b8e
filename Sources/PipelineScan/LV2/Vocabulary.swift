import CLilv

/// The words of LV2 data that are asked for, as nodes of one world.
struct Vocabulary {
    let controlPort, inputPort, outputPort: OpaquePointer?
    let type, name, label, symbol, designation: OpaquePointer?
    let minorVersion, microVersion: OpaquePointer?
    let developer, maker, personName: OpaquePointer?
    let group, unit, unitSymbol, unitRender: OpaquePointer?
    let writable, readable, range, portProperty, scalePoint, value: OpaquePointer?
    let minimum, maximum, standard: OpaquePointer?

    init(_ world: OpaquePointer) {
        func node(_ uri: String) -> OpaquePointer? { lilv_new_uri(world, uri) }
        let lv2 = "http://lv2plug.in/ns/lv2core#"
        let units = "http://lv2plug.in/ns/extensions/units#"
        controlPort = node(lv2 + "ControlPort")
        inputPort = node(lv2 + "InputPort")
        outputPort = node(lv2 + "OutputPort")
        type = node("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        name = node(lv2 + "name")
        label = node("http://www.w3.org/2000/01/rdf-schema#label")
        symbol = node(lv2 + "symbol")
        designation = node(lv2 + "designation")
        minorVersion = node(lv2 + "minorVersion")
        microVersion = node(lv2 + "microVersion")
        developer = node("http://usefulinc.com/ns/doap#developer")
        maker = node("http://xmlns.com/foaf/0.1/maker")
        personName = node("http://xmlns.com/foaf/0.1/name")
        group = node("http://lv2plug.in/ns/ext/port-groups#group")
        unit = node(units + "unit")
        unitSymbol = node(units + "symbol")
        unitRender = node(units + "render")
        writable = node("http://lv2plug.in/ns/ext/patch#writable")
        readable = node("http://lv2plug.in/ns/ext/patch#readable")
        range = node("http://www.w3.org/2000/01/rdf-schema#range")
        portProperty = node(lv2 + "portProperty")
        scalePoint = node(lv2 + "scalePoint")
        value = node("http://www.w3.org/1999/02/22-rdf-syntax-ns#value")
        minimum = node(lv2 + "minimum")
        maximum = node(lv2 + "maximum")
        standard = node(lv2 + "default")
    }

    /// Frees the nodes, before their world.
    func free() {
        for node in [
            controlPort, inputPort, outputPort, type, name, label, symbol, designation,
            minorVersion, microVersion, developer, maker, personName, group, unit, unitSymbol,
            unitRender, writable, readable, range, portProperty, scalePoint, value, minimum,
            maximum, standard,
        ] {
            lilv_node_free(node)
        }
    }
}

/// The port properties that a descriptor keeps.
struct PortProperties: OptionSet {
    let rawValue: Int

    static let toggled = PortProperties(rawValue: 1)
    static let integer = PortProperties(rawValue: 2)
    static let enumeration = PortProperties(rawValue: 4)
    static let sampleRate = PortProperties(rawValue: 8)
    static let logarithmic = PortProperties(rawValue: 16)
    static let notAutomatable = PortProperties(rawValue: 32)
    static let hidden = PortProperties(rawValue: 64)
    static let optional = PortProperties(rawValue: 128)

    /// Properties by URI; any other URI is left out.
    init(uris: [String]) {
        self = []
        for uri in uris { if let known = Self.table[uri] { insert(known) } }
    }

    init(rawValue: Int) { self.rawValue = rawValue }

    private static let table: [String: PortProperties] = [
        "http://lv2plug.in/ns/lv2core#toggled": .toggled,
        "http://lv2plug.in/ns/lv2core#integer": .integer,
        "http://lv2plug.in/ns/lv2core#enumeration": .enumeration,
        "http://lv2plug.in/ns/lv2core#sampleRate": .sampleRate,
        "http://lv2plug.in/ns/lv2core#connectionOptional": .optional,
        "http://lv2plug.in/ns/ext/port-props#logarithmic": .logarithmic,
        "http://lv2plug.in/ns/ext/port-props#expensive": .notAutomatable,
        "http://lv2plug.in/ns/ext/port-props#notAutomatic": .notAutomatable,
        "http://lv2plug.in/ns/ext/port-props#notOnGUI": .hidden,
        "http://kxstudio.sf.net/ns/lv2ext/props#NonAutomable": .notAutomatable,
        "http://kxstudio.sf.net/ns/lv2ext/props#NonAutomatable": .notAutomatable,
    ]
}
