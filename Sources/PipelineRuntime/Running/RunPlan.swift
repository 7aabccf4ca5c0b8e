import ALSAMIDI
import ControlRuntime
import OSCTransport
import RuntimeMap

/// What `run` was asked for, put together from its maps.
struct RunPlan {
    /// An output of the maps, or a place kept for a port that is asked for later.
    struct Output: Equatable {
        enum Kind: Equatable {
            /// A MIDI port; without a request it is ours, and others connect to it.
            case port(request: String, bytesPerSecond: Int)
            /// A raw MIDI device, or a file or pipe for the bytes of a wire.
            case device(ByteDevice.Place)
            /// A port of JACK's by its whole name; without one it is ours, and others connect to it.
            case jack(String)
            case osc(RuntimeOSCTarget, OSCEndpoint)
            /// Kept for ports that programs ask for.
            case spare
            /// Kept for outputs of maps that are loaded anew.
            case reserve(isOSC: Bool)
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

        /// Whether it is no port of the sequencer.
        var isBytes: Bool { device != nil || jack != nil }

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
        var directory: MapDirectory
    }

    /// Ports that programs may ask for beyond those of the maps.
    static let spares = 24
    /// Places for MIDI, and as many for OSC, that reloaded maps may need beyond those of the start.
    static let reserves = 8

    private var hasReserves = false

    var outputs: [Output] = []
    var inputs: [Input] = []
    var maps: [Map] = []
    /// Outputs that are no map's, and stay.
    var kept: Set<Int> = []
    /// Outputs that get MIDI clock, and the input whose clock is followed.
    private(set) var clocks: [Int] = []
    private(set) var followed: Int?

    /// Names of events (`MapEvent.name`) by those of controls.
    var controls: [String: UInt32] {
        maps.reduce(into: [:]) { found, map in
            found.merge(map.directory.controls) { first, _ in first }
        }
    }

    /// The MIDI output that is meant when nobody says.
    var standardOutput: Int? {
        outputs.firstIndex {
            switch $0.kind {
            case .port, .device, .jack: true
            case .osc, .spare, .reserve: false
            }
        }
    }

    /// Adds a port that gets MIDI clock.
    mutating func addClock(_ request: String) throws {
        let known = outputs.firstIndex {
            if $0.name == request { return true }
            guard case .port(let asked, _) = $0.kind else { return false }
            return asked == request
        }
        let place = try known ?? place(of: Output(name: request, kind: Self.kind(request)))
        kept.insert(place)
        if !clocks.contains(place) { clocks.append(place) }
    }

    /// Follows the clock that comes from a port.
    mutating func follow(_ request: String) throws {
        followed = try place(of: Input(name: "clock", request: request))
    }

    /// Adds a map and what it needs; outputs of the same name and meaning are one.
    mutating func add(_ bytes: [UInt8]) throws {
        maps.append(try made(bytes, place: maps.count, controls: [:]))
    }

    /// Puts a map in the place of another. What it needs and the run has not takes a place kept for that.
    ///
    /// - Throws: why it cannot be played, or not without a new start.
    mutating func replace(_ place: Int, with bytes: [UInt8]) throws {
        maps[place] = try made(
            bytes, place: place, controls: maps[place].directory.controlPlaces)
    }

    /// Places that some map sends to.
    var usedOutputs: Set<Int> {
        maps.reduce(into: kept) { used, map in
            used.formUnion(map.setting.outputs.map(Int.init))
            if let controller = map.setting.controller { used.insert(Int(controller)) }
        }
    }

    /// Places of MIDI ports that some map sends values to, and whose answers it hears.
    var answeredOutputs: Set<Int> {
        maps.reduce(into: []) { $0.formUnion($1.setting.outputs.map(Int.init)) }
    }

    /// Places of inputs that some map hears.
    var usedInputs: Set<Int> { Set(maps.compactMap(\.input) + [followed].compactMap { $0 }) }

    /// Keeps places for what maps may need when they are loaded anew.
    mutating func addReserves() {
        for isOSC in [false, true] {
            outputs += Array(
                repeating: Output(name: "", kind: .reserve(isOSC: isOSC)), count: Self.reserves)
        }
        hasReserves = true
    }

    private mutating func made(
        _ bytes: [UInt8], place: Int, controls: [String: UInt16]
    ) throws -> Map {
        try bytes.withUnsafeBytes { file in
            let view = try RuntimeMapView(file)
            let map = RuntimeMap(view)
            var setting = MapSetting(map: UInt8(place)) { PacketPlan($0) }
            setting.controls = controls
            if maps.indices.contains(place) {
                setting.generation = (maps[place].setting.generation + 1) & 15
            }
            for output in map.outputs {
                setting.outputs.append(
                    UInt16(
                        try self.place(of: Output(name: output.name, kind: try Self.kind(output)))))
            }
            let request = map.device.port.isEmpty ? map.device.model : map.device.port
            let name = map.device.model
            if map.bindings.contains(where: { $0.feedback != nil }), !request.isEmpty {
                setting.controller = UInt16(
                    try self.place(of: Output(name: name, kind: Self.kind(request))))
            }
            let input =
                request.isEmpty ? nil : try self.place(of: Input(name: name, request: request))
            return Map(
                setting: setting, bytes: bytes, input: input,
                directory: MapDirectory(view, setting: setting))
        }
    }

    private mutating func place(of output: Output) throws(RuntimeTrouble) -> Int {
        let known = outputs.firstIndex { $0.name == output.name && $0.kind == output.kind }
        if let known { return known }
        guard hasReserves else {
            outputs.append(output)
            return outputs.count - 1
        }
        let isOSC: Bool
        switch output.kind {
        case .osc: isOSC = true
        case .port, .spare, .reserve: isOSC = false
        case .device, .jack:
            throw RuntimeTrouble(
                description: "its output '\(output.name)' is a device, a file or JACK's, which are "
                    + "opened at the start only: start 'run' again")
        }
        guard let free = outputs.firstIndex(where: { $0.kind == .reserve(isOSC: isOSC) }) else {
            throw RuntimeTrouble(
                description: "there is no place left for its output '\(output.name)': start 'run' "
                    + "again")
        }
        outputs[free] = output
        return free
    }

    private mutating func place(of input: Input) throws(RuntimeTrouble) -> Int {
        if let known = inputs.firstIndex(where: { $0.request == input.request }) { return known }
        if hasReserves, input.isBytes {
            throw RuntimeTrouble(
                description:
                    "its controller is at '\(input.request)', and devices are opened at the "
                    + "start only: start 'run' again")
        }
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
