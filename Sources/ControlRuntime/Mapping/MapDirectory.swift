import RuntimeMap

/// What the threads around a player must know of a map: the places of its controls by id, and which target
/// an OSC message of its host speaks of. Made together with a `MapInstance`; a value to be passed around.
public struct MapDirectory: Sendable {
    /// Names of events (`MapEvent.name`) by a control's id.
    public let controls: [String: UInt32]
    /// Places of all controls, and of those of maps before: for `MapSetting.controls` of a map that
    /// replaces this one.
    public let controlPlaces: [String: UInt16]
    /// The outputs, in the order of the map.
    public let outputs: [RuntimeOutput]
    /// The controller's port, as a person would ask for it; empty for its model.
    public let device: RuntimeDevice
    private let map: UInt8
    private let generation: UInt8
    private let packets: [[UInt8]: [HostPacket]]

    /// - Parameter setting: The same that the instance has.
    public init(_ view: RuntimeMapView, setting: MapSetting) {
        let model = RuntimeMap(view)
        map = setting.map
        generation = setting.generation
        device = model.device
        outputs = model.outputs
        var places = ControlPlaces(setting.controls)
        var controls: [String: UInt32] = [:]
        var packets: [[UInt8]: [HostPacket]] = [:]
        for binding in model.bindings {
            if controls[binding.control] == nil {
                let place = places.place(of: binding.control)
                controls[binding.control] =
                    MapEvent(.control, map: map, place: UInt16(truncatingIfNeeded: place)).name
            }
            for target in binding.targets {
                guard case .osc(let output, _, _) = target.route,
                    let plan = setting.packet(target.route)
                else { continue }
                let unit = target.scalesWithSampleRate ? setting.sampleRate : 1
                let packet = HostPacket(
                    plan, target: UInt16(truncatingIfNeeded: target.id),
                    output: setting.outputs[output], minimum: target.minimum * unit,
                    maximum: target.maximum * unit)
                if let packet { packets[packet.address, default: []].append(packet) }
            }
        }
        self.controls = controls
        self.packets = packets
        controlPlaces = places.places
    }

    /// The event that tells a map's instance what its host says in an OSC message: one with the address and
    /// the constants of a target's own.
    ///
    /// - Parameters:
    ///   - message: One OSC message as it came, not a bundle.
    ///   - output: The player's output whose target sent it; `nil` when nobody knows.
    /// - Returns: `nil` when no target sends such a message.
    public func hostValue(
        _ message: UnsafeRawBufferPointer, from output: UInt16? = nil
    ) -> MapEvent? {
        guard let message = HostMessage(message), let known = packets[message.address] else {
            return nil
        }
        for packet in known where output == nil || packet.output == output {
            if let number = packet.value(in: message) {
                return MapEvent(
                    .hostValue, map: map, place: packet.target, number: Float(number),
                    generation: generation)
            }
        }
        return nil
    }
}

/// Gives controls their places: those known keep theirs, others get the next one.
struct ControlPlaces {
    private(set) var places: [String: UInt16]
    private var next: Int

    /// More than that come together only from maps whose controls are called otherwise at every change: then
    /// all begin anew.
    private static let most = 16_384

    init(_ known: [String: UInt16]) {
        places = known.count < Self.most ? known : [:]
        next = (places.values.max().map(Int.init) ?? -1) + 1
    }

    /// How many places there are.
    var count: Int { next }

    mutating func place(of control: String) -> Int {
        if let known = places[control] { return Int(known) }
        places[control] = UInt16(truncatingIfNeeded: next)
        next += 1
        return next - 1
    }
}
