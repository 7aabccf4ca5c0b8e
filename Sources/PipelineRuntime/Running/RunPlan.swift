import ALSAMIDI
import ControlRuntime
import OSCTransport
import RuntimeMap

/// What `run` was asked for, put together from its maps.
struct RunPlan {
    /// An output of the maps, or a place kept for a port that is asked for later.
    struct Output {
        enum Kind: Equatable {
            /// A MIDI port; without a request it is ours, and others connect to it.
            case port(request: String, bytesPerSecond: Int)
            /// A raw MIDI device, or a file or pipe for the bytes of a wire.
            case device(ByteDevice.Place)
            /// A port of JACK's by its whole name; without one it is ours, and others connect to it.
            case jack(String)
            case osc(RuntimeOSCTarget, OSCEndpoint)
            /// Kept for later.
            case spare
        }

        var name: String
        var kind: Kind
    }

    /// A controller's port, by the name that its map gives.
    struct Input {
        var name: String
        var request: String

        /// `nil` for a port of the sequencer.
        var device: ByteDevice.Place? {
            if case .device(let place) = RunPlan.kind(request) { place } else { nil }
        }

        /// A port of JACK's.
        var jack: String? {
            if case .jack(let port) = RunPlan.kind(request) { port } else { nil }
        }
    }

    /// A map with the places of its outputs.
    struct Map {
        var setting: MapSetting
        /// The file's bytes.
        var bytes: [UInt8]
        /// Place of its controller's port among the inputs.
        var input: Int?
    }

    /// Ports that programs may ask for beyond those of the maps.
    static let spares = 24

    var outputs: [Output] = []
    var inputs: [Input] = []
    var maps: [Map] = []
    /// Names of events (`MapEvent.name`) by those of controls.
    var controls: [String: UInt32] = [:]

    /// The MIDI output that is meant when nobody says.
    var standardOutput: Int? {
        outputs.firstIndex {
            switch $0.kind {
            case .port, .device, .jack: true
            case .osc, .spare: false
            }
        }
    }

    /// Adds a map and what it needs; outputs of the same name and meaning are one.
    mutating func add(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { file in
            let view = try RuntimeMapView(file)
            let map = RuntimeMap(view)
            var setting = MapSetting(map: UInt8(maps.count)) { PacketPlan($0) }
            for output in map.outputs {
                setting.outputs.append(
                    UInt16(place(of: Output(name: output.name, kind: try Self.kind(output)))))
            }
            let request = map.device.port.isEmpty ? map.device.model : map.device.port
            let name = map.device.model
            if map.bindings.contains(where: { $0.feedback != nil }), !request.isEmpty {
                setting.controller = UInt16(
                    place(of: Output(name: name, kind: Self.kind(request))))
            }
            let directory = MapDirectory(view, setting: setting)
            controls.merge(directory.controls) { first, _ in first }
            let input = request.isEmpty ? nil : place(of: Input(name: name, request: request))
            maps.append(Map(setting: setting, bytes: bytes, input: input))
        }
    }

    private mutating func place(of output: Output) -> Int {
        let known = outputs.firstIndex { $0.name == output.name && $0.kind == output.kind }
        if let known { return known }
        outputs.append(output)
        return outputs.count - 1
    }

    private mutating func place(of input: Input) -> Int {
        if let known = inputs.firstIndex(where: { $0.request == input.request }) { return known }
        inputs.append(input)
        return inputs.count - 1
    }

    private static func kind(_ output: RuntimeOutput) throws(OSCEndpointError) -> Output.Kind {
        switch output.kind {
        case .midi(let port): return kind(port.request, bytesPerSecond: port.bytesPerSecond)
        case .osc(let target):
            return .osc(target, try OSCEndpoint(target.address))
        }
    }

    /// `rawmidi:hw:1,0` is a device without the sequencer, `file:PATH` a file or pipe, `jack:CLIENT:PORT` a
    /// port of JACK's.
    static func kind(_ request: String, bytesPerSecond: Int = 0) -> Output.Kind {
        func rest(_ prefix: String) -> String? {
            request.hasPrefix(prefix) ? String(request.dropFirst(prefix.count)) : nil
        }
        if let device = rest("rawmidi:") { return .device(.device(device)) }
        if let port = rest("jack:") { return .jack(port) }
        if let path = rest("file:") { return .device(.path(path)) }
        return .port(request: request, bytesPerSecond: bytesPerSecond)
    }
}
