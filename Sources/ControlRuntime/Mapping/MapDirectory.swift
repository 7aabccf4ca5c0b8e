import RuntimeMap

/// What the threads around a player must know of a map: the places of its controls by id, and which target
/// an OSC message of its host speaks of. Made together with a `MapInstance`; a value to be passed around.
public struct MapDirectory: Sendable {
    /// Names of events (`MapEvent.name`) by a control's id.
    public let controls: [String: UInt32]
    /// The outputs, in the order of the map.
    public let outputs: [RuntimeOutput]
    /// The controller's port, as a person would ask for it; empty for its model.
    public let device: RuntimeDevice
    private let map: UInt8
    private let packets: [[UInt8]: [HostPacket]]

    fileprivate struct HostPacket: Sendable {
        var target: UInt16
        var plan: PacketPlan
        var minimum: Double
        var maximum: Double
    }

    /// - Parameter setting: The same that the instance has.
    public init(_ view: RuntimeMapView, setting: MapSetting) {
        let model = RuntimeMap(view)
        map = setting.map
        device = model.device
        outputs = model.outputs
        var controls: [String: UInt32] = [:]
        var packets: [[UInt8]: [HostPacket]] = [:]
        for binding in model.bindings {
            if controls[binding.control] == nil {
                let place = UInt16(truncatingIfNeeded: controls.count)
                controls[binding.control] = MapEvent(.control, map: map, place: place).name
            }
            for target in binding.targets {
                guard case .osc(_, let address, _) = target.route,
                    let plan = setting.packet(target.route)
                else { continue }
                let unit = target.scalesWithSampleRate ? setting.sampleRate : 1
                packets[Array(address.utf8), default: []].append(
                    HostPacket(
                        target: UInt16(truncatingIfNeeded: target.id), plan: plan,
                        minimum: target.minimum * unit, maximum: target.maximum * unit))
            }
        }
        self.controls = controls
        self.packets = packets
    }

    /// The event that tells a map's instance what its host says in an OSC message: one with the address and
    /// the constants of a target's own.
    ///
    /// - Parameter message: One OSC message as it came, not a bundle.
    /// - Returns: `nil` when no target sends such a message.
    public func hostValue(_ message: UnsafeRawBufferPointer) -> MapEvent? {
        let address = Array(message.prefix { $0 != 0 })
        for packet in packets[address] ?? [] {
            if let number = packet.value(in: message) {
                return MapEvent(
                    .hostValue, map: map, place: packet.target, number: Float(number))
            }
        }
        return nil
    }
}

extension MapDirectory.HostPacket {
    /// What stands where the value stands, when all else is the same. A host may answer with a float where
    /// a whole number was sent, and the other way round.
    fileprivate func value(in message: UnsafeRawBufferPointer) -> Double? {
        guard message.count == plan.bytes.count, let tags = plan.bytes.firstIndex(of: 0x2C) else {
            return nil
        }
        var number: Double?
        var isOpen = [Bool](repeating: false, count: message.count)
        var place = (tags + plan.tagCount + 4) & ~3
        for (index, tag) in Array(plan.tags).enumerated() {
            let patch = plan.patches.first { $0.offset == place && $0.kind != .flag }
            let flag = plan.patches.first { $0.offset == tags + 1 + index && $0.kind == .flag }
            if let patch {
                isOpen[tags + 1 + index] = true
                for byte in 0..<patch.byteCount { isOpen[place + byte] = true }
                number = read(message, at: place, as: message[tags + 1 + index], patch) ?? number
            } else if flag != nil {
                isOpen[tags + 1 + index] = true
                let isOn = message[tags + 1 + index] == 0x54
                number = number ?? (isOn ? maximum : minimum)
            }
            place += size(of: tag, at: place)
        }
        for byte in 0..<message.count where !isOpen[byte] && message[byte] != plan.bytes[byte] {
            return nil
        }
        return number
    }

    private func read(
        _ message: UnsafeRawBufferPointer, at place: Int, as tag: UInt8, _ patch: PacketPlan.Patch
    ) -> Double? {
        let quad = UInt32(bigEndian: message.loadUnaligned(fromByteOffset: place, as: UInt32.self))
        let number: Double
        switch (tag, patch.byteCount) {
        case (UInt8(ascii: "f"), 4): number = Double(Float(bitPattern: quad))
        case (UInt8(ascii: "i"), 4): number = Double(Int32(bitPattern: quad))
        case (UInt8(ascii: "d"), 8):
            number = Double(
                bitPattern: UInt64(
                    bigEndian: message.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
        default: return nil
        }
        guard number.isFinite else { return nil }
        return patch.kind == .position ? minimum + (maximum - minimum) * number : number
    }

    private func size(of tag: UInt8, at place: Int) -> Int {
        switch tag {
        case UInt8(ascii: "i"), UInt8(ascii: "f"): return 4
        case UInt8(ascii: "d"): return 8
        case UInt8(ascii: "s"):
            let end = plan.bytes[place...].firstIndex(of: 0) ?? plan.bytes.count
            return (end - place) & ~3 + 4
        default: return 0
        }
    }
}

extension PacketPlan {
    /// The type tags of an OSC message without the comma.
    fileprivate var tags: ArraySlice<UInt8> {
        guard let start = bytes.firstIndex(of: 0x2C) else { return [] }
        return bytes[(start + 1)...].prefix { $0 != 0 }
    }

    /// The comma and the tags.
    fileprivate var tagCount: Int { tags.count + 1 }
}
