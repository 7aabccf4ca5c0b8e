import OSCTransport
import RuntimeMap

/// What `run` was asked for, put together from its maps.
struct RunPlan {
    /// An output of the maps, or a place kept for a port that is asked for later.
    struct Output {
        enum Kind {
            /// A MIDI port; without a request it is ours, and others connect to it.
            case port(request: String, bytesPerSecond: Int)
            /// A raw MIDI device by the library's name.
            case device(String)
            /// A file or pipe for the bytes of a wire.
            case file(String)
            case osc(OSCTarget)
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
    }

    /// Ports that programs may ask for beyond those of the maps.
    static let spares = 24

    var outputs: [Output] = []
    var inputs: [Input] = []
    /// Places of controls by their names.
    var controls: [String: UInt32] = [:]

    /// The MIDI output that is meant when nobody says.
    var standardOutput: Int? {
        outputs.firstIndex {
            switch $0.kind {
            case .port, .device, .file: true
            case .osc, .spare: false
            }
        }
    }

    /// Adds what a map needs; outputs of the same name and meaning are one.
    mutating func add(_ map: RuntimeMap) throws(OSCEndpointError) {
        for output in map.outputs where !outputs.contains(where: { $0.name == output.name }) {
            outputs.append(Output(name: output.name, kind: try Self.kind(output)))
        }
        let request = map.device.port.isEmpty ? map.device.model : map.device.port
        if !request.isEmpty, !inputs.contains(where: { $0.request == request }) {
            inputs.append(Input(name: map.device.model, request: request))
        }
        for (place, binding) in map.bindings.enumerated()
        where controls[binding.control] == nil {
            controls[binding.control] = UInt32(place)
        }
    }

    private static func kind(_ output: RuntimeOutput) throws(OSCEndpointError) -> Output.Kind {
        switch output.kind {
        case .midi(let port): return kind(port.request, bytesPerSecond: port.bytesPerSecond)
        case .osc(let target):
            return .osc(
                OSCTarget(
                    name: output.name, endpoint: try OSCEndpoint(target.address),
                    timing: target.timing, bundling: target.bundling))
        }
    }

    /// `rawmidi:hw:1,0` is a device without the sequencer, `file:PATH` a file or pipe.
    static func kind(_ request: String, bytesPerSecond: Int = 0) -> Output.Kind {
        func rest(_ prefix: String) -> String? {
            request.hasPrefix(prefix) ? String(request.dropFirst(prefix.count)) : nil
        }
        if let device = rest("rawmidi:") { return .device(device) }
        if let path = rest("file:") { return .file(path) }
        return .port(request: request, bytesPerSecond: bytesPerSecond)
    }
}
