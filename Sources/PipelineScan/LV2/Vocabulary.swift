/// The words of LV2 data that are asked for; statements with other predicates are not kept.
///
/// The raw value is the word's number as a node.
enum Word: UInt32, CaseIterable {
    case type = 1
    case seeAlso, prototype, port, project
    case name, label, title, symbol, index, designation
    case minorVersion, microVersion
    case developer, maker, maintainer, personName
    case group, unit, unitSymbol, unitRender
    case writable, readable, range, portProperty, scalePoint, value
    case minimum, maximum, standard
    // Of these only whether they are there matters.
    case plugin, inputPort, controlPort

    var uri: String {
        let lv2 = "http://lv2plug.in/ns/lv2core#"
        let units = "http://lv2plug.in/ns/extensions/units#"
        let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        let rdfs = "http://www.w3.org/2000/01/rdf-schema#"
        let patch = "http://lv2plug.in/ns/ext/patch#"
        let doap = "http://usefulinc.com/ns/doap#"
        let foaf = "http://xmlns.com/foaf/0.1/"
        return switch self {
        case .type: rdf + "type"
        case .seeAlso: rdfs + "seeAlso"
        case .prototype: lv2 + "prototype"
        case .port: lv2 + "port"
        case .project: lv2 + "project"
        case .name: lv2 + "name"
        case .label: rdfs + "label"
        case .title: doap + "name"
        case .symbol: lv2 + "symbol"
        case .index: lv2 + "index"
        case .designation: lv2 + "designation"
        case .minorVersion: lv2 + "minorVersion"
        case .microVersion: lv2 + "microVersion"
        case .developer: doap + "developer"
        case .maker: foaf + "maker"
        case .maintainer: doap + "maintainer"
        case .personName: foaf + "name"
        case .group: "http://lv2plug.in/ns/ext/port-groups#group"
        case .unit: units + "unit"
        case .unitSymbol: units + "symbol"
        case .unitRender: units + "render"
        case .writable: patch + "writable"
        case .readable: patch + "readable"
        case .range: rdfs + "range"
        case .portProperty: lv2 + "portProperty"
        case .scalePoint: lv2 + "scalePoint"
        case .value: rdf + "value"
        case .minimum: lv2 + "minimum"
        case .maximum: lv2 + "maximum"
        case .standard: lv2 + "default"
        case .plugin: lv2 + "Plugin"
        case .inputPort: lv2 + "InputPort"
        case .controlPort: lv2 + "ControlPort"
        }
    }

    var node: TurtleNode { TurtleNode(number: rawValue) }
}
