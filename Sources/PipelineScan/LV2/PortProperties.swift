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

    /// The properties of a port or parameter; other URIs are left out.
    init(of node: TurtleNode, in world: LV2World) {
        self = []
        for property in world.values(node, .portProperty) {
            if let known = Self.table[world.text(of: property)] { insert(known) }
        }
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
