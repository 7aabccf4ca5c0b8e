import Glibc
import RuntimeMap
import SourceText

/// The folder with `Package.swift`.
let repositoryFolder: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(4).joined(separator: "/")
}()

/// The text of a file of the repository; empty when it cannot be read.
func repositoryText(_ path: String) -> [UInt8] {
    guard let file = fopen(repositoryFolder + "/" + path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&chunk, 1, chunk.count, file)
        if count == 0 { return bytes }
        bytes += chunk[..<count]
    }
}

extension RuntimeMap {
    /// A generated map as its JSON view tells it, as far as a plugin's parameters go.
    init?(json bytes: [UInt8]) {
        guard let root = JSONReader.read(bytes, path: "map").root else { return nil }
        var bindings: [RuntimeBinding] = []
        for binding in root["bindings"].items {
            guard let made = RuntimeBinding(binding) else { return nil }
            bindings.append(made)
        }
        var id = 0
        for binding in bindings.indices {
            for target in bindings[binding].targets.indices {
                bindings[binding].targets[target].id = id
                id += 1
            }
        }
        self.init(
            name: root["name"].string ?? "", device: RuntimeDevice(manufacturer: "", model: ""),
            plugin: nil, bindings: bindings)
    }
}

extension RuntimeBinding {
    fileprivate init?(_ node: SourceNode) {
        let on = node["on"].whole ?? 127
        let off = node["off"].whole ?? 0
        let behaviour: RuntimeBehaviour
        switch node["behaviour"].string {
        case "absolute": behaviour = .absolute
        case "momentary": behaviour = .momentary(on: on, off: off)
        case "latching": behaviour = .latching(on: on, off: off)
        case "relative":
            let encodings: [String: RuntimeBehaviour.Encoding] = [
                "twosComplement": .twosComplement, "binaryOffset": .binaryOffset,
                "signBit": .signBit, "signBitUp": .signBitUp,
            ]
            guard let encoding = encodings[node["encoding"].string ?? ""] else { return nil }
            behaviour = .relative(encoding)
        default: return nil
        }
        let kinds: [String: RuntimeMessage.Kind] = [
            "controlChange": .controlChange, "controlChange14": .controlChange14, "note": .note,
            "pitchBend": .pitchBend, "nrpn": .nrpn, "rpn": .rpn, "polyPressure": .polyPressure,
            "channelPressure": .channelPressure, "programChange": .programChange,
            "systemExclusive": .systemExclusive,
        ]
        guard let kind = kinds[node["kind"].string ?? ""], let channel = node["channel"].whole
        else { return nil }
        self.init(
            control: node["control"].string ?? "", channel: channel,
            message: RuntimeMessage(
                kind, number: node["number"].whole ?? 0,
                bytes: node["bytes"].items.map { UInt8(clamping: $0.whole ?? 0) }),
            behaviour: behaviour, targets: node["targets"].items.compactMap { RuntimeTarget($0) },
            feedback: nil)
    }
}

extension RuntimeTarget {
    fileprivate init?(_ node: SourceNode) {
        let kinds: [String: Kind] = [
            "continuous": .continuous, "wholeNumbers": .wholeNumbers, "offOn": .offOn,
            "choices": .choices,
        ]
        let curves: [String: Curve] = [
            "linear": .linear, "exponential": .exponential, "logarithmic": .logarithmic,
            "points": .points,
        ]
        let modes: [String: Mode] = [
            "direct": .direct, "toggle": .toggle, "momentary": .momentary, "radio": .radio,
            "cycle": .cycle,
        ]
        let pickUps: [String: PickUp] = ["jump": .jump, "pickup": .pickup, "scale": .scale]
        guard let kind = kinds[node["kind"].string ?? ""], let minimum = node["minimum"].number,
            let maximum = node["maximum"].number, let usual = node["default"].number,
            let curve = curves[node["curve"].string ?? ""],
            let mode = modes[node["mode"].string ?? ""],
            let pickUp = pickUps[node["pickup"].string ?? ""]
        else { return nil }
        self.init(
            id: 0, parameter: node["parameter"].whole ?? -1, symbol: node["symbol"].string ?? "",
            kind: kind, minimum: minimum, maximum: maximum, defaultValue: usual)
        (self.curve, self.mode, self.pickUp) = (curve, mode, pickUp)
        scalesWithSampleRate = node["scales-with-sample-rate"].boolean ?? false
        choices = node["choices"].items.compactMap(\.number)
        curvePoints = node["curve-points"].items.compactMap(\.number)
        isBipolar = node["bipolar"].boolean ?? false
        lower = node["lower"].number ?? 0
        upper = node["upper"].number ?? 1
        isInverted = node["invert"].boolean ?? false
        steps = node["steps"].whole ?? 0
        deadZone = node["dead-zone"].number ?? 0
        smoothingMilliseconds = node["smoothing-milliseconds"].number ?? 0
    }
}

extension SourceNode {
    /// A member; a null that has nothing when there is none.
    fileprivate subscript(_ key: String) -> SourceNode {
        let nothing = SourceNode(
            .scalar(SourceScalar(text: "", kind: .null, readsAsText: false)), range: range)
        guard case .mapping(let entries) = content else { return nothing }
        return entries.first { $0.key == key }?.value ?? nothing
    }

    fileprivate var items: [SourceNode] {
        guard case .sequence(let items) = content else { return [] }
        return items
    }

    fileprivate var whole: Int? { integer.map { Int($0) } }
}
